"""The buttons of digests and reviews: why a number is what it is, and the decision at a gate. Rights at each click."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from slack_bolt import Ack, App

from bot.messages import answers
from bot.messages import gate as words
from bot.messages.digest.buttons import DECIDE, WHY
from bot.messages.form import notice
from bot.messages.text import Message
from bot.modals import TOO_SLOW, Modals, SlowError
from bot.questions import Questions
from bot.typed import typed
from bot.whisper import Whisper
from config.catalogue import CatalogueFile, Track
from config.clock import Clock
from config.words import Course
from loop.cleaning import clean, says_something
from loop.gates import DecidedError, NoReviewError, decide_once
from loop.rights import Refusal, Rights
from storage.database import Database, StorageError

log = structlog.get_logger(__name__)

Body = dict[str, Any]


class DigestButtons:
    """Answers what is pressed under a digest or a review."""

    def __init__(
        self,
        database: Database,
        questions: Questions,
        modals: Modals,
        rights: Rights,
        whisper: Whisper,
        catalogue: CatalogueFile,
        clock: Clock,
    ) -> None:
        self._database = database
        self._questions = questions
        self._modals = modals
        self._rights = rights
        self._whisper = whisper
        self._catalogue = catalogue
        self._clock = clock

    def register(self, app: App) -> None:
        """Tell Bolt what goes where."""
        app.action(WHY)(self.why)
        for course, action in DECIDE.items():
            app.action(action)(self._asks(course))
        app.view(words.GATE_FORM)(self.decide)

    def why(self, ack: Ack, body: Body, action: Body) -> None:
        """Show whoever pressed, and nobody else, the reports behind the number as the digest had it."""
        self._whisper(body, self._behind(body["user"]["id"], str(action.get("value") or "")))
        ack()

    def _behind(self, person: str, value: str) -> Message | str:
        track, _, at = value.partition(" ")
        try:
            return self._questions.why(person, track, datetime.fromisoformat(at))
        except ValueError:
            return answers.PRESS_AGAIN
        except StorageError:
            log.exception("what is behind a number could not be read")
            return answers.PRESS_AGAIN

    def _asks(self, course: Course) -> Callable[..., None]:
        def asks(ack: Ack, body: Body, action: Body) -> None:
            sentence = self._ask(body, str(action.get("value") or ""), course)
            if sentence:
                self._whisper(body, sentence)
            ack()

        return asks

    def _ask(self, body: Body, key: str, course: Course) -> str:
        """Open the form for the reason; returns the sentence that says why not."""
        track, why_not = self._decidable(body["user"]["id"], key)
        if track is None:
            return why_not
        try:
            self._modals.open(body, f"{course.value} {key}", lambda token: words.reason_form(token, track, course))
        except SlowError:
            return TOO_SLOW
        except StorageError:
            log.exception("a form could not be kept")
            return words.NOT_SAVED
        return ""

    def decide(self, ack: Ack, body: Body, view: Body) -> None:
        """Record the decision, once."""
        reason = clean(typed(view["state"]["values"], "what"))
        if not says_something(reason):
            ack(response_action="errors", errors={"what": words.NEEDS_REASON})
            return
        course, _, key = self._modals.about(body, view).partition(" ")
        sentence = self._decide(body["user"]["id"], key, course, reason)
        if sentence:
            ack(response_action="update", view=notice(sentence))
        else:
            ack()

    def _decide(self, person: str, key: str, course: str, reason: str) -> str:
        track, why_not = self._decidable(person, key)
        if track is None:
            return why_not
        catalogue, now = self._catalogue.current(), self._clock.now()
        try:
            with self._database.transaction() as session:
                decide_once(session, catalogue, key, Course(course), reason, person, now)
        except DecidedError as decided:
            return words.decided_before(decided.made)
        except NoReviewError:
            return words.decided_before(None)
        except StorageError:
            log.exception("a decision could not be saved")
            return words.NOT_SAVED
        return ""

    def _decidable(self, person: str, key: str) -> tuple[Track | None, str]:
        """Return the track if the person may decide about it, else None and why not."""
        try:
            track = self._catalogue.current().track(key)
        except KeyError:
            return None, words.NOT_FOUND
        if not self._rights.may_decide_gate(person, track):
            self._rights.note_refused(person, "gate", Refusal.NOT_AT_GATE, track=key)
            return None, words.NOT_YOURS
        return track, ""
