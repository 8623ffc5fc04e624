"""Modals in a person's hands: filling in, submitting, closing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.slack.control import asked as ask
from sandbox.slack.control import sending
from sandbox.slack.control.filling import filled
from sandbox.slack.control.speaking import add_file
from sandbox.slack.control.suggesting import choices
from sandbox.slack.elements import STATE_FIELDS, interactive
from sandbox.slack.errors import CannotDo, SlackError
from sandbox.slack.rules.views import require_view

if TYPE_CHECKING:
    from sandbox.slack.people import User
    from sandbox.slack.workspace import Workspace

Json = dict[str, Any]


async def submit(workspace: Workspace, request: web.Request) -> web.Response:
    """Fill in the front modal's inputs by block_id and press its submit button."""
    asked = await ask.read(request, "user")
    user = ask.user(workspace, asked["user"])
    view = ask.view(workspace, user.id, asked.get("view_id"))
    if not view.get("submit"):
        raise CannotDo(409, "this view has nothing to submit")
    for block_id, value in (asked.get("values") or {}).items():
        await _fill(workspace, user, view, block_id, value)
    _require_complete(view)
    trigger_id = workspace.triggers.give(user.id)
    payload = {
        "type": "view_submission", **sending.about_app(), "user": sending.person(user), "trigger_id": trigger_id,
        "view": view, "response_urls": [],
    }  # fmt: skip
    answer = await sending.send_interactive(workspace, payload, asked)
    outcome = _apply(workspace, user, view, answer.body) if answer.acked else {"errors": None}
    return web.json_response(sending.told(answer, trigger_id=trigger_id) | outcome)


async def _fill(workspace: Workspace, user: User, view: Json, block_id: str, value: Any) -> None:
    """Enter `value` into the input of a block; what is entered stays even if the submission is then refused."""
    element = next((e for block, e in interactive(view["blocks"]) if block["block_id"] == block_id), None)
    if element is None or element["type"] not in STATE_FIELDS:
        raise CannotDo(404, "no such input in this view", block=block_id)
    if element["type"] == "file_input":
        files = [add_file(workspace, user, wish).described(workspace.origin) for wish in value or []]
        entry: Json = {"type": "file_input", "files": files}
    else:
        options = await choices(ask.Acting(workspace, user, view), block_id, element, value)
        try:
            entry = filled(workspace, element, value, options)
        except CannotDo as refusal:
            refusal.fields["block"] = block_id
            raise
    view["state"]["values"][block_id][element["action_id"]] = entry


def _require_complete(view: Json) -> None:
    """Raise CannotDo for the first required input that is empty."""
    for block, element in interactive(view["blocks"]):
        if block["type"] != "input" or block.get("optional"):
            continue
        entry = view["state"]["values"][block["block_id"]][element["action_id"]]
        if entry[STATE_FIELDS[element["type"]]] in (None, "", []):
            raise CannotDo(409, "please complete this required field", block=block["block_id"])


def _apply(workspace: Workspace, user: User, view: Json, body: Any) -> Json:
    """Do what the app answered; return the errors the person sees, by block, or why Slack could not show the answer."""
    action = (body or {}).get("response_action") if isinstance(body, dict | None) else "unknown"
    try:
        if action is None:
            workspace.views.close(user.id, view)
        elif action == "clear":
            workspace.views.clear(user.id)
        elif action == "update":
            workspace.views.update(view, require_view(body.get("view"), kind="modal"))
        elif action == "push":
            workspace.views.push(user.id, require_view(body.get("view"), kind="modal"))
        elif action == "errors":
            return {"errors": _shown_errors(view, body.get("errors"))}
        else:
            raise SlackError("invalid_response_action")  # noqa: TRY301 - refused like an unshowable view
    except SlackError as error:
        workspace.ledger.write("shown", user=user.id, text=error.error, cause=error.messages)
        return {"errors": None, "error": error.error, "messages": error.messages}
    return {"errors": None}


def _shown_errors(view: Json, errors: Any) -> Json:
    """Return errors by block_id. Raises SlackError if one stands at no input."""
    inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or set(errors) - inputs:
        raise SlackError("invalid_errors", ["[ERROR] errors must name input blocks of the view"])
    return errors


async def close(workspace: Workspace, request: web.Request) -> web.Response:
    """Close a modal; the app is told if it asked to be."""
    asked = await ask.read(request, "user")
    user = ask.user(workspace, asked["user"])
    view = ask.view(workspace, user.id, asked.get("view_id"))
    if view["clear_on_close"]:
        workspace.views.clear(user.id)
    else:
        workspace.views.close(user.id, view)
    if not view["notify_on_close"]:
        return web.json_response({"acked": None, "error": None})
    payload = {
        "type": "view_closed", **sending.about_app(), "user": sending.person(user), "view": view,
        "is_cleared": view["clear_on_close"],
    }  # fmt: skip
    return web.json_response(sending.told(await sending.send_interactive(workspace, payload, asked)))
