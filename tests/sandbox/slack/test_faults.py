"""Faults on demand, seen through the real client."""

from __future__ import annotations

import urllib.error
from http.client import RemoteDisconnected
from typing import TYPE_CHECKING

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.sandbox.slack.stage import wait_for

if TYPE_CHECKING:
    from tests.sandbox.slack.stage import Stage

CUT = (ConnectionError, RemoteDisconnected, urllib.error.URLError)
TOKEN = {"event_type": "friction_notice", "event_payload": {"k": "abc"}}


def post(stage: Stage, channel: str = "C1") -> None:
    stage.web.chat_postMessage(channel=channel, text="hello", metadata=TOKEN, client_msg_id="same")


def tokens(stage: Stage) -> list[str]:
    """Return the tokens of all messages that history shows, newest first."""
    history = stage.web.conversations_history(channel="C1", include_all_metadata=True)
    return [message["metadata"]["event_payload"]["k"] for message in history["messages"]]


def test_lost(stage: Stage) -> None:
    stage.do("faults", method="chat.postMessage", kind="lost")
    with pytest.raises(CUT):
        post(stage)
    assert tokens(stage) == ["abc"]
    assert "metadata" not in stage.web.conversations_history(channel="C1")["messages"][0]
    [call] = [entry for entry in stage.ledger("api") if entry["method"] == "chat.postMessage"]
    assert (call["fault"], call["effect"], call["response"]) == ("lost", True, None)
    post(stage)
    assert tokens(stage) == ["abc", "abc"], "client_msg_id is ignored"


def test_the_clients_own_retry_posts_twice(stage: Stage) -> None:
    stage.do("faults", method="chat.postMessage", kind="lost")
    WebClient("xoxb-sandbox", base_url=f"{stage.url}/api/").chat_postMessage(channel="C1", text="hello", metadata=TOKEN)
    assert tokens(stage) == ["abc", "abc"]


def test_lost_and_late(stage: Stage) -> None:
    stage.do("faults", method="chat.postMessage", kind="lost", late_seconds=0.3)
    with pytest.raises(CUT):
        post(stage)
    wait_for(lambda: tokens(stage) == ["abc"])
    [call] = [entry for entry in stage.ledger("api") if entry["method"] == "chat.postMessage"]
    assert float(stage.messages()[0]["ts"]) >= call["at"] + 0.3


def test_disconnect(stage: Stage) -> None:
    stage.do("faults", kind="disconnect")
    with pytest.raises(CUT):
        post(stage)
    assert tokens(stage) == []


def test_ratelimited(stage: Stage) -> None:
    stage.do("faults", method="chat.postMessage", kind="ratelimited", retry_after=30, channel="C2")
    post(stage)
    with pytest.raises(SlackApiError) as refused:
        post(stage, "C2")
    response = refused.value.response
    assert (response.status_code, response["error"], response.headers["Retry-After"]) == (429, "ratelimited", "30")
    assert not [m for m in stage.messages() if m["channel"] == "C2"]


@pytest.mark.parametrize(("kind", "status"), [("http_500", 500), ("http_502", 502), ("html", 200)])
@pytest.mark.parametrize("effect", [True, False])
def test_pages_instead_of_answers(stage: Stage, kind: str, status: int, effect: bool) -> None:
    stage.do("faults", method="chat.postMessage", kind=kind, effect=effect)
    with pytest.raises(SlackApiError) as refused:
        post(stage)
    assert refused.value.response.status_code == status
    assert len(tokens(stage)) == effect


def test_hang(stage: Stage) -> None:
    stage.do("faults", method="chat.postMessage", kind="hang", seconds=5)
    with pytest.raises(TimeoutError):
        WebClient("xoxb-sandbox", base_url=f"{stage.url}/api/", timeout=1, retry_handlers=[]).chat_postMessage(
            channel="C1", text="hello", metadata=TOKEN
        )
    assert tokens(stage) == ["abc"]


def test_error_in_a_direct_message(stage: Stage) -> None:
    stage.do("faults", method="*", kind="error", error="fatal_error", channel="D1", times=-1)
    for channel in ("U1", "D1"):
        with pytest.raises(SlackApiError, match="fatal_error"):
            post(stage, channel)
    post(stage, "U2")
    stage.http.delete("/sandbox/faults")
    post(stage, "U1")


def test_chance_is_seeded(stage: Stage) -> None:
    def run() -> list[bool]:
        stage.do("faults", method="api.test", kind="error", probability=0.5, seed=7, times=-1)
        outcomes = [stage.http.get("/api/api.test").json()["ok"] for _ in range(20)]
        stage.http.delete("/sandbox/faults")
        return outcomes

    first = run()
    assert first == run()
    assert 0 < sum(first) < 20


def test_unknown_faults_are_refused(stage: Stage) -> None:
    stage.do("faults", kind="gremlin", status=400)
    stage.do("faults", kind="lost", colour="red", status=400)
