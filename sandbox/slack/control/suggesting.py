"""Menus whose options the app suggests while a person types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.slack.control import asked as ask
from sandbox.slack.control import sending
from sandbox.slack.elements import interactive, options_of
from sandbox.slack.errors import CannotDo
from sandbox.slack.rules.complaints import Complaints
from sandbox.slack.rules.elements import SUGGESTED, check_options

if TYPE_CHECKING:
    from sandbox.slack.control.asked import Acting
    from sandbox.slack.workspace import Workspace

Json = dict[str, Any]

LEAST_TYPED = 3
"""Slack asks for suggestions from the third character on, unless the menu's min_query_length says otherwise."""


async def suggest(workspace: Workspace, request: web.Request) -> web.Response:
    """Type `value` into an external menu of a view and return the options it then shows."""
    asked = await ask.read(request, "user", "block_id")
    user = ask.user(workspace, asked["user"])
    view = ask.view(workspace, user.id, asked.get("view_id"))
    for block, element in interactive(view["blocks"]):
        if block["block_id"] == asked["block_id"] and element["type"] in SUGGESTED:
            typed = str(asked.get("value") or "")
            options = await _suggestions(ask.Acting(workspace, user, view), block["block_id"], element, typed)
            return web.json_response({"options": options})
    raise CannotDo(404, "no such menu in this view", block=asked["block_id"])


async def choices(acting: Acting, block_id: str, element: Json, value: Any) -> list[Json]:
    """Return the options among which a person would choose `value`, a list of values in a multi-select."""
    if element["type"] not in SUGGESTED:
        return options_of(element)
    found: list[Json] = []
    for one in value if isinstance(value, list) else [value]:
        typed = [str(one or "")] if len(str(one or "")) >= element.get("min_query_length", LEAST_TYPED) else []
        at_focus = [""] if element.get("min_query_length") == 0 else []
        for text in dict.fromkeys([*typed, *at_focus]):
            found += await _suggestions(acting, block_id, element, text)
    return found


async def _suggestions(acting: Acting, block_id: str, element: Json, typed: str) -> list[Json]:
    """Ask the app. Raises CannotDo if it does not answer, or not with options."""
    payload = {
        "type": "block_suggestion", **sending.about_app(), "user": sending.person(acting.user),
        "container": {"type": "view", "view_id": acting.view["id"]} if acting.view else {"type": "message"},
        "action_id": element["action_id"], "block_id": block_id,
        "value": typed, "view": acting.view,
    }  # fmt: skip
    answer = await sending.send_suggestion(acting.workspace, payload, {"user": acting.user.id})
    if not answer.acked or not isinstance(answer.body, dict):
        raise CannotDo(409, "no options could be loaded", cause=answer.shown)
    c, options = Complaints(), options_of(answer.body)
    if options:
        check_options(c, options, 100, "/options")
    if c.messages:
        raise CannotDo(409, "no options could be loaded", cause=c.messages)
    return options
