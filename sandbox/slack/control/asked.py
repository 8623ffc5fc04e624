"""What a control request asks for, and the people, places and messages it names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.slack import identity
from sandbox.slack.errors import CannotDo

if TYPE_CHECKING:
    from aiohttp import web

    from sandbox.slack.conversations import Channel, Message
    from sandbox.slack.people import User
    from sandbox.slack.workspace import Workspace

Json = dict[str, Any]


@dataclass(frozen=True)
class Acting:
    """A person with a view before them; the view is empty when they act in a message."""

    workspace: Workspace
    user: User
    view: Json


async def read(request: web.Request, *required: str) -> Json:
    """Return the JSON body. Raises CannotDo if it is none or lacks a required field."""
    try:
        asked = await request.json() if request.body_exists else {}
    except ValueError:
        raise CannotDo(400, "the body is not JSON") from None
    if not isinstance(asked, dict):
        raise CannotDo(400, "the body is not an object")
    missing = [name for name in required if asked.get(name) is None]
    if missing:
        raise CannotDo(400, f"missing: {', '.join(missing)}")
    return asked


def user(workspace: Workspace, user_id: str) -> User:
    """Return a user. Raises CannotDo."""
    if user_id not in workspace.users:
        raise CannotDo(404, "no such user", user=user_id)
    return workspace.users[user_id]


def place(workspace: Workspace, person: User, channel_id: str) -> Channel:
    """Return a channel the person can act in: their own, a public one (which they join), or their DM with the bot."""
    direct = workspace.direct([person.id])
    if channel_id in (direct.id, identity.BOT_USER):
        return direct
    channel = workspace.channels.get(channel_id)
    if channel is None or (channel.kind != "channel" and person.id not in channel.members):
        raise CannotDo(404, "no such channel for this user to see", channel=channel_id)
    if person.id not in channel.members:
        channel.members.append(person.id)
    return channel


def message(channel: Channel, ts: str, *, reader: str) -> Message:
    """Return a message that `reader` can see in a channel. Raises CannotDo."""
    hidden = (m for m in channel.ephemerals if m.ts == ts and m.visible_to == reader)
    found = channel.messages.get(ts) or next(hidden, None)
    if found is None:
        raise CannotDo(404, "no such message for this user to see", ts=ts)
    return found


def view(workspace: Workspace, user_id: str, view_id: str | None) -> Json:
    """Return the modal in front of a user (`view_id` None), or the home tab by its id. Raises CannotDo."""
    stack, home = workspace.views.stack(user_id), workspace.views.homes.get(user_id)
    if home is not None and home["id"] == view_id:
        return home
    if not stack:
        raise CannotDo(404, "no view is open for this user")
    if view_id not in (None, stack[-1]["id"]):
        raise CannotDo(409, "this view is not in front", front=stack[-1]["id"])
    return stack[-1]
