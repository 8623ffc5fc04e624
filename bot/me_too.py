"""The buttons of "is it this?", in the form and under the answer to a report."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App

from bot.form import Form
from bot.messages import answers
from bot.messages.known import ME_TOO
from bot.messages.me_too import GONE, ME_TOO_UNDO, TOO_LATE, counted_in
from bot.places import note_place
from bot.whisper import Whisper
from config.clock import Clock
from loop import owing
from loop.intake import TooLateError
from loop.me_too import MeToo, NothingToJoinError
from loop.rights import Refusal, Rights
from storage.database import Database


class MeTooButtons:
    """Offers what is known while somebody types, and takes a "me too", or takes it back."""

    def __init__(
        self, database: Database, me_too: MeToo, form: Form, rights: Rights, whisper: Whisper, clock: Clock
    ) -> None:
        self._database = database
        self._me_too = me_too
        self._form = form
        self._rights = rights
        self._whisper = whisper
        self._clock = clock

    def register(self, app: App) -> None:
        """Tell Bolt what goes where."""
        app.action("what")(self.typed)
        app.action(ME_TOO)(self.join)
        app.action(ME_TOO_UNDO)(self.leave)

    def typed(self, ack: Ack, body: dict[str, Any]) -> None:
        """Offer what is known of the text so far."""
        self._form.offer_known(body["view"], body["user"]["id"])
        ack()

    def join(self, ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        """Count somebody in, instead of what they were about to report."""
        person, view = body["user"]["id"], body.get("view")
        jira_id, _, reference = (action.get("value") or "").rpartition(":")
        draft = self._form.keep(view, person) if view else ""
        try:
            joined = self._me_too.join(jira_id, person, self._clock.now(), instead_of=reference, draft=draft)
        except NothingToJoinError:
            if view:
                self._form.offer_known(view, person)
            self._whisper(body, GONE)
        else:
            sentence = counted_in(joined.key, own_is_filed=joined.own_is_filed)
            if view:
                self._form.close_with(view, sentence)
            self._whisper(body, sentence)
        ack()

    def leave(self, ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        """Take a "me too" back while its issue is open."""
        person, value = body["user"]["id"], action.get("value") or ""
        number = int(value) if value.isdecimal() else 0
        note_place(self._database, owing.me_too_key(number), body)
        try:
            self._me_too.leave(number, person, self._clock.now())
        except NothingToJoinError:
            self._rights.note_refused(person, "leave", Refusal.NOT_YOURS)
            self._whisper(body, answers.NOT_YOURS)
        except TooLateError:
            self._whisper(body, TOO_LATE)
        ack()
