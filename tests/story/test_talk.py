"""Comments flow both ways: the thread of a receipt, the issue in Jira, the thread of a card."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

from tests.cards.desk import REVIEWED, card, desk_world
from tests.world import Json, World, eventually

WITH_CARDS = REVIEWED.replace('policy = "review"\n', "")
PICTURE = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"x" * 2000).decode()
TOKEN = "xoxb-" + "4444444444-abcdefghijklmnop"


# DESIGN section 4, point 8; issue 6, line 5: there and back, edits and deletions too, each once and without an echo,
# however often Slack delivers and though answers are lost. What is kept from somebody in Jira is kept from Slack.
def test_comments_flow_both_ways(make_world: Callable[..., World], database_url: str, deployment: str) -> None:
    world = desk_world(make_world, database_url, WITH_CARDS, deployment=deployment)
    world.start("run")
    reference, issue = world.file("U1ANN", "vpn", "The VPN drops in every tunnel")
    root, desk = world.until_receipt("U1ANN", reference), card(world, reference)

    # From Jira to both threads.
    world.slack("faults", kind="lost", method="chat.postMessage", channel="D1ANN")
    in_jira(world, issue, f"Which client, <!channel>? Mine says {TOKEN}")
    for hidden in ({"visibility": {"type": "role", "value": "Developers"}}, internal()):
        in_jira(world, issue, "Nobody is to know: she is the director", **hidden)
    asked = [eventually(lambda at=at: said(world, at, "Which client"))[0] for at in (root, desk)]
    for message in asked:
        assert "Olga" in json.dumps(message["blocks"])
        assert "<!channel>" not in message["text"]

    # From the reporter to Jira and the card, once, with one quiet sentence; thanks are for people.
    world.jira("faults", method="POST", path="/comment$", kind="lost", times=1)
    answer = write(world, "U1ANN", root, f"Client 5.2, <@U3CAT>, and {TOKEN}")
    for event in eventually(lambda: heard(world, "Client 5.2")):
        world.slack("redeliver", seq=event["seq"])
    write(world, "U1ANN", root, "Thanks a lot! :tada:")
    eventually(lambda: "Client 5.2" in comments(world, issue))
    eventually(lambda: said(world, desk, "Client 5.2"))
    write(world, "U1ANN", root, "It is the blue one", files=[{"name": "blue.png", "base64": PICTURE}])
    eventually(lambda: said(world, desk, "the blue one"))
    eventually(lambda: "blue.png" in json.dumps(world.see_issue(issue)["attachments"]))
    eventually(lambda: said(world, root, "I add what you write in this thread"))

    # From the desk to Jira and the reporter: of those who may decide, and no aside.
    write(world, "U3CAT", desk, "We know nothing of tunnels here")
    write(world, "U0OWNER", desk, "// she always says so")
    write(world, "U0OWNER", desk, "Please try client 5.3")
    eventually(lambda: said(world, root, "Please try client 5.3"))
    eventually(lambda: "Please try client 5.3" in comments(world, issue))

    # What is changed or deleted reads so everywhere.
    world.slack("edit", user="U1ANN", channel=root["channel"], ts=answer["ts"], text="Client 5.1, sorry")
    eventually(lambda: "Client 5.1, sorry" in comments(world, issue) and said(world, desk, "Client 5.1, sorry"))
    first = next(each["id"] for each in world.see_issue(issue)["comments"] if "Which client" in json.dumps(each))
    world.act(issue, "edit_comment", comment=first, text="Which client and which system?")
    eventually(lambda: said(world, root, "which system") and said(world, desk, "which system"))
    world.act(issue, "delete_comment", comment=first)
    eventually(lambda: said(world, root, "was taken back") and said(world, desk, "was taken back"))

    while_it_is_off(world, issue, root)
    world.close_issue(issue, "Done")
    world.until_told("U1ANN", "shipped")
    write(world, "U1ANN", root, "But it still drops at night")
    eventually(lambda: said(world, root, "This report has ended"))
    world.until_nothing_is_owed()
    assert len(own(world, root)) == 4  # one comment, one answer, two sentences
    assert len(own(world, desk)) == 3  # one comment, two answers
    assert sorted(each["author"] == "olga" for each in world.see_issue(issue)["comments"]) == [False] * 3 + [True] * 3
    shown = json.dumps([own(world, root), own(world, desk), card(world, reference), world.receipts("U1ANN", reference)])
    for kept in (TOKEN, "Nobody is to know", "stays in Jira", "of tunnels here", "always says so", "Thanks a lot"):
        assert kept not in shown
    for kept in ("stays in Slack", "of tunnels here", "always says so", "Thanks a lot", "still drops at night"):
        assert kept not in comments(world, issue)
    assert comments(world, issue).count(TOKEN) == 0  # Olga deleted hers
    assert len(world.issues()) == 1


def while_it_is_off(world: World, issue: Json, root: Json) -> None:
    """Who does not want it turns it off: what is said meanwhile stays where it is."""
    world.catalogue.write_text(f"{WITH_CARDS}\n[comments]\nto_jira = false\nto_slack = false\n")
    in_jira(world, issue, "This stays in Jira")
    write(world, "U1ANN", root, "This stays in Slack")
    eventually(lambda: heard(world, "This stays in Slack"))
    world.after_more_polls()
    world.until_nothing_is_owed()
    world.catalogue.write_text(WITH_CARDS)


def write(world: World, user: str, under: Json, text: str, **more: Any) -> Json:
    told: Json = world.slack("message", user=user, channel=under["channel"], text=text, thread_ts=under["ts"], **more)
    return told


def heard(world: World, words: str) -> list[Json]:
    """The deliveries to the app, answered by now, of what somebody wrote."""
    return [event for event in world.deliveries("events_api") if words in json.dumps(event["payload"])]


def in_jira(world: World, issue: Json, text: str, **more: Any) -> None:
    world.act(issue, "comment", text=text, **more)


def internal() -> Json:
    """As Jira Service Management marks a comment that is for its team alone."""
    return {"properties": [{"key": "sd.public.comment", "value": {"internal": True}}]}


def own(world: World, under: Json) -> list[Json]:
    """What the bot says in the thread under a message."""
    found = [message for message in world.messages(under["channel"]) if message.get("thread_ts") == under["ts"]]
    return [message for message in found if message.get("bot_id") and message["ts"] != under["ts"]]


def said(world: World, under: Json, words: str) -> list[Json]:
    return [message for message in own(world, under) if words in json.dumps(message, ensure_ascii=False)]


def comments(world: World, issue: Json) -> str:
    return json.dumps(world.see_issue(issue)["comments"])
