"""Modals that are about one report. What they are about is kept here, not in the modal: nobody can hand us another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog
from slack_sdk import WebClient

from bot.slack_failures import speaking
from config.clock import Clock
from loop.answers import AnswerError
from storage.database import Database
from storage.message import draft_of, save_draft

log = structlog.get_logger(__name__)

TOO_SLOW = "Slack took too long to open the form. Please press the button again."


class SlowError(Exception):
    """The modal could not be opened while Slack waited for it."""


class Modals:
    """Opens modals about a report, and knows again what a submitted one is about."""

    def __init__(self, database: Database, client: WebClient, clock: Clock) -> None:
        self._database = database
        self._client = client
        self._clock = clock

    def open(self, body: dict[str, Any], reference: str, view: Callable[[str], dict[str, Any]]) -> None:
        """Open what `view` makes of the token of this modal. Raises SlowError."""
        with self._database.transaction() as session:
            token = save_draft(session, body["user"]["id"], {"about": reference}, self._clock.now())
        try:
            with speaking(writing=False):
                self._client.views_open(trigger_id=body["trigger_id"], view=view(token))
        except AnswerError as problem:
            log.warning("a form could not be opened", reason=problem.reason)
            raise SlowError(reference) from problem

    def about(self, body: dict[str, Any], view: dict[str, Any]) -> str:
        """The reference of the report that a submitted modal is about; empty of one that this person never opened."""
        with self._database.reading() as session:
            draft = draft_of(session, view.get("private_metadata") or "", body["user"]["id"])
        return str(draft.get("about", ""))
