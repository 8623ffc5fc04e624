"""One whole round through the real Bolt: command → modal → submission → DM → button."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.sandbox.slack.stage import wait_for

if TYPE_CHECKING:
    from slack_bolt import App

    from tests.sandbox.slack.stage import Stage

PRODUCT = {
    "type": "input",
    "block_id": "product",
    "label": {"type": "plain_text", "text": "Product"},
    "element": {"type": "external_select", "action_id": "choose", "min_query_length": 0},
}
WHAT = {
    "type": "input",
    "block_id": "what",
    "label": {"type": "plain_text", "text": "What happened?"},
    "element": {"type": "plain_text_input", "action_id": "type", "min_length": 5, "multiline": True},
}
MODAL = {
    "type": "modal",
    "callback_id": "report",
    "title": {"type": "plain_text", "text": "Report"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [PRODUCT, WHAT],
}
OPTION = {"text": {"type": "plain_text", "text": "Corporate VPN"}, "value": "vpn"}
BUTTON = {"type": "button", "action_id": "fixed", "text": {"type": "plain_text", "text": "Fixed"}, "value": "FR-1"}


def listen(app: App) -> list[Any]:
    """Give the app its listeners; the list they fill holds what was submitted."""
    submitted: list[Any] = []

    @app.command("/friction")
    def open_form(ack: Any, body: Any, client: Any) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=MODAL)
        ack(f"Opened for: {body['text']}")

    @app.options("choose")
    def suggest(ack: Any) -> None:
        ack(options=[OPTION])

    @app.view("report")
    def take(ack: Any, view: Any, body: Any, client: Any) -> None:
        values = view["state"]["values"]
        if "secret" in values["what"]["type"]["value"]:
            ack(response_action="errors", errors={"what": "No secrets, please."})
            return
        submitted.append(values)
        blocks = [{"type": "actions", "block_id": "answer", "elements": [BUTTON]}]
        client.chat_postMessage(channel=body["user"]["id"], text="Is it fixed?", blocks=blocks)
        ack()

    @app.action("fixed")
    def fixed(ack: Any, body: Any, action: Any, respond: Any) -> None:
        submitted.append(action["value"])
        ack()
        respond(text=f"Thanks, {body['user']['name']}.", replace_original=True)

    return submitted


def test_a_report_goes_round(app: App, stage: Stage) -> None:
    submitted = listen(app)
    typed = stage.do("command", user="U1", channel="C1", text="VPN <drops> & drops")
    assert typed["acked"], typed
    assert [m["text"] for m in stage.messages(user="U1")] == ["Opened for: VPN &lt;drops&gt; &amp; drops"]
    assert stage.messages(user="U2") == []

    [view] = stage.see("views", user="U1")["views"]
    assert view["state"]["values"]["what"]["type"] == {"type": "plain_text_input", "value": None}
    too_short = stage.do("submit", user="U1", values={"product": "vpn", "what": "VPN"}, status=409)
    assert too_short == {"error": "at least 5 characters are required", "block": "what"}
    refused = stage.do("submit", user="U1", values={"what": "my secret"})
    assert refused["errors"] == {"what": "No secrets, please."}
    assert len(stage.see("views", user="U1")["views"]) == 1

    assert stage.do("submit", user="U1", values={"product": "Corporate VPN", "what": "It drops hourly"})["acked"]
    assert submitted[0]["product"]["choose"]["selected_option"] == OPTION
    assert submitted[0]["what"]["type"] == {"type": "plain_text_input", "value": "It drops hourly"}
    assert stage.see("views", user="U1")["views"] == []

    [question] = stage.messages(channel="U1")
    assert question["channel"] == "D1"
    where = {"channel": "D1", "message_ts": question["ts"]}
    stage.do("click", user="U2", **where, action_id="fixed", status=404)
    stage.do("click", user="U1", **where, action_id="broken", status=404)
    assert stage.do("click", user="U1", **where, action_id="fixed")["acked"]
    assert submitted[1] == "FR-1"
    replaced = wait_for(lambda: [m for m in stage.messages(channel="D1") if m["text"] == "Thanks, ann."])
    assert replaced[0]["ts"] == question["ts"]


def test_events_reach_their_listeners(app: App, stage: Stage) -> None:
    heard: list[Any] = []
    for kind in ("message", "app_mention", "reaction_added", "app_home_opened"):
        app.event(kind)(lambda event: heard.append((event["type"], event.get("text"), event.get("subtype"))))
    said = stage.do("message", user="U1", channel="C1", text="<@U0BOT> is <this> known?")
    stage.do("edit", user="U1", channel="C1", ts=said["ts"], text="never mind")
    stage.do("reaction", user="U2", channel="C1", ts=said["ts"], name="eyes")
    stage.do("home_opened", user="U1")
    wait_for(lambda: len(heard) >= 5)
    asked = "<@U0BOT> is &lt;this&gt; known?"
    assert sorted(heard, key=str) == [
        ("app_home_opened", None, None),
        ("app_mention", asked, None),
        ("message", asked, None),
        ("message", None, "message_changed"),
        ("reaction_added", None, None),
    ]


def test_shortcuts(app: App, stage: Stage) -> None:
    seen: list[Any] = []

    @app.shortcut("friction_new")
    def new(ack: Any, shortcut: Any) -> None:
        seen.append(shortcut["type"])
        ack()

    @app.message_shortcut("friction_message")
    def of_message(ack: Any, shortcut: Any, respond: Any) -> None:
        seen.append(shortcut["message"]["text"])
        ack()
        respond("Taken.")

    said = stage.do("message", user="U2", channel="C1", text="VPN again!")
    assert stage.do("shortcut", user="U1", callback_id="friction_new", type="global")["acked"]
    where = {"channel": "C1", "message_ts": said["ts"]}
    assert stage.do("shortcut", user="U1", callback_id="friction_message", type="message", **where)["acked"]
    assert seen == ["shortcut", "VPN again!"]
    [answer] = wait_for(lambda: [m for m in stage.messages(channel="C1") if m["text"] == "Taken."])
    assert answer["visible_to"] == "U1"
