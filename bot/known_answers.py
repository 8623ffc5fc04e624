"""Known answers in Slack: the button in the form, and the question a day later."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App

from bot.form import Form
from bot.messages import answers
from bot.messages.follow_up import NO_ANSWER, NO_HELP, STILL_HAPPY, FollowUpFace, follow_up, taken
from bot.messages.known import ANSWERED
from bot.places import note_place
from bot.posting import Posted, Poster, remember
from bot.whisper import Whisper
from config.clock import Clock
from loop import owing
from loop.known_answers import KnownAnswers, NoAnswerError
from loop.outbox import Settlement, Task
from loop.rights import Refusal, Rights
from loop.tracker.model import Tracker
from storage.database import Database, Session
from storage.deflection import own_deflection
from storage.message import message_of


class KnownAnswerButtons:
    """Takes an answer for somebody, and what they say of it later."""

    def __init__(
        self,
        database: Database,
        known: KnownAnswers,
        form: Form,
        rights: Rights,
        whisper: Whisper,
        clock: Clock,
        *,
        asks: bool,
    ) -> None:
        """asks: whether people are asked later if an answer helped."""
        self._database = database
        self._known = known
        self._form = form
        self._rights = rights
        self._whisper = whisper
        self._clock = clock
        self._asks = asks

    def register(self, app: App) -> None:
        """Tell Bolt what goes where."""
        app.action(ANSWERED)(self.take)
        app.action(STILL_HAPPY)(self.happy)
        app.action(NO_HELP)(self.no_help)

    def take(self, ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        """Close the form: it needs no report."""
        person, view = body["user"]["id"], body.get("view")
        jira_id = str(action.get("value") or "").rpartition(":")[0]
        draft = self._form.keep(view, person) if view else ""
        try:
            key = self._known.take(jira_id, person, draft, self._clock.now())
        except NoAnswerError:
            if view:
                self._form.offer_known(view, person)
            self._whisper(body, NO_ANSWER)
        else:
            sentence = taken(key, asks=self._asks)
            if view:
                self._form.close_with(view, sentence)
            self._whisper(body, sentence)
        ack()

    def happy(self, ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        """It helped."""
        self._say(body, action, helped=True)
        ack()

    def no_help(self, ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        """It did not: open the form with what they were about to report."""
        draft = self._say(body, action, helped=False)
        if draft:
            self._form.open(body["trigger_id"], body["user"]["id"], draft)
        ack()

    def _say(self, body: dict[str, Any], action: dict[str, Any], *, helped: bool) -> str:
        person, value = body["user"]["id"], str(action.get("value") or "")
        number = int(value) if value.isdecimal() else 0
        note_place(self._database, owing.follow_up_key(number), body)
        try:
            return self._known.say(number, person, helped=helped, now=self._clock.now())
        except NoAnswerError:
            self._rights.note_refused(person, "answer", Refusal.NOT_YOURS)
            self._whisper(body, answers.NOT_YOURS)
            return ""


class FollowUpDelivery:
    """Posts the question, and shows what was answered."""

    def __init__(self, database: Database, poster: Poster, tracker: Tracker, clock: Clock) -> None:
        self._database = database
        self._poster = poster
        self._tracker = tracker
        self._clock = clock
        self.kinds = {"follow_up": self._ask, "follow_up_update": self._update}

    def _ask(self, task: Task) -> Settlement | None:
        person = task.claim.payload["person"]
        with self._database.reading() as session:
            face = self._face(session, task)
        if face is None:
            return None
        posted = self._poster.post(task, self._poster.direct_channel(person), follow_up(face))
        return lambda session: remember(session, task, posted, self._clock.now(), person=person)

    def _update(self, task: Task) -> Settlement | None:
        with self._database.reading() as session:
            face = self._face(session, task)
            told = message_of(session, owing.follow_up_key(task.claim.payload["number"]))
        if face is None or told is None or not told.ts:
            return None
        self._poster.update(Posted(told.channel, told.ts), follow_up(face))
        return lambda _session: None

    def _face(self, session: Session, task: Task) -> FollowUpFace | None:
        payload = task.claim.payload
        mine = own_deflection(session, payload["number"], payload["person"])
        if mine is None:
            return None
        issue = mine.issue
        url = self._tracker.url_of(issue.key)
        return FollowUpFace(mine.id, issue.key, url, issue.title, mine.helped, mine.draft)
