"""Which scope a method needs; for conversations it depends on the kind of channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.slack.errors import SlackError

if TYPE_CHECKING:
    from sandbox.slack.web.call import Call
    from sandbox.slack.workspace import Workspace

SCOPES = {
    "chat.postMessage": "chat:write", "chat.update": "chat:write", "chat.delete": "chat:write",
    "chat.postEphemeral": "chat:write", "chat.scheduleMessage": "chat:write",
    "chat.deleteScheduledMessage": "chat:write",
    "conversations.join": "channels:join", "users.info": "users:read", "users.list": "users:read",
    "users.lookupByEmail": "users:read.email",
    "reactions.add": "reactions:write", "reactions.remove": "reactions:write",
    "reactions.get": "reactions:read", "files.getUploadURLExternal": "files:write",
    "files.completeUploadExternal": "files:write", "files.info": "files:read", "files.list": "files:read",
    "bots.info": "users:read", "team.info": "team:read", "usergroups.users.list": "usergroups:read",
    "usergroups.list": "usergroups:read",
}  # fmt: skip

FAMILIES = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}
BY_KIND = {
    "conversations.history": "history", "conversations.replies": "history", "conversations.info": "read",
    "conversations.list": "read", "conversations.members": "read", "conversations.open": "write",
}  # fmt: skip


def needed(workspace: Workspace, call: Call) -> list[str]:
    """Return the scopes of which the call needs one; none: it needs none."""
    right = BY_KIND.get(call.method)
    if right is None:
        return [SCOPES[call.method]] if call.method in SCOPES else []
    if right == "write":
        return ["mpim:write" if len(call.names("users")) > 1 else "im:write"]
    channel = workspace.channels.get(call.optional("channel") or "")
    return [f"{FAMILIES[channel.kind]}:{right}"] if channel else [f"{f}:{right}" for f in FAMILIES.values()]


def require_scope(workspace: Workspace, call: Call) -> None:
    """Raise SlackError unless the app was granted one of the scopes the call needs."""
    granted = workspace.settings.scopes
    wanted = needed(workspace, call)
    if wanted and not set(wanted) & set(granted):
        raise SlackError("missing_scope", needed=",".join(wanted), provided=",".join(granted))
