"""The form under a summary, in which its reader says of each issue whether it is fixed."""

from __future__ import annotations

from typing import Any, get_args

import structlog
from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.faces import Faces
from bot.messages import answers
from bot.messages.summary import ASK_EACH, CALLBACK, answer_form
from bot.slack_failures import speaking
from bot.whisper import Whisper
from config.clock import Clock
from loop.answers import AnswerError
from loop.rights import Refusal, Rights
from loop.verification import Answer, NotYoursError, Verification
from storage.database import Database, StorageError
from storage.message import messages_posted_as, place_message
from storage.outbox import owed_of

log = structlog.get_logger(__name__)


class SummaryAnswers:
    """Opens the form and takes in what was chosen in it. `client` has a short time-out: a person is waiting."""

    def __init__(
        self,
        database: Database,
        client: WebClient,
        faces: Faces,
        verification: Verification,
        rights: Rights,
        whisper: Whisper,
        clock: Clock,
    ) -> None:
        self._database = database
        self._client = client
        self._faces = faces
        self._verification = verification
        self._rights = rights
        self._whisper = whisper
        self._clock = clock

    def register(self, app: App) -> None:
        """Tell Bolt what goes where."""
        app.action(ASK_EACH)(self.ask)
        app.view(CALLBACK)(self.answered)

    def ask(self, ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        """Open the form about the issues of a page. Whose they are is read from what was told, not from the button."""
        person, post = body["user"]["id"], action.get("value") or ""
        container = body.get("container") or {}
        with self._database.transaction() as session:
            place_message(session, post, person, container.get("channel_id", ""), container.get("message_ts", ""))
            lines = self._faces.summary(session, messages_posted_as(session, post, person), person)
            owed = owed_of(session, post)
        if lines:
            self._open(body, answer_form(lines))
        elif owed is not None and owed.payload.get("person") == person:
            self._whisper(body, answers.PRESS_AGAIN)  # it stands there, but that is not known here yet
        else:
            self._rights.note_refused(person, "verify", Refusal.NOT_YOURS)
            self._whisper(body, answers.NOT_YOURS)
        ack()

    def answered(self, ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        """Record every choice that was made."""
        person = body["user"]["id"]
        chosen = _chosen(view["state"]["values"])
        try:
            self._verification.answer_all(chosen, person, self._clock.now())
        except NotYoursError:
            self._rights.note_refused(person, "verify", Refusal.NOT_YOURS)
        except StorageError:
            log.exception("answers could not be saved")
            ack(response_action="errors", errors=dict.fromkeys(list(view["state"]["values"])[:1], answers.NOT_SAVED))
            return
        ack()

    def _open(self, body: dict[str, Any], form: dict[str, Any]) -> None:
        try:
            with speaking(writing=False):
                self._client.views_open(trigger_id=body["trigger_id"], view=form)
        except AnswerError as problem:
            log.warning("the form about a summary could not be opened", reason=problem.reason)
            self._whisper(body, answers.PRESS_AGAIN)


def _chosen(values: dict[str, Any]) -> dict[tuple[str, int], Answer]:
    """The answers by issue and end; whether these are the reader's own is for whoever records them to see."""
    found: dict[tuple[str, int], Answer] = {}
    for block_id, states in values.items():
        jira_id, _, end = block_id.partition(":")
        for state in states.values():
            answer: Any = (state.get("selected_option") or {}).get("value")
            if end.isdecimal() and answer in get_args(Answer):
                found[jira_id, int(end)] = answer
    return found
