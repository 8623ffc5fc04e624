"""Pressing buttons and choosing from menus, in messages, modals and the home tab."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.slack.control import asked as ask
from sandbox.slack.control import sending
from sandbox.slack.control.filling import filled
from sandbox.slack.control.suggesting import choices
from sandbox.slack.elements import STATE_FIELDS, entered_from_start, interactive, options_of
from sandbox.slack.errors import CannotDo

if TYPE_CHECKING:
    from sandbox.slack.control.asked import Acting
    from sandbox.slack.conversations import Channel, Message
    from sandbox.slack.people import User
    from sandbox.slack.workspace import Workspace

Json = dict[str, Any]


async def click(workspace: Workspace, request: web.Request) -> web.Response:
    """Press (or choose `value` in) the element `action_id`, in {channel, message_ts} or in a view."""
    asked = await ask.read(request, "user", "action_id")
    user = ask.user(workspace, asked["user"])
    if asked.get("message_ts"):
        channel = ask.place(workspace, user, str(asked.get("channel")))
        message = ask.message(channel, str(asked["message_ts"]), reader=user.id)
        return await _click_in_message(workspace, user, channel, message, asked)
    return await _click_in_view(workspace, user, ask.view(workspace, user.id, asked.get("view_id")), asked)


def _find(blocks: list[Json], asked: Json) -> tuple[Json, Json]:
    """Return the block and element that was pressed. Raises CannotDo if it is not there."""
    for block, element in interactive(blocks):
        if element.get("action_id") == asked["action_id"] and asked.get("block_id") in (None, block["block_id"]):
            return block, element
    there = [element.get("action_id") for _, element in interactive(blocks)]
    raise CannotDo(404, "no such button or menu here", action_id=asked["action_id"], there=there)


async def _click_in_message(
    workspace: Workspace, user: User, channel: Channel, message: Message, asked: Json
) -> web.Response:
    blocks = message.body.get("blocks") or []
    block, element = _find(blocks, asked)
    state = message.states.setdefault(user.id, entered_from_start(blocks))
    action = await _action(ask.Acting(workspace, user, {}), state, block, element, asked)
    hidden = message.visible_to is not None
    container = {"type": "message", "message_ts": message.ts, "channel_id": channel.id, "is_ephemeral": hidden}
    container |= {"thread_ts": message.thread} if message.thread else {}
    url = sending.response_url(workspace, user, channel, message_ts=message.ts, thread_ts=message.thread)
    where = {"container": container, "channel": sending.place(channel), "state": {"values": state}, "response_url": url}
    if not hidden:
        where["message"] = channel.seen(message)
    return await _send(workspace, user, where, action, asked)


async def _click_in_view(workspace: Workspace, user: User, view: Json, asked: Json) -> web.Response:
    block, element = _find(view["blocks"], asked)
    acting = ask.Acting(workspace, user, view)
    action = await _action(acting, view["state"]["values"], block, element, asked)
    if block["type"] == "input" and not block.get("dispatch_action"):
        return web.json_response({"acked": None, "dispatched": False, "error": None})
    where = {"container": {"type": "view", "view_id": view["id"]}, "view": view}
    return await _send(workspace, user, where, action, asked)


async def _action(acting: Acting, state: Json, block: Json, element: Json, asked: Json) -> Json:
    """Return the entry of `actions`, having put what was chosen into the state."""
    kind = element["type"]
    action = {
        "type": kind, "action_id": element["action_id"], "block_id": block["block_id"],
        "action_ts": acting.workspace.clock.ts(),
    }  # fmt: skip
    if kind in STATE_FIELDS:
        options = await choices(acting, block["block_id"], element, asked.get("value"))
        entry = filled(acting.workspace, element, asked.get("value"), options)
        state.setdefault(block["block_id"], {})[element["action_id"]] = entry
        return action | entry
    if kind == "overflow":
        chosen = next((o for o in options_of(element) if o.get("value") == asked.get("value")), None)
        if chosen is None:
            raise CannotDo(409, "no such option", value=asked.get("value"))
        return action | {"selected_option": chosen}
    return action | {field: element[field] for field in ("text", "value", "style", "url") if field in element}


async def _send(workspace: Workspace, user: User, where: Json, action: Json, asked: Json) -> web.Response:
    trigger_id = workspace.triggers.give(user.id, asked.get("trigger_id"))
    payload = {
        "type": "block_actions", **sending.about_app(), "user": sending.person(user), "trigger_id": trigger_id, **where,
        "actions": [action],
    }  # fmt: skip
    answer = await sending.send_interactive(workspace, payload, asked)
    return web.json_response(sending.told(answer, trigger_id=trigger_id))
