"""Reading and writing messages, files, people and time, through the real client."""

from __future__ import annotations

import httpx
import pytest
from slack_sdk.errors import SlackApiError

from tests.sandbox.slack.stage import Stage, wait_for

DIVIDER = {"type": "divider"}


def test_history_is_paged_newest_first(stage: Stage) -> None:
    sent = [stage.web.chat_postMessage(channel="C1", text=str(n))["ts"] for n in range(5)]
    assert sent == sorted(set(sent))
    found, cursor = [], None
    while cursor != "":
        page = stage.web.conversations_history(channel="C1", limit=2, cursor=cursor)
        found += [message["text"] for message in page["messages"]]
        cursor = page["response_metadata"]["next_cursor"] if page["has_more"] else ""
    assert found == ["4", "3", "2", "1", "0"]
    between = stage.web.conversations_history(channel="C1", oldest=sent[1], latest=sent[3])
    assert [m["text"] for m in between["messages"]] == ["2"]
    between = stage.web.conversations_history(channel="C1", oldest=sent[1], latest=sent[3], inclusive=True)
    assert [m["text"] for m in between["messages"]] == ["3", "2", "1"]


def test_threads(stage: Stage) -> None:
    root = stage.web.chat_postMessage(channel="U1", text="root")
    channel, ts = root["channel"], root["ts"]
    assert channel == stage.web.conversations_open(users="U1")["channel"]["id"] == "D1"
    said = stage.do("message", user="U1", channel="D1", text="a reply", thread_ts=ts)
    stage.web.chat_postMessage(channel=channel, text="an answer", thread_ts=ts)
    thread = stage.web.conversations_replies(channel=channel, ts=said["ts"])["messages"]
    assert [m["text"] for m in thread] == ["root", "a reply", "an answer"]
    assert (thread[0]["reply_count"], thread[1]["parent_user_id"]) == (2, "U0BOT")
    assert [m["text"] for m in stage.web.conversations_history(channel=channel)["messages"]] == ["root"]
    link = stage.web.chat_getPermalink(channel=channel, message_ts=said["ts"])["permalink"]
    assert link.endswith(f"/archives/D1/p{said['ts'].replace('.', '')}?thread_ts={ts}&cid=D1")


def test_update_and_delete(stage: Stage) -> None:
    meta = {"event_type": "e", "event_payload": {"k": 1}}
    ts = stage.web.chat_postMessage(channel="C1", text="one", blocks=[DIVIDER], metadata=meta)["ts"]
    stage.web.api_call("chat.update", json={"channel": "C1", "ts": ts, "blocks": [DIVIDER, DIVIDER]})
    [message] = stage.messages(channel="C1")
    assert (message["text"], len(message["blocks"]), message["metadata"]) == ("one", 2, meta)
    stage.web.chat_update(channel="C1", ts=ts, text="two")
    [message] = stage.messages(channel="C1")
    assert (message["text"], message.get("blocks"), message["edited"]["user"]) == ("two", None, "U0BOT")
    theirs = stage.do("message", user="U1", channel="C1", text="mine")["ts"]
    with pytest.raises(SlackApiError, match="cant_update_message"):
        stage.web.chat_update(channel="C1", ts=theirs, text="no")
    stage.web.chat_delete(channel="C1", ts=ts)
    assert [entry["action"] for entry in stage.ledger("message")] == [
        "posted",
        "updated",
        "updated",
        "posted",
        "deleted",
    ]


def test_ephemerals_are_for_one(stage: Stage) -> None:
    stage.web.chat_postEphemeral(channel="C1", user="U1", text="psst")
    assert [m["visible_to"] for m in stage.messages(user="U1")] == ["U1"]
    assert stage.messages(user="U2") == []
    assert stage.web.conversations_history(channel="C1")["messages"] == []


def test_upload(stage: Stage) -> None:
    root = stage.web.chat_postMessage(channel="C1", text="digest")["ts"]
    done = stage.web.files_upload_v2(
        channel="C1",
        content=b"\x89PNG",
        filename="rate.png",
        title="Rate",
        alt_txt="46 %",
        initial_comment="Chart",
        thread_ts=root,
    )
    file_id = done["file"]["id"]
    [message] = [m for m in stage.web.conversations_replies(channel="C1", ts=root)["messages"] if m["ts"] != root]
    [file] = message["files"]
    assert (message["text"], message["subtype"], file["id"]) == ("Chart", "file_share", file_id)
    assert (file["title"], file["alt_txt"], file["mimetype"], file["size"]) == ("Rate", "46 %", "image/png", 4)
    info = stage.web.files_info(file=file_id)["file"]
    assert info["shares"]["public"]["C1"] == [{"ts": message["ts"], "thread_ts": root}]
    assert [f["id"] for f in stage.web.files_list(channel="C1")["files"]] == [file_id]
    assert stage.http.get(f"/sandbox/files/{file_id}").content == b"\x89PNG"
    allowed = httpx.get(file["url_private"], headers={"Authorization": "Bearer xoxb-sandbox"})
    assert (allowed.content, allowed.headers["content-type"]) == (b"\x89PNG", "image/png")
    assert httpx.get(file["url_private"]).headers["content-type"].startswith("text/html")


