"""conversations.*: finding channels and reading what was said in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.slack import identity
from sandbox.slack.errors import SlackError
from sandbox.slack.web import targets
from sandbox.slack.web.paging import page

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.slack.conversations import Channel, Message
    from sandbox.slack.web.call import Call
    from sandbox.slack.workspace import Workspace

Json = dict[str, Any]

KINDS = {"channel": "public_channel", "group": "private_channel", "im": "im", "mpim": "mpim"}


def open_(workspace: Workspace, call: Call) -> Json:
    """Return the direct conversation with one or more users."""
    ids = call.names("users")
    if not ids and call.optional("channel"):
        return {"no_op": True, "already_open": True, "channel": {"id": targets.visible(workspace, call).id}}
    if not ids:
        raise SlackError("users_list_not_supplied")
    for other in (targets.user(workspace, user_id) for user_id in ids):
        if other.deleted:
            raise SlackError("user_disabled")
        if other.is_bot:
            raise SlackError("cannot_dm_bot")
    known = set(workspace.channels)
    channel = workspace.direct(ids)
    answer: Json = {"channel": {"id": channel.id}}
    if call.flag("return_im"):
        answer["channel"] = channel.described(bot=identity.BOT_USER)
    return answer | ({"no_op": True, "already_open": True} if channel.id in known else {})


def info(workspace: Workspace, call: Call) -> Json:
    """Return a channel."""
    return {"channel": targets.visible(workspace, call).described(bot=identity.BOT_USER)}


def list_all(workspace: Workspace, call: Call) -> Json:
    """Return the channels the app can see, of the kinds it asks for."""
    kinds = call.names("types") or ["public_channel"]
    seen = [
        channel.described(bot=identity.BOT_USER)
        for channel in workspace.channels.values()
        if KINDS[channel.kind] in kinds
        and (channel.kind == "channel" or identity.BOT_USER in channel.members)
        and not (call.flag("exclude_archived") and channel.is_archived)
    ]
    items, onward = page(call, seen, default=100)
    return {"channels": items, "response_metadata": onward}


def members(workspace: Workspace, call: Call) -> Json:
    """Return who is in a channel."""
    items, onward = page(call, targets.visible(workspace, call).members, default=100)
    return {"members": items, "response_metadata": onward}


def join(workspace: Workspace, call: Call) -> Json:
    """Put the bot into a public channel."""
    channel = targets.visible(workspace, call)
    if channel.kind != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    if identity.BOT_USER not in channel.members:
        channel.members.append(identity.BOT_USER)
        return {"channel": channel.described(bot=identity.BOT_USER)}
    warning = {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
    return {"channel": channel.described(bot=identity.BOT_USER), **warning}


def history(workspace: Workspace, call: Call) -> Json:
    """Return a channel's messages, newest first, replies in threads left out."""
    channel = targets.readable(workspace, call)
    within = _bounds(call)
    return _messages(channel, call, [m for m in reversed(channel.top_level()) if within(m)])


def replies(workspace: Workspace, call: Call) -> Json:
    """Return a thread, oldest first; its first message stands at the top whatever the bounds."""
    channel = targets.readable(workspace, call)
    asked = targets.message(channel, call.ts("ts"), missing="thread_not_found")
    root = asked.thread or asked.ts
    first = [channel.messages[root]] if root in channel.messages else []
    return _messages(channel, call, [*first, *filter(_bounds(call), channel.replies(root))])


def _bounds(call: Call) -> Callable[[Message], bool]:
    """Return whether a message lies between `oldest` and `latest`, the ends counted if `inclusive`."""
    oldest, latest, ends = call.ts("oldest"), call.ts("latest"), call.flag("inclusive")
    least, most = float(oldest or 0), float(latest or "inf")

    def within(message: Message) -> bool:
        return (ends and message.ts in (oldest, latest)) or least < float(message.ts) < most

    return within


def _messages(channel: Channel, call: Call, found: list[Message]) -> Json:
    items, onward = page(call, found, default=100)
    with_metadata = call.flag("include_all_metadata")
    return {
        "messages": [channel.seen(m, with_metadata=with_metadata) for m in items],
        "has_more": bool(onward["next_cursor"]),
        "pin_count": 0,
        **({"response_metadata": onward} if onward["next_cursor"] else {}),
    }


METHODS = {
    "conversations.open": open_,
    "conversations.info": info,
    "conversations.list": list_all,
    "conversations.members": members,
    "conversations.join": join,
    "conversations.history": history,
    "conversations.replies": replies,
}
