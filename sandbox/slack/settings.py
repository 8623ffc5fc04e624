"""How the app is installed and configured: what a real app's settings pages hold, changed through the control API."""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox.slack import identity

ALL_SCOPES = (
    "app_mentions:read", "channels:history", "channels:join", "channels:read", "chat:write", "chat:write.public",
    "commands", "files:read", "files:write", "groups:history", "groups:read", "im:history", "im:read", "im:write",
    "mpim:history", "mpim:read", "mpim:write", "reactions:read", "reactions:write", "team:read", "usergroups:read",
    "users:read", "users:read.email",
)  # fmt: skip

ALL_EVENTS = (
    "app_home_opened", "app_mention", "app_uninstalled", "message.channels", "message.groups", "message.im",
    "message.mpim", "reaction_added", "reaction_removed", "tokens_revoked",
)  # fmt: skip


@dataclass
class Settings:
    """The app's settings; all durations are seconds of real time."""

    request_url: str | None = None
    """Where payloads are POSTed. None: Socket Mode."""
    options_url: str | None = None
    """Where option suggestions are asked for, when not at `request_url`."""
    signing_secret: str = identity.SIGNING_SECRET
    scopes: list[str] = field(default_factory=lambda: list(ALL_SCOPES))
    messages_tab: bool = True
    """Whether the app's home has a Messages tab: without it nobody gets a direct message."""
    event_subscriptions: list[str] = field(default_factory=lambda: list(ALL_EVENTS))
    ack_seconds: float = 3.0
    """How long the app may take to acknowledge anything."""
    trigger_seconds: float = 3.0
    """How long a trigger_id lives."""
    event_retry_delays: list[float] = field(default_factory=lambda: [0.0, 0.3, 0.6])
    """Waits before the retries of an event. Slack's own are at once, 1 minute and 5 minutes."""
