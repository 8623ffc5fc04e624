"""Reactions on messages, of people and of the app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.slack import events, identity

if TYPE_CHECKING:
    from sandbox.slack.conversations import Message
    from sandbox.slack.workspace import Workspace


def add(workspace: Workspace, message: Message, user: str, name: str) -> bool:
    """Put a reaction on a message; false if the user had done so before."""
    reactions: list[dict[str, Any]] = message.body.setdefault("reactions", [])
    reaction = next((r for r in reactions if r["name"] == name), None)
    if reaction is None:
        reaction = {"name": name, "users": [], "count": 0}
        reactions.append(reaction)
    if user in reaction["users"]:
        return False
    reaction["users"].append(user)
    reaction["count"] += 1
    _publish(workspace, "reaction_added", message, user, name)
    return True


def remove(workspace: Workspace, message: Message, user: str, name: str) -> bool:
    """Take a reaction off a message; false if there was none."""
    for reaction in message.body.get("reactions", []):
        if reaction["name"] == name and user in reaction["users"]:
            reaction["users"].remove(user)
            reaction["count"] -= 1
            message.body["reactions"] = [r for r in message.body["reactions"] if r["count"]]
            _publish(workspace, "reaction_removed", message, user, name)
            return True
    return False


def _publish(workspace: Workspace, kind: str, message: Message, user: str, name: str) -> None:
    if identity.BOT_USER not in workspace.channels[message.channel].members:
        return
    item = {"type": "message", "channel": message.channel, "ts": message.ts}
    event = {"type": kind, "user": user, "reaction": name, "item_user": message.body.get("user"), "item": item}
    events.publish(workspace, kind, event)
