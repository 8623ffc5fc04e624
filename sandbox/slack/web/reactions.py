"""reactions.*: the app's own reactions, and reading everyone's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.slack import identity, reacting
from sandbox.slack.errors import SlackError
from sandbox.slack.web import targets

if TYPE_CHECKING:
    from sandbox.slack.web.call import Call
    from sandbox.slack.workspace import Workspace

Json = dict[str, Any]


def add(workspace: Workspace, call: Call) -> Json:
    """React to a message."""
    channel = targets.readable(workspace, call)
    message = targets.message(channel, call.ts("timestamp"))
    if not reacting.add(workspace, message, identity.BOT_USER, call.text("name")):
        raise SlackError("already_reacted")
    return {}


def remove(workspace: Workspace, call: Call) -> Json:
    """Take a reaction back."""
    channel = targets.readable(workspace, call)
    message = targets.message(channel, call.ts("timestamp"))
    if not reacting.remove(workspace, message, identity.BOT_USER, call.text("name")):
        raise SlackError("no_reaction")
    return {}


def get(workspace: Workspace, call: Call) -> Json:
    """Return a message with its reactions."""
    channel = targets.readable(workspace, call)
    message = targets.message(channel, call.ts("timestamp"))
    shown = {**channel.seen(message), "permalink": workspace.permalink(message)}
    return {"type": "message", "channel": channel.id, "message": shown}


METHODS = {"reactions.add": add, "reactions.remove": remove, "reactions.get": get}
