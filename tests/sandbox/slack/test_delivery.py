"""Deliveries: acknowledgement in time, retries, repeats, reconnection, response URLs."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from tests.sandbox.slack.stage import Stage, wait_for

if TYPE_CHECKING:
    from slack_bolt import App


def test_an_unacknowledged_event_comes_again(app: App, stage: Stage) -> None:
    stage.do("app", ack_seconds=0.5)
    seen: list[Any] = []

    @app.middleware
    def note(req: Any, resp: Any, next: Any) -> Any:  # noqa: A002 - Bolt's name
        seen.append((req.headers.get("x-slack-retry-num"), req.body["event_id"]))
        return next()

    stage.do("message", user="U1", channel="C1", text="nobody listens")
    wait_for(lambda: len(seen) == 4)
    # On a busy machine the app may come to them in another order than that in which they were sent.
    assert sorted(attempt for attempt, _ in seen if attempt not in (None, ["0"])) == [["1"], ["2"], ["3"]]
    assert len({event_id for _, event_id in seen}) == 1
    wait_for(lambda: len(stage.ledger("delivery")) == 4)
    assert [d["attempt"] for d in stage.ledger("delivery")] == [0, 1, 2, 3]


def test_no_answer_in_time(app: App, stage: Stage) -> None:
    stage.do("app", ack_seconds=0.5)
    release = threading.Event()

    @app.command("/friction")
    def slow(ack: Any) -> None:
        release.wait(60)
        ack()

    typed = stage.do("command", user="U1", channel="C1")
    release.set()
    assert (typed["acked"], typed["error"]) == (False, "operation_timeout")
    [shown] = stage.ledger("shown")
    assert (shown["user"], shown["text"]) == ("U1", "operation_timeout")


def test_redelivery_is_the_same_again(app: App, stage: Stage) -> None:
    triggers: list[str] = []

    @app.command("/friction")
    def note(ack: Any, body: Any) -> None:
        triggers.append(body["trigger_id"])
        ack(f"{len(triggers)}")

    typed = stage.do("command", user="U1", channel="C1", text="once")
    [delivery] = stage.ledger("delivery")
    again = stage.do("redeliver", seq=delivery["seq"])
    assert (typed["response"], again["response"]) == ({"text": "1"}, {"text": "2"})
    assert triggers == [typed["trigger_id"]] * 2
    assert stage.ledger("delivery")[1]["repeats"] == delivery["seq"]
    stage.do("redeliver", seq=0, status=404)


def test_a_forged_payload_can_be_sent(app: App, stage: Stage) -> None:
    seen: list[Any] = []

    @app.command("/friction")
    def note(ack: Any, body: Any) -> None:
        seen.append((body["team_id"], body["text"]))
        ack()

    stage.do("command", user="U1", channel="C1", text="<b>", raw=True, override={"team_id": "T9"})
    assert seen == [("T9", "<b>")]


def test_socket_mode_reconnects(app: App, stage: Stage) -> None:
    if not stage.see("connections")["connections"]:
        return  # over HTTP there is nothing to reconnect
    app.command("/friction")(lambda ack: ack())
    stage.do("socket/disconnect")
    wait_for(lambda: stage.see("connections")["connections"])
    assert wait_for(lambda: stage.do("command", user="U1", channel="C1")["acked"])


def test_response_url_is_good_for_five(app: App, stage: Stage) -> None:
    urls: list[str] = []

    @app.command("/friction")
    def note(ack: Any, body: Any) -> None:
        urls.append(body["response_url"])
        ack()

    stage.do("command", user="U1", channel="C1")
    for n in range(5):
        assert stage.http.post(urls[0], json={"text": str(n)}).status_code == 200
    used = stage.http.post(urls[0], json={"text": "6"})
    assert (used.status_code, used.json()["error"]) == (404, "used_url")
    assert [m["visible_to"] for m in stage.messages()] == ["U1"] * 5
    stage.do("command", user="U1", channel="C1")
    stage.do("clock", offset=1801)
    assert stage.http.post(urls[1], json={"text": "late"}).json()["error"] == "expired_url"
    assert [r["status"] for r in stage.ledger("response_url")] == [200] * 5 + [404, 404]
