"""Events: which of them the app has subscribed to and may see, and the body that carries them."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from sandbox.slack import identity

if TYPE_CHECKING:
    from sandbox.slack.conversations import Channel
    from sandbox.slack.workspace import Workspace

Json = dict[str, Any]

MESSAGE_EVENTS = {"channel": "message.channels", "group": "message.groups", "im": "message.im", "mpim": "message.mpim"}
SCOPES = {
    "message.channels": "channels:history", "message.groups": "groups:history", "message.im": "im:history",
    "message.mpim": "mpim:history", "app_mention": "app_mentions:read", "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read", "file_shared": "files:read",
}  # fmt: skip


def publish(workspace: Workspace, subscription: str, event: Json) -> bool:
    """Send `event` to the app if it subscribed to it and has the scope; say whether it did."""
    settings = workspace.settings
    scope = SCOPES.get(subscription)
    if subscription not in settings.event_subscriptions or (scope and scope not in settings.scopes):
        return False
    event.setdefault("event_ts", event.get("ts") or workspace.clock.ts())
    workspace.courier.publish(_body(workspace, event))
    return True


def publish_message(workspace: Workspace, channel: Channel, event: Json) -> None:
    """Send a message event of a channel in which the bot is a member."""
    if identity.BOT_USER in channel.members:
        where = {"channel": channel.id, "channel_type": channel.kind}
        publish(workspace, MESSAGE_EVENTS[channel.kind], {"type": "message", **event, **where})


def publish_mention(workspace: Workspace, channel: Channel, said: Json) -> None:
    """Send an app_mention if the message mentions the bot in a channel where it is a member."""
    if channel.kind == "im" or identity.BOT_USER not in channel.members:
        return
    if f"<@{identity.BOT_USER}>" in said["text"]:
        publish(
            workspace, "app_mention", {**said, "type": "app_mention", "channel": channel.id, "event_ts": said["ts"]}
        )


def _body(workspace: Workspace, event: Json) -> Json:
    return {
        "token": identity.VERIFICATION_TOKEN, "team_id": identity.TEAM, "api_app_id": identity.APP, "event": event,
        "type": "event_callback",
        "event_id": f"Ev{secrets.token_hex(5).upper()}", "event_time": int(workspace.clock.now()),
        "authorizations": [{
            "enterprise_id": None, "team_id": identity.TEAM, "user_id": identity.BOT_USER, "is_bot": True,
            "is_enterprise_install": False,
        }],
        "is_ext_shared_channel": False, "event_context": "4-sandbox",
    }  # fmt: skip
