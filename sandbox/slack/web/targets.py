"""Which channel a call means, and whether the app may read or write there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.slack import identity
from sandbox.slack.errors import SlackError

if TYPE_CHECKING:
    from sandbox.slack.conversations import Channel, Message
    from sandbox.slack.people import User
    from sandbox.slack.web.call import Call
    from sandbox.slack.workspace import Workspace


def user(workspace: Workspace, user_id: str) -> User:
    """Return a user. Raises SlackError."""
    if user_id not in workspace.users:
        raise SlackError("user_not_found")
    return workspace.users[user_id]


def visible(workspace: Workspace, call: Call) -> Channel:
    """Return the channel of a call if the app can see it: public, or with the bot in it. Raises SlackError."""
    channel = workspace.channels.get(call.text("channel"))
    if channel is None or (channel.kind != "channel" and identity.BOT_USER not in channel.members):
        raise SlackError("channel_not_found")
    return channel


def readable(workspace: Workspace, call: Call) -> Channel:
    """Return the channel of a call if the app is in it. Raises SlackError."""
    channel = visible(workspace, call)
    if identity.BOT_USER not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def writable(workspace: Workspace, call: Call) -> Channel:
    """Return the channel of a call if the app may post there; a user's id means the DM. Raises SlackError."""
    given = call.text("channel")
    if given in workspace.users:
        workspace.direct([given])
        call.arguments["channel"] = given = workspace.direct([given]).id
    elif given.startswith("#"):
        named = (c.id for c in workspace.channels.values() if c.name == given[1:])
        call.arguments["channel"] = given = next(named, given)
    channel = visible(workspace, call)
    if channel.kind == "im":
        _require_reachable(workspace, channel)
    if channel.is_archived:
        raise SlackError("is_archived")
    if identity.BOT_USER not in channel.members and "chat:write.public" not in workspace.settings.scopes:
        raise SlackError("not_in_channel")
    return channel


def _require_reachable(workspace: Workspace, channel: Channel) -> None:
    """Refuse a DM that nobody would read."""
    if not workspace.settings.messages_tab:
        raise SlackError("messages_tab_disabled")
    for member in channel.members:
        other = workspace.users[member]
        if other.deleted:
            raise SlackError("account_inactive")
        if other.is_bot and other.id != identity.BOT_USER:
            raise SlackError("cannot_dm_bot")


def message(channel: Channel, ts: str | None, *, missing: str = "message_not_found") -> Message:
    """Return a message of a channel. Raises SlackError(`missing`)."""
    if ts is None or ts not in channel.messages:
        raise SlackError(missing)
    return channel.messages[ts]
