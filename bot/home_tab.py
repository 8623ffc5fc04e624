"""The app's home, opened and leafed through. It is published through the outbox, so that a failure is tried again."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App

from bot.messages.home import MINE, NEWER, OLDER, QUEUE
from config.clock import Clock
from loop import owing
from storage.database import Database
from storage.home import open_home, turn_page

_MOST_PAGES = 10_000


class HomeTab:
    """Takes in what people do with their home."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def register(self, app: App) -> None:
        """Tell Bolt what goes where."""
        app.event("app_home_opened")(self.opened)
        app.action(NEWER)(self.turned)
        app.action(OLDER)(self.turned)

    def opened(self, event: dict[str, Any]) -> None:
        """Owe the home to whoever opens it; from now on it is kept up to date."""
        if event.get("tab") != "home":
            return
        with self._database.transaction() as session:
            open_home(session, event["user"], self._clock.now())
            owing.owe_home(session, event["user"], delay=0.0)

    def turned(self, ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        """Show another page of a list."""
        which, _, page = (action.get("value") or "").partition(":")
        if which in (MINE, QUEUE) and page.isascii() and page.isdecimal() and int(page) < _MOST_PAGES:
            with self._database.transaction() as session:
                turn_page(session, body["user"]["id"], which, int(page))
                owing.owe_home(session, body["user"]["id"], delay=0.0)
        ack()
