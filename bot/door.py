"""The door: every delivery passes here first. What is meant for another app or workspace goes no further, and neither
does a person who may not report.

Slack's signature, or the app's own socket, has proved by then that Slack sent it; a delivery may still be about a
workspace that shares a channel with ours.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog
from slack_bolt import Ack, BoltContext, BoltResponse
from slack_sdk import WebClient

from bot.messages import answers
from bot.messages.form import notice
from bot.people import People
from bot.slack_failures import speaking
from bot.whisper import Whisper
from config.catalogue import CatalogueFile
from loop.answers import AnswerError
from loop.rights import Rights

log = structlog.get_logger(__name__)


class Door:
    """Lets in, or refuses with a sentence and an event; it asks anew at each delivery."""

    def __init__(
        self, client: WebClient, people: People, rights: Rights, whisper: Whisper, catalogue: CatalogueFile
    ) -> None:
        self._client = client
        self._people = people
        self._rights = rights
        self._whisper = whisper
        self._catalogue = catalogue

    def admit(
        self, body: dict[str, Any], context: BoltContext, ack: Ack, next_: Callable[[], BoltResponse]
    ) -> BoltResponse:
        """Pass a delivery on, or refuse it. A middleware of Bolt, which finds the arguments by their names."""
        person = context.user_id or ""
        why = self._elsewhere(body, context) or self._not_a_reporter(person)
        if why is None:
            return next_()
        app = str(body.get("api_app_id") or "")
        self._rights.note_refused(person, "door", why, team=context.team_id or "", app=app)
        return self._refuse(body, ack, why)

    def _elsewhere(self, body: dict[str, Any], context: BoltContext) -> str | None:
        """Why a delivery is not for this installation; None if it is."""
        home = context.authorize_result
        if home is None or (context.team_id and context.team_id != home.team_id):
            return "another workspace"
        if context.enterprise_id and home.enterprise_id and context.enterprise_id != home.enterprise_id:
            return "another enterprise"
        meant, app = body.get("api_app_id"), self._people.app(home.bot_id)
        return "another app" if app and meant and meant != app else None

    def _not_a_reporter(self, person: str) -> str | None:
        standing = self._people.standing(person) if person else "member"
        if standing in ("member", "unknown"):
            return None  # an employee's report does not wait until Slack finds out who it is from
        if standing == "guest" and self._catalogue.current().reporters.guests:
            return None
        return standing

    def _refuse(self, body: dict[str, Any], ack: Ack, why: str) -> BoltResponse:
        sentence = answers.refusal(why)
        match body.get("type"):
            case None if "command" in body:
                return ack(response_type="ephemeral", text=sentence)
            case "view_submission":
                return ack(response_action="update", view=notice(sentence))
            case "block_suggestion":
                return ack(options=[])
            case "shortcut" | "message_action":
                self._show(str(body.get("trigger_id") or ""), sentence)
            case "block_actions":
                self._whisper(body, sentence)
        return ack()

    def _show(self, trigger_id: str, sentence: str) -> None:
        try:
            with speaking(writing=False):
                self._client.views_open(trigger_id=trigger_id, view=notice(sentence))
        except AnswerError as problem:
            log.warning("a refusal could not be shown", reason=problem.reason)
