"""Modals as a person meets them: every kind of input, stacks of views, closing, what the client itself refuses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.sandbox.slack.conftest import over_http

if TYPE_CHECKING:
    from slack_bolt import App

    from tests.sandbox.slack.stage import Stage


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def option(value: str) -> dict[str, Any]:
    return {"text": plain(value.upper()), "value": value}


AB = [option("a"), option("b")]
ELEMENTS: dict[str, dict[str, Any]] = {
    "text": {"type": "plain_text_input", "max_length": 10, "initial_value": "as it was"},
    "number": {"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "max_value": "600"},
    "one": {"type": "static_select", "option_groups": [{"label": plain("g"), "options": AB}]},
    "some": {"type": "multi_static_select", "options": AB, "max_selected_items": 1},
    "boxes": {"type": "checkboxes", "options": AB},
    "radio": {"type": "radio_buttons", "options": AB, "initial_option": option("b")},
    "who": {"type": "users_select"},
    "people": {"type": "multi_users_select"},
    "day": {"type": "datepicker"},
    "files": {"type": "file_input", "max_files": 2},
    "rich": {"type": "rich_text_input"},
}


def view(title: str, *kinds: str, **more: Any) -> dict[str, Any]:
    """Return a modal that asks for these kinds of input, all optional but the text."""
    blocks = [
        {
            "type": "input",
            "block_id": kind,
            "label": plain(kind),
            "optional": kind != "text",
            "element": {"action_id": "enter", **ELEMENTS[kind]},
        }
        for kind in kinds
    ]
    return {
        "type": "modal",
        "callback_id": title,
        "title": plain(title),
        "submit": plain("OK"),
        "blocks": blocks,
        **more,
    }


@pytest.fixture
def taken(app: App) -> list[Any]:
    """Views submitted to an app that answers by the modal's title."""
    taken: list[Any] = []
    answers: dict[str, dict[str, Any]] = {
        "update": {"response_action": "update", "view": view("form", "text", "number")},
        "push": {"response_action": "push", "view": view("push", "text")},
        "clear": {"response_action": "clear"},
        "bad": {"response_action": "errors", "errors": {"nowhere": "x"}},
    }

    @app.view(re.compile(".*"))
    def take(ack: Any, view: Any) -> None:
        taken.append(view)
        ack(**answers.get(view["callback_id"], {}))

    return taken


def show(stage: Stage, shown: dict[str, Any]) -> str:
    """Open a modal before U1 and return its id."""
    stage.do("app", trigger_seconds=30)
    trigger_id = stage.do("command", user="U1", channel="C1")["trigger_id"]
    return str(stage.web.views_open(trigger_id=trigger_id, view=shown)["view"]["id"])


def titles(stage: Stage) -> list[str]:
    return [v["title"]["text"] for v in stage.see("views", user="U1")["views"]]


@pytest.fixture
def app(stage: Stage) -> Any:
    """One way of delivery is enough here: HTTP."""
    with over_http(stage) as app:
        app.command("/friction")(lambda ack: ack())
        yield app


def test_every_input(stage: Stage, taken: list[Any]) -> None:
    show(stage, view("form", *ELEMENTS))
    entered = {
        "text": "short", "number": 40, "one": "B", "some": ["a"], "boxes": ["a", "b"], "who": "U2", "people": ["U1"],
        "day": "2026-11-21", "files": [{"name": "a.txt", "content": "x"}], "rich": "hello",
    }  # fmt: skip
    assert stage.do("submit", user="U1", values=entered)["errors"] is None
    state = {block: actions["enter"] for block, actions in taken[0]["state"]["values"].items()}
    assert state["text"] == {"type": "plain_text_input", "value": "short"}
    assert state["number"] == {"type": "number_input", "value": "40"}
    assert state["one"]["selected_option"] == option("b")
    assert state["some"]["selected_options"] == [option("a")]
    assert state["boxes"]["selected_options"] == AB
    assert state["radio"]["selected_option"] == option("b")
    assert (state["who"]["selected_user"], state["people"]["selected_users"]) == ("U2", ["U1"])
    assert state["day"]["selected_date"] == "2026-11-21"
    assert state["files"]["files"][0]["name"] == "a.txt"
    assert state["rich"]["rich_text_value"]["type"] == "rich_text"


