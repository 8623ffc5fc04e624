"""Putting messages into channels, changing and removing them: each is written down and becomes an event."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from sandbox.slack import events, identity
from sandbox.slack.conversations import Message
from sandbox.slack.views import name_blocks

if TYPE_CHECKING:
    from sandbox.slack.conversations import Channel
    from sandbox.slack.files import File
    from sandbox.slack.workspace import Workspace

Json = dict[str, Any]

LONGEST_TEXT = 40_000


def bot_author() -> Json:
    """Return the fields that show a message to be the app's."""
    icons = {"image_72": ""}
    profile = {
        "id": identity.BOT, "app_id": identity.APP, "name": identity.APP_NAME, "deleted": False, "updated": 0,
        "team_id": identity.TEAM, "icons": icons,
    }  # fmt: skip
    return {
        "user": identity.BOT_USER, "bot_id": identity.BOT, "app_id": identity.APP, "team": identity.TEAM,
        "bot_profile": profile,
    }  # fmt: skip


def post(
    workspace: Workspace,
    channel: Channel,
    author: Json,
    content: Json,
    *,
    metadata: Json | None = None,
    visible_to: str | None = None,
    files: list[File] | None = None,
    at: float | None = None,
) -> Message:
    """Post a message of `author` with `content` (text, blocks, thread_ts, …); `visible_to` one user: an ephemeral."""
    body: Json = {"type": "message", **author, "text": "", **copy.deepcopy(content), "ts": workspace.clock.ts(at)}
    body["text"] = body["text"][:LONGEST_TEXT]
    if body.get("blocks"):
        name_blocks(body["blocks"])
    if body.get("thread_ts"):
        root = channel.messages.get(body["thread_ts"])
        body |= {"parent_user_id": root.body.get("user")} if root else {}
    for file in files or []:
        file.shares.append((channel.id, channel.kind != "channel", body["ts"], body.get("thread_ts")))
    if files:
        body["files"] = [file.described(workspace.origin) for file in files]
    message = Message(channel.id, body, metadata, visible_to)
    channel.add(message)
    _write(workspace, "posted", message)
    if visible_to is None:
        events.publish_message(workspace, channel, dict(body))
    return message


def change(
    workspace: Workspace, channel: Channel, message: Message, content: Json, *, by: str, metadata: Json | None = None
) -> None:
    """Give a message new content. `metadata`: None leaves it as it is, an empty object removes it."""
    before = dict(message.body)
    message.states.clear()
    message.body |= copy.deepcopy(content)
    message.body["text"] = message.body["text"][:LONGEST_TEXT]
    if message.body.get("blocks"):
        name_blocks(message.body["blocks"])
    else:
        message.body.pop("blocks", None)
        message.body["edited"] = {"user": by, "ts": workspace.clock.ts()}
    if metadata is not None:
        message.metadata = metadata or None
    _write(workspace, "updated", message)
    if message.visible_to is None:
        fields = {"message": dict(message.body), "previous_message": before}
        _publish_change(workspace, channel, "message_changed", fields)


def delete(workspace: Workspace, channel: Channel, message: Message) -> None:
    """Remove a message."""
    channel.remove(message)
    _write(workspace, "deleted", message)
    if message.visible_to is None:
        fields = {"deleted_ts": message.ts, "previous_message": dict(message.body)}
        _publish_change(workspace, channel, "message_deleted", fields)


def _publish_change(workspace: Workspace, channel: Channel, subtype: str, fields: Json) -> None:
    at = workspace.clock.ts()
    events.publish_message(workspace, channel, {"subtype": subtype, "hidden": True, "ts": at, "event_ts": at, **fields})


def _write(workspace: Workspace, action: str, message: Message) -> None:
    workspace.ledger.write(
        "message",
        action=action,
        channel=message.channel,
        ts=message.ts,
        visible_to=message.visible_to,
        message=copy.deepcopy(message.body),
        metadata=copy.deepcopy(message.metadata),
    )
