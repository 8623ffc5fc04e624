"""What Slack refuses, the sandbox refuses, in Slack's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from slack_sdk.errors import SlackApiError

from tests.sandbox.slack.stage import Stage
from tests.world import PATIENT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def section(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(**changes: Any) -> dict[str, Any]:
    return {"type": "actions", "elements": [{"type": "button", "action_id": "a", "text": plain("b"), **changes}]}


def menu(options: list[Any], **more: Any) -> dict[str, Any]:
    return {"type": "actions", "elements": [{"type": "static_select", "action_id": "a", "options": options, **more}]}


def option(number: int, text: str = "x") -> dict[str, Any]:
    return {"text": plain(text), "value": str(number)}


def refusal(call: Callable[..., Any], **arguments: Any) -> Any:
    """Return the answer of a call that must be refused."""
    with pytest.raises(SlackApiError) as refused:
        call(**arguments)
    return refused.value.response


BAD_BLOCKS = {
    "section too long": ([section("x" * 3001)], "/blocks/0/text/text"),
    "section empty": ([section("")], "/blocks/0/text/text"),
    "header too long": ([{"type": "header", "text": plain("x" * 151)}], "/blocks/0/text/text"),
    "too many blocks": ([{"type": "divider"}] * 51, "/blocks"),
    "unknown block": ([{"type": "sektion"}], "/blocks/0"),
    "same block_id": ([section("a", block_id="b"), section("a", block_id="b")], "/blocks/1/block_id"),
    "button text": ([button(text=plain("x" * 76))], "/blocks/0/elements/0/text/text"),
    "button value": ([button(value="x" * 2001)], "/blocks/0/elements/0/value"),
    "button style": ([button(style="default")], "/blocks/0/elements/0/style"),
    "no options": ([menu([])], "/blocks/0/elements/0/options"),
    "101 options": ([menu([option(n) for n in range(101)])], "/blocks/0/elements/0/options"),
    "option text": ([menu([option(1, "x" * 76)])], "/blocks/0/elements/0/options/0/text/text"),
    "placeholder": ([menu([option(1)], placeholder=plain("x" * 151))], "/blocks/0/elements/0/placeholder/text"),
    "not an option": ([menu([option(1)], initial_option=option(2))], "/blocks/0/elements/0/initial_option"),
}


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """One sandbox for all refusals: they leave no trace."""
    stage = Stage()
    yield stage
    stage.close()


@pytest.mark.parametrize("case", BAD_BLOCKS)
def test_blocks(stage: Stage, case: str) -> None:
    blocks, pointer = BAD_BLOCKS[case]
    answer = refusal(stage.web.chat_postMessage, channel="C1", text="t", blocks=blocks)
    assert answer["error"] == "invalid_blocks"
    [message] = answer["response_metadata"]["messages"]
    assert message.endswith(f"[json-pointer:{pointer}]")


def test_blocks_at_their_limits_are_taken(stage: Stage) -> None:
    blocks = [section("x" * 3000), button(text=plain("x" * 75)), menu([option(n) for n in range(100)])]
    assert stage.web.chat_postMessage(channel="C1", text="t", blocks=blocks)["ok"]


def test_whole_message(stage: Stage) -> None:
    blocks = [section("x" * 2900) for _ in range(5)]
    assert refusal(stage.web.chat_postMessage, channel="C1", text="t", blocks=blocks)["error"] == "msg_blocks_too_long"
    assert refusal(stage.web.api_call, api_method="chat.postMessage", json={"channel": "C1"})["error"] == "no_text"
    long = stage.web.chat_postMessage(channel="C1", text="x" * 40_001)
    assert (len(long["message"]["text"]), long["warning"]) == (40_000, "message_truncated")


@pytest.mark.parametrize(
    ("metadata", "error"),
    [
        ({"event_type": "e"}, "invalid_metadata_format"),
        ({"event_type": "e", "event_payload": {"k": None}}, "invalid_metadata_schema"),
        ({"event_type": "e", "event_payload": {"k": {"deep": {"er": 1}}}}, "invalid_metadata_schema"),
        ({"event_type": "e", "event_payload": {"k": "x" * 20_000}}, "metadata_too_large"),
    ],
)
def test_metadata(stage: Stage, metadata: Any, error: str) -> None:
    assert refusal(stage.web.chat_postMessage, channel="C1", text="t", metadata=metadata)["error"] == error


INPUT = {"type": "input", "label": plain("l"), "element": {"type": "plain_text_input"}}
MODAL = {"type": "modal", "title": plain("t"), "submit": plain("s"), "blocks": [INPUT]}


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"title": plain("x" * 25)}, "/view/title/text"),
        ({"private_metadata": "x" * 3001}, "/view/private_metadata"),
        ({"blocks": []}, "/view/blocks"),
        ({"blocks": [{"type": "divider"}] * 101}, "/view/blocks"),
        ({"submit": None}, "/view/submit"),
    ],
)
def test_views(stage: Stage, change: dict[str, Any], pointer: str) -> None:
    answer = refusal(stage.web.views_open, trigger_id="any", view={**MODAL, **change})
    assert answer["error"] == "invalid_arguments"
    [message] = answer["response_metadata"]["messages"]
    assert message.endswith(f"[json-pointer:{pointer}]")


def test_triggers(stage: Stage) -> None:
    typed = stage.do("command", user="U1", channel="C1")
    assert (typed["acked"], typed["error"]) == (False, "dispatch_failed")
    assert refusal(stage.web.views_open, trigger_id="1.2.3", view=MODAL)["error"] == "invalid_trigger_id"
    assert stage.web.views_open(trigger_id=typed["trigger_id"], view=MODAL)["view"]["root_view_id"]
    assert refusal(stage.web.views_open, trigger_id=typed["trigger_id"], view=MODAL)["error"] == "exchanged_trigger_id"
    stage.do("app", trigger_seconds=0)
    late = stage.do("command", user="U1", channel="C1")["trigger_id"]
    assert refusal(stage.web.views_open, trigger_id=late, view=MODAL)["error"] == "expired_trigger_id"
    stage.do("app", **PATIENT)


def test_places(stage: Stage) -> None:
    stage.do("channels", id="C3", name="old", members=["U0BOT"], is_archived=True)
    stage.do("channels", id="C4", name="closed", members=["U1"], is_private=True)
    stage.do("users", id="U9", deleted=True)
    post = stage.web.chat_postMessage
    assert refusal(post, channel="C0", text="t")["error"] == "channel_not_found"
    assert refusal(post, channel="C3", text="t")["error"] == "is_archived"
    assert refusal(post, channel="C4", text="t")["error"] == "channel_not_found"
    assert refusal(post, channel="U9", text="t")["error"] == "account_inactive"
    assert post(channel="C2", text="public, so it need not be a member")["ok"]
    assert refusal(stage.web.conversations_history, channel="C2")["error"] == "not_in_channel"
    assert refusal(stage.web.conversations_open, users="U9")["error"] == "user_disabled"
    assert refusal(stage.web.conversations_open, users="U8")["error"] == "user_not_found"


def test_scopes(stage: Stage) -> None:
    granted = stage.do("app")["scopes"]
    fewer = [scope for scope in granted if scope not in ("users:read", "chat:write.public")]
    stage.do("app", scopes=fewer)
    answer = refusal(stage.web.users_info, user="U1")
    assert (answer["error"], answer["needed"], answer["provided"]) == ("missing_scope", "users:read", ",".join(fewer))
    assert answer.headers["x-oauth-scopes"] == ",".join(fewer)
    assert refusal(stage.web.chat_postMessage, channel="C2", text="t")["error"] == "not_in_channel"
    stage.do("app", scopes=granted)


def test_tokens(stage: Stage) -> None:
    assert refusal(stage.web.auth_test, token="xoxb-other")["error"] == "invalid_auth"
    assert refusal(stage.web.apps_connections_open, app_token="xoxb-sandbox")["error"] == "not_allowed_token_type"
    assert refusal(stage.web.api_call, api_method="no.such")["error"] == "unknown_method"
    assert stage.web.auth_test()["bot_id"] == "B0BOT"