@pytest.mark.parametrize(
    ("block", "value"),
    [
        ("text", None),
        ("text", "x" * 11),
        ("number", "many"),
        ("number", 1.5),
        ("number", 0),
        ("number", 601),
        ("one", "c"),
        ("some", ["a", "b"]),
        ("who", "U9"),
    ],
)
def test_what_the_client_refuses(stage: Stage, taken: list[Any], block: str, value: Any) -> None:
    show(stage, view("form", *ELEMENTS))
    refused = stage.do("submit", user="U1", values={block: value}, status=409)
    assert refused["block"] == block
    assert taken == []


def test_empty_inputs(stage: Stage, taken: list[Any]) -> None:
    show(stage, view("form", *ELEMENTS))
    stage.do("submit", user="U1")
    state = {block: actions["enter"] for block, actions in taken[0]["state"]["values"].items()}
    assert state["text"]["value"] == "as it was"
    assert state["number"] == {"type": "number_input", "value": None}
    assert (state["one"]["selected_option"], state["boxes"]["selected_options"]) == (None, [])


def test_answers_to_a_submission(stage: Stage, taken: list[Any]) -> None:
    first = show(stage, view("update", "text"))
    stage.do("submit", user="U1", values={"text": "kept"})
    [updated] = stage.see("views", user="U1")["views"]
    assert (updated["id"], updated["title"]["text"]) == (first, "form")
    assert updated["state"]["values"]["text"]["enter"]["value"] == "kept"

    show(stage, view("push", "text"))
    stage.do("submit", user="U1")
    stage.do("submit", user="U1")
    assert titles(stage) == ["push", "push", "push"]
    assert stage.do("submit", user="U1")["error"] == "push_limit_reached"
    [root, *_, top] = stage.see("views", user="U1")["views"]
    assert top["root_view_id"] == root["id"]

    show(stage, view("clear", "text"))
    stage.do("submit", user="U1")
    assert titles(stage) == []

    show(stage, view("bad", "text"))
    assert stage.do("submit", user="U1")["error"] == "invalid_errors"
    assert titles(stage) == ["bad"]
    assert len(taken) == 6


def test_closing(app: App, stage: Stage) -> None:
    closed: list[str] = []

    @app.view_closed("loud")
    def note(ack: Any, view: Any) -> None:
        closed.append(view["callback_id"])
        ack()

    show(stage, view("quiet", "text"))
    assert stage.do("close", user="U1")["acked"] is None
    shown = show(stage, view("loud", "text", notify_on_close=True))
    assert stage.do("close", user="U1", view_id=shown)["acked"]
    assert (closed, titles(stage)) == (["loud"], [])
    stage.do("close", user="U1", status=404)


def test_clicks_in_views(app: App, stage: Stage) -> None:
    seen: list[Any] = []

    @app.action("go")
    def go(ack: Any, action: Any, body: Any, client: Any) -> None:
        seen.append((action["type"], action.get("value"), body["container"]["type"], "response_url" in body))
        ack()
        if body["view"]["type"] == "modal":
            client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=view("after", "text"))

    button = {"type": "button", "action_id": "go", "text": plain("Go"), "value": "1"}
    actions = {"type": "actions", "elements": [button]}
    typed = {"type": "plain_text_input", "action_id": "go"}
    live = {"type": "input", "label": plain("l"), "element": typed, "dispatch_action": True}
    show(stage, {**view("before"), "blocks": [live]})
    assert stage.do("click", user="U1", action_id="go", value="VPN dr")["acked"]
    assert titles(stage) == ["after"]
    assert stage.do("click", user="U1", action_id="enter", value="x") == {
        "acked": None, "dispatched": False, "error": None,
    }  # fmt: skip
    home = stage.web.views_publish(user_id="U1", view={"type": "home", "blocks": [actions]})["view"]["id"]
    assert stage.do("click", user="U1", view_id=home, action_id="go")["acked"]
    assert seen == [("plain_text_input", "VPN dr", "view", False), ("button", "1", "view", False)]
    stage.do("click", user="U2", view_id=home, action_id="go", status=404)


def test_suggestions(app: App, stage: Stage) -> None:
    app.options("enter")(lambda ack, payload: ack(options=[option(f"{payload['value']}{n}") for n in range(2)]))
    shown = view("form", "text")
    shown["blocks"][0]["element"] = {"type": "external_select", "action_id": "enter"}
    view_id = show(stage, shown)
    answer = stage.do("suggest", user="U1", view_id=view_id, block_id="text", value="vpn")
    assert answer == {"options": [option("vpn0"), option("vpn1")]}
