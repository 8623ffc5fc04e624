"""Slack says that the app was removed from the workspace, or that its token no longer counts."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App

from config.clock import Clock
from loop import owing
from storage.database import Database


class Removal:
    """Owes a look whether it is so. The event may be about another workspace, or about a token that was replaced."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def register(self, app: App) -> None:
        """Tell Bolt what goes where."""
        app.event("app_uninstalled")(self.removed)
        app.event("tokens_revoked")(self.revoked)

    def removed(self, ack: Ack, body: dict[str, Any]) -> None:
        """The app is gone: if it stays so, what is held of the people of this workspace goes, too."""
        self._owe(body, gone=True)
        ack()

    def revoked(self, ack: Ack, body: dict[str, Any], event: dict[str, Any]) -> None:
        """The bot's token is refused from now on; another one may come. Tokens of people are none of ours."""
        if (event.get("tokens") or {}).get("bot"):
            self._owe(body, gone=False)
        ack()

    def _owe(self, body: dict[str, Any], *, gone: bool) -> None:
        with self._database.transaction() as session:
            owing.owe_removal(session, body["event_id"], self._clock.now(), gone=gone)
