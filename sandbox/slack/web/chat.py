"""chat.*: posting, changing and deleting the app's own messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.slack import identity, posting
from sandbox.slack.errors import SlackError
from sandbox.slack.rules.blocks import check_blocks, too_long
from sandbox.slack.rules.metadata import require_metadata
from sandbox.slack.web import targets

if TYPE_CHECKING:
    from sandbox.slack.conversations import Channel, Message
    from sandbox.slack.web.call import Call
    from sandbox.slack.workspace import Workspace

Json = dict[str, Any]


def _content(call: Call) -> Json:
    """Return what the message shall say: text, blocks and attachments, as far as given. Raises SlackError."""
    content: Json = {}
    if call.optional("text") is not None:
        content["text"] = call.text("text") if call.optional("text") else ""
    for name in ("blocks", "attachments"):
        given = call.structure(name, error=f"invalid_{name}_format")
        if given is not None:
            content[name] = given
    complaints = check_blocks(content.get("blocks", []), surface="message")
    if complaints:
        raise SlackError("invalid_blocks", complaints)
    if too_long(content.get("blocks", [])):
        raise SlackError("msg_blocks_too_long")
    return content


def _metadata(call: Call) -> Json | None:
    given = call.structure("metadata", error="invalid_metadata_format")
    return None if given is None else require_metadata(given)


def _own(channel: Channel, call: Call, *, refusal: str) -> Message:
    """Return the app's own message that the call means."""
    message = targets.message(channel, call.ts("ts"))
    if message.body.get("bot_id") != identity.BOT:
        raise SlackError(refusal)
    return message


def post_message(workspace: Workspace, call: Call) -> Json:
    """Post. `client_msg_id` is taken and ignored, as Slack seems to do."""
    channel = targets.writable(workspace, call)
    content, metadata = _content(call), _metadata(call)
    if not any(content.get(part) for part in ("text", "blocks", "attachments")):
        raise SlackError("no_text")
    content |= _thread(channel, call)
    message = posting.post(workspace, channel, posting.bot_author(), content, metadata=metadata)
    shown = channel.seen(message, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": shown, **_warning(content)}


def _thread(channel: Channel, call: Call) -> Json:
    """Return the fields that put the message into a thread. Raises SlackError if there is no such thread."""
    root = call.ts("thread_ts")
    if root is None:
        return {}
    targets.message(channel, root, missing="thread_not_found")
    return {"thread_ts": root, **({"subtype": "thread_broadcast"} if call.flag("reply_broadcast") else {})}


def _warning(content: Json) -> Json:
    if len(content.get("text", "")) <= posting.LONGEST_TEXT:
        return {}
    return {"warning": "message_truncated", "response_metadata": {"warnings": ["message_truncated"]}}


def update(workspace: Workspace, call: Call) -> Json:
    """Change a message. Blocks stay only if neither text nor blocks are given: text alone replaces them."""
    channel = targets.visible(workspace, call)
    message = _own(channel, call, refusal="cant_update_message")
    content = _content(call)
    if content.get("text") is not None and "blocks" not in content:
        content["blocks"] = []
    metadata = call.structure("metadata", error="invalid_metadata_format")
    if metadata:
        metadata = require_metadata(metadata)
    posting.change(workspace, channel, message, content, by=identity.BOT_USER, metadata=metadata)
    shown = channel.seen(message, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": message.body["text"], "message": shown}


def delete(workspace: Workspace, call: Call) -> Json:
    """Delete a message."""
    channel = targets.visible(workspace, call)
    message = _own(channel, call, refusal="cant_delete_message")
    posting.delete(workspace, channel, message)
    return {"channel": channel.id, "ts": message.ts}


def post_ephemeral(workspace: Workspace, call: Call) -> Json:
    """Show a message to one user; no history will return it."""
    channel = targets.writable(workspace, call)
    reader = targets.user(workspace, call.text("user"))
    if reader.id not in channel.members:
        raise SlackError("user_not_in_channel")
    content = _content(call) | _thread(channel, call)
    message = posting.post(workspace, channel, posting.bot_author(), content, visible_to=reader.id)
    return {"message_ts": message.ts}


def get_permalink(workspace: Workspace, call: Call) -> Json:
    """Return a message's address."""
    channel = targets.visible(workspace, call)
    message = targets.message(channel, call.ts("message_ts"))
    return {"channel": channel.id, "permalink": workspace.permalink(message)}


METHODS = {
    "chat.postMessage": post_message,
    "chat.update": update,
    "chat.delete": delete,
    "chat.postEphemeral": post_ephemeral,
    "chat.getPermalink": get_permalink,
}
