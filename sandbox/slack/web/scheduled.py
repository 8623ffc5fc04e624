"""chat.scheduleMessage and its kin. What is due by the sandbox's clock is posted when anyone next asks anything."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from sandbox.slack import posting
from sandbox.slack.errors import SlackError
from sandbox.slack.web import targets

if TYPE_CHECKING:
    from sandbox.slack.web.call import Call
    from sandbox.slack.workspace import Workspace

Json = dict[str, Any]

FARTHEST_SECONDS = 120 * 24 * 3600
# No more than so many to one channel within five minutes, and none is given back within a minute of its time.
MOST, WITHIN_SECONDS = 30, 300
LAST_CALL_SECONDS = 60


def schedule(workspace: Workspace, call: Call) -> Json:
    """Keep a message for later."""
    channel = targets.writable(workspace, call)
    post_at, now = call.number("post_at", 0), workspace.clock.now()
    if post_at <= now:
        raise SlackError("time_in_past")
    if post_at - now > FARTHEST_SECONDS:
        raise SlackError("time_too_far")
    near = [s for s in _waiting(workspace, channel.id) if abs(s["post_at"] - post_at) < WITHIN_SECONDS]
    if len(near) >= MOST:
        raise SlackError("restricted_too_many")
    key = f"Q{secrets.token_hex(5).upper()}"
    content = {n: v for n in ("blocks", "attachments") if (v := call.structure(n)) is not None}
    content |= {n: v for n in ("text", "thread_ts") if (v := call.optional(n)) is not None}
    workspace.scheduled[key] = {
        "id": key, "channel_id": channel.id, "post_at": post_at, "date_created": int(now), "content": content,
    }  # fmt: skip
    return {"channel": channel.id, "scheduled_message_id": key, "post_at": post_at, "message": content}


def cancel(workspace: Workspace, call: Call) -> Json:
    """Drop a message that is not posted yet."""
    key = call.text("scheduled_message_id")
    message = workspace.scheduled.get(key)
    if message is None or message["channel_id"] != call.text("channel"):
        raise SlackError("invalid_scheduled_message_id")
    if message["post_at"] - workspace.clock.now() < LAST_CALL_SECONDS:
        raise SlackError("invalid_scheduled_message_id")
    del workspace.scheduled[key]
    return {}


def list_all(workspace: Workspace, call: Call) -> Json:
    """Return what is to be posted, in one channel or all."""
    channel = call.optional("channel")
    waiting = _waiting(workspace, channel)
    shown = [{k: v for k, v in s.items() if k != "content"} | {"text": s["content"].get("text", "")} for s in waiting]
    return {"scheduled_messages": shown, "response_metadata": {"next_cursor": ""}}


def _waiting(workspace: Workspace, channel: str | None) -> list[Json]:
    return [s for s in workspace.scheduled.values() if channel in (None, "", s["channel_id"])]


def post_due(workspace: Workspace) -> None:
    """Post what has come due, stamped with the time it was due."""
    for key, message in list(workspace.scheduled.items()):
        if message["post_at"] <= workspace.clock.now():
            del workspace.scheduled[key]
            channel = workspace.channels[message["channel_id"]]
            posting.post(workspace, channel, posting.bot_author(), message["content"], at=message["post_at"])


METHODS = {
    "chat.scheduleMessage": schedule,
    "chat.deleteScheduledMessage": cancel,
    "chat.scheduledMessages.list": list_all,
}