def test_files_of_people(stage: Stage) -> None:
    files = [
        {"name": "log.txt", "content": "boom"},
        {"name": "far.pdf", "shown": {"url_private": "http://169.254.1.1/"}},
    ]
    said = stage.do("message", user="U1", channel="C1", text="see", files=files)
    log, far = said["message"]["files"]
    assert (log["mimetype"], log["size"], far["url_private"]) == ("text/plain", 4, "http://169.254.1.1/")


def test_people(stage: Stage) -> None:
    assert stage.web.users_lookupByEmail(email="Ann@example.com")["user"]["id"] == "U1"
    stage.do("users", id="U1", deleted=True)
    assert stage.web.users_info(user="U1")["user"]["deleted"] is True
    stage.do("usergroups", id="S1", handle="triage", users=["U2"])
    assert stage.web.usergroups_users_list(usergroup="S1")["users"] == ["U2"]
    assert stage.web.conversations_members(channel="C1")["members"] == ["U1", "U2", "U0BOT"]
    assert [c["is_member"] for c in stage.web.conversations_list()["channels"]] == [True, False]
    assert stage.web.conversations_join(channel="C2")["channel"]["is_member"]


def test_reactions(stage: Stage) -> None:
    ts = stage.web.chat_postMessage(channel="C1", text="hello")["ts"]
    stage.web.reactions_add(channel="C1", timestamp=ts, name="eyes")
    stage.do("reaction", user="U1", channel="C1", ts=ts, name="eyes")
    [reaction] = stage.web.reactions_get(channel="C1", timestamp=ts)["message"]["reactions"]
    assert reaction == {"name": "eyes", "users": ["U0BOT", "U1"], "count": 2}


def test_the_clock_stamps_and_posts_what_is_due(stage: Stage) -> None:
    stage.do("clock", now="2030-01-07T09:00:00+00:00")
    ts = float(stage.web.chat_postMessage(channel="C1", text="now")["ts"])
    assert 0 <= ts - 1894006800 < 60
    stage.web.chat_scheduleMessage(channel="C1", text="later", post_at=1894010400)
    assert len(stage.web.chat_scheduledMessages_list()["scheduled_messages"]) == 1
    stage.do("clock", now="2030-01-07T10:00:01Z")
    assert [(m["text"], m["ts"]) for m in stage.messages(channel="C1")][1] == ("later", "1894010400.000000")
    with pytest.raises(SlackApiError, match="time_in_past"):
        stage.web.chat_scheduleMessage(channel="C1", text="late", post_at=1894010400)


def test_scheduling_has_limits(stage: Stage) -> None:
    stage.do("clock", now="2030-01-07T09:00:00+00:00")
    soon = stage.web.chat_scheduleMessage(channel="C1", text="soon", post_at=1894006800 + 30)["scheduled_message_id"]
    with pytest.raises(SlackApiError, match="invalid_scheduled_message_id"):
        stage.web.chat_deleteScheduledMessage(channel="C1", scheduled_message_id=soon)
    for number in range(30):
        stage.web.chat_scheduleMessage(channel="C1", text="later", post_at=1894010400 + number)
    with pytest.raises(SlackApiError, match="restricted_too_many"):
        stage.web.chat_scheduleMessage(channel="C1", text="one too many", post_at=1894010400)


def test_home(stage: Stage) -> None:
    stage.web.views_publish(user_id="U1", view={"type": "home", "blocks": [DIVIDER]})
    home = stage.see("views", user="U1")["home"]
    with pytest.raises(SlackApiError, match="hash_conflict"):
        stage.web.views_publish(user_id="U1", hash="old", view={"type": "home", "blocks": [DIVIDER]})
    stage.web.views_publish(user_id="U1", hash=home["hash"], view={"type": "home", "blocks": [DIVIDER, DIVIDER]})
    assert len(stage.see("views", user="U1")["home"]["blocks"]) == 2


def test_sandboxes_do_not_outlive_their_parent(stage: Stage) -> None:
    assert stage.process.stdin is not None
    stage.process.stdin.close()
    stage.process.stdin = None
    wait_for(lambda: stage.process.poll() is not None)
    assert stage.process.returncode == 0


def test_the_index_names_every_address(stage: Stage) -> None:
    index = stage.http.get("/sandbox/").json()
    assert all(index.values())
    assert index["POST /sandbox/command"].startswith("Type a slash command.")
