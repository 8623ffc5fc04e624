"""Seeing what people see, and what was written down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.slack.control import asked as ask
from sandbox.slack.errors import CannotDo

if TYPE_CHECKING:
    from sandbox.slack.conversations import Channel, Message
    from sandbox.slack.workspace import Workspace

Json = dict[str, Any]


async def messages(workspace: Workspace, request: web.Request) -> web.Response:
    """Return messages, oldest first: of one `channel` (a user's id: their DM), as one `user` sees them, or all."""
    wanted, reader = request.query.get("channel"), request.query.get("user")
    if wanted in workspace.users:
        wanted = workspace.direct([wanted]).id
    found = [
        _seen(channel, message)
        for channel in workspace.channels.values()
        if wanted in (None, channel.id) and _open_to(channel, reader)
        for message in [*channel.messages.values(), *channel.ephemerals]
        if reader is None or message.visible_to in (None, reader)
    ]
    found.sort(key=lambda message: float(message["ts"]))
    return web.json_response({"messages": found})


def _open_to(channel: Channel, reader: str | None) -> bool:
    return reader is None or channel.kind == "channel" or reader in channel.members


def _seen(channel: Channel, message: Message) -> Json:
    body = channel.seen(message, with_metadata=True)
    return {"metadata": None, **body, "channel": channel.id, "visible_to": message.visible_to}


async def views(workspace: Workspace, request: web.Request) -> web.Response:
    """Return a user's open modals, the front one last, and home tab."""
    user = ask.user(workspace, request.query.get("user", ""))
    return web.json_response({"views": workspace.views.stack(user.id), "home": workspace.views.homes.get(user.id)})


async def ledger(workspace: Workspace, request: web.Request) -> web.Response:
    """Return ledger entries, of one `kind`, of one `method` and after number `since` if given."""
    asked = request.query
    found = workspace.ledger.entries(
        kind=asked.get("kind"), method=asked.get("method"), since=int(asked.get("since", "0"))
    )
    return web.json_response({"entries": found})


async def file(workspace: Workspace, request: web.Request) -> web.Response:
    """Return a file's content."""
    found = workspace.files.known.get(request.match_info["id"])
    if found is None or found.content is None:
        raise CannotDo(404, "no such file")
    return web.Response(body=found.content, content_type=found.mimetype)


async def connections(workspace: Workspace, _: web.Request) -> web.Response:
    """Return how many websockets of the app are open."""
    return web.json_response({"connections": workspace.courier.hub.connections})
