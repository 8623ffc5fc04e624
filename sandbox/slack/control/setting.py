"""Setting the scene: people, channels, the app's settings, the clock, faults, connections."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.slack.control import asked as ask
from sandbox.slack.conversations import Channel
from sandbox.slack.errors import CannotDo
from sandbox.slack.people import User

if TYPE_CHECKING:
    from sandbox.slack.workspace import Workspace

Json = dict[str, Any]


async def set_user(workspace: Workspace, request: web.Request) -> web.Response:
    """Create a user, or change the given fields of one."""
    asked = await ask.read(request, "id")
    known = {field.name for field in dataclasses.fields(User)}
    if set(asked) - known:
        raise CannotDo(400, f"a user has no {', '.join(sorted(set(asked) - known))}")
    before = workspace.users.get(asked["id"])
    user = dataclasses.replace(before, **asked) if before else User(**asked)
    workspace.users[user.id] = user
    return web.json_response({"user": user.seen(with_email=True)})


async def set_channel(workspace: Workspace, request: web.Request) -> web.Response:
    """Create a channel, or change the given fields of one; `deleted` removes it with all that was said."""
    asked = await ask.read(request, "id")
    if asked.get("deleted"):
        workspace.channels.pop(asked["id"], None)
        return web.json_response({"deleted": asked["id"]})
    members = [ask.user(workspace, member).id for member in asked.get("members", [])]
    channel = workspace.channels.get(asked["id"])
    if channel is None:
        name, created = asked.get("name") or asked["id"].lower(), int(workspace.clock.now())
        channel = workspace.channels[asked["id"]] = Channel(asked["id"], name, "channel", members, created)
    channel.name = asked.get("name", channel.name)
    channel.members = members if "members" in asked else channel.members
    channel.is_archived = asked.get("is_archived", channel.is_archived)
    if "is_private" in asked:
        channel.kind = "group" if asked["is_private"] else "channel"
    return web.json_response({"channel": channel.described(bot=""), "members": channel.members})


async def set_usergroup(workspace: Workspace, request: web.Request) -> web.Response:
    """Create or replace a user group."""
    asked = await ask.read(request, "id", "users")
    group = {"handle": asked["id"].lower(), "name": asked["id"], **asked}
    workspace.usergroups[asked["id"]] = group
    return web.json_response({"usergroup": group})


async def set_app(workspace: Workspace, request: web.Request) -> web.Response:
    """Change the given settings of the app and return all of them."""
    asked = await ask.read(request)
    known = {field.name for field in dataclasses.fields(workspace.settings)}
    if set(asked) - known:
        raise CannotDo(400, f"the app has no setting {', '.join(sorted(set(asked) - known))}", known=sorted(known))
    for name, value in asked.items():
        setattr(workspace.settings, name, value)
    return web.json_response(dataclasses.asdict(workspace.settings))


async def set_clock(workspace: Workspace, request: web.Request) -> web.Response:
    """Turn the clock to {"now": ISO instant} or {"offset": seconds from real time}."""
    asked = await ask.read(request)
    try:
        workspace.clock.set(now=asked.get("now"), offset=asked.get("offset"))
    except (TypeError, ValueError) as error:
        raise CannotDo(400, str(error)) from None
    return web.json_response({"now": workspace.clock.now(), "offset": workspace.clock.offset})


async def add_fault(workspace: Workspace, request: web.Request) -> web.Response:
    """Order a fault."""
    asked = await ask.read(request, "kind")
    try:
        fault = workspace.faults.add(asked)
    except (TypeError, ValueError) as error:
        raise CannotDo(400, str(error)) from None
    return web.json_response({"kind": fault.kind, "method": fault.method, "times": fault.times})


async def clear_faults(workspace: Workspace, _: web.Request) -> web.Response:
    """Let everything go well again."""
    workspace.faults.clear()
    return web.json_response({})


async def disconnect(workspace: Workspace, request: web.Request) -> web.Response:
    """Send away the app's websockets: {"reason": …|null, "close": bool}; without a body as Slack refreshes them."""
    asked = await ask.read(request)
    reason, close = asked.get("reason", "refresh_requested"), asked.get("close", True)
    told = await workspace.courier.hub.disconnect(reason=reason, close=close)
    return web.json_response({"connections": told})
