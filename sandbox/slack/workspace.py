"""The workspace: everything the sandbox's Slack knows, in one place that every request works on."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from sandbox.slack import identity
from sandbox.slack.clock import Clock
from sandbox.slack.conversations import Channel
from sandbox.slack.delivery.courier import Courier
from sandbox.slack.faults import Faults
from sandbox.slack.files import Files
from sandbox.slack.people import User
from sandbox.slack.response_urls import ResponseUrls
from sandbox.slack.settings import Settings
from sandbox.slack.triggers import Triggers
from sandbox.slack.views import Views

if TYPE_CHECKING:
    from sandbox.ledger import Ledger
    from sandbox.slack.conversations import Message


class Workspace:
    """One Slack workspace with one app installed."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.origin = ""
        """Scheme, host and port under which this server was last asked for: links it gives out begin with it."""
        self.clock = Clock()
        self.settings = Settings()
        self.faults = Faults()
        self.triggers = Triggers()
        self.views = Views()
        self.files = Files()
        self.response_urls = ResponseUrls()
        self.courier = Courier(ledger, self.settings)
        bot = User(identity.BOT_USER, name=identity.APP_NAME, is_bot=True)
        self.users: dict[str, User] = {bot.id: bot}
        self.usergroups: dict[str, dict[str, Any]] = {}
        self.channels: dict[str, Channel] = {}
        self.scheduled: dict[str, dict[str, Any]] = {}

    def direct(self, users: list[str]) -> Channel:
        """Return the direct conversation of the bot with these users; the same ones get the same id always."""
        if len(users) == 1:
            channel_id, kind = f"D{users[0][1:]}", "im"
        else:
            digest = hashlib.sha256(",".join(sorted(users)).encode()).hexdigest()
            channel_id, kind = f"G{digest[:9].upper()}", "mpim"
        if channel_id not in self.channels:
            members = [*users, identity.BOT_USER]
            name = "" if kind == "im" else f"mpdm-{'--'.join(users)}-1"
            self.channels[channel_id] = Channel(channel_id, name, kind, members, created=int(self.clock.now()))
        return self.channels[channel_id]

    def permalink(self, message: Message) -> str:
        """Return the address of a message in the web client."""
        link = f"{self.origin}/archives/{message.channel}/p{message.ts.replace('.', '')}"
        return f"{link}?thread_ts={message.thread}&cid={message.channel}" if message.thread else link
