"""The buttons under a claim of money, and the form behind one of them. Whether somebody may is asked at each click."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog
from slack_bolt import Ack, App

from bot.messages import money as messages
from bot.messages.form import notice
from bot.modals import TOO_SLOW, Modals, SlowError
from bot.typed import typed
from bot.whisper import Whisper
from loop.money import Amount, NoAmountError, NotBookedError, amount_of
from loop.money.books import Books
from storage.database import StorageError

log = structlog.get_logger(__name__)

Body = dict[str, Any]


class MoneyButtons:
    """Confirms claims, as they are or with other amounts."""

    def __init__(self, books: Books, modals: Modals, whisper: Whisper) -> None:
        self._books = books
        self._modals = modals
        self._whisper = whisper

    def register(self, app: App) -> None:
        """Tell Bolt what goes where."""
        app.action(messages.CONFIRM)(self.confirm)
        app.action(messages.CORRECT)(self.correct)
        app.view(messages.CORRECT_FORM)(self.corrected)

    def confirm(self, ack: Ack, body: Body, action: Body) -> None:
        """Confirm a claim as it is."""
        person = body["user"]["id"]
        key = f"click:{person}:{action.get('action_ts')}"
        self._say(body, self._trying(lambda: self._confirm(_number(action.get("value")), person, key)))
        ack()

    def correct(self, ack: Ack, body: Body, action: Body) -> None:
        """Open the form for other amounts."""
        number = _number(action.get("value"))
        self._say(body, self._trying(lambda: self._open(body, number)))
        ack()

    def corrected(self, ack: Ack, body: Body, view: Body) -> None:
        """Confirm a claim with other amounts, or say at which field something is missing."""
        values, errors = view["state"]["values"], {}
        amounts = {}
        for field in ("low", "high"):
            try:
                amounts[field] = amount_of(typed(values, field))
            except NoAmountError as error:
                errors[field] = str(error)
        reason = typed(values, "what")
        if not reason.strip():
            errors["what"] = messages.NO_REASON
        if not errors and amounts["low"] > amounts["high"]:
            errors["high"] = "This is less than the amount above."
        if errors:
            ack(response_action="errors", errors=errors)
            return
        number, amount = _number(self._modals.about(body, view)), Amount(amounts["low"], amounts["high"])
        key = f"view:{view['id']}"
        sentence = self._trying(lambda: self._confirm(number, body["user"]["id"], key, amount, reason))
        if sentence:
            ack(response_action="update", view=notice(sentence))
        else:
            ack()

    def _confirm(self, number: int, person: str, key: str, amount: Amount | None = None, reason: str = "") -> None:
        self._books.confirm(number, person, amount=amount, reason=reason, key=key)

    def _open(self, body: Body, number: int) -> None:
        entry, stood = self._books.waiting(number, body["user"]["id"])
        about = f"{entry.name}: {stood.title if stood else entry.claim.subject}"
        self._modals.open(body, str(number), lambda token: messages.correct_view(token, entry, about))

    def _trying(self, act: Callable[[], None]) -> str:
        """Do it; returns the sentence that says why not, empty if it is done."""
        try:
            act()
        except NotBookedError as refused:
            return str(refused)
        except SlowError:
            return TOO_SLOW
        except StorageError:
            log.exception("a claim could not be confirmed")
            return messages.NOT_SAVED
        return ""

    def _say(self, body: Body, sentence: str) -> None:
        if sentence:
            self._whisper(body, sentence)


def _number(value: object) -> int:
    words = str(value or "")
    return int(words) if words.isdecimal() and len(words) < 16 else 0  # noqa: PLR2004  (more digits than any number has)
