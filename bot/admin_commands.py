"""`/friction admin …`: what an administrator sees and mends without leaving Slack. Rights are asked each time."""

from __future__ import annotations

from bot.messages import admin as words
from bot.messages.answers import NOT_ADMIN
from config.clock import Clock
from loop.giving_up import give_up
from loop.rights import Refusal, Rights
from storage import outbox
from storage.database import Database
from storage.outbox import OwedState

_NEED_A_PERSON = (OwedState.PARKED, OwedState.UNKNOWN, OwedState.DEAD)


class AdminCommands:
    """Answers administrators; everybody else is refused, and that is noted."""

    def __init__(self, database: Database, rights: Rights, clock: Clock) -> None:
        self._database = database
        self._rights = rights
        self._clock = clock

    def answer(self, person: str, text: str) -> str:
        """Answer what stands behind `/friction admin`."""
        if not self._rights.may_administer(person):
            self._rights.note_refused(person, "admin", Refusal.NOT_ADMIN)
            return NOT_ADMIN
        match text.casefold().split():
            case []:
                return self._held_up()
            case ["retry", number] if _is_number(number):
                return self._retry(int(number))
            case ["drop", number] if _is_number(number):
                return self._drop(int(number))
            case _:
                return words.HELP

    def _held_up(self) -> str:
        with self._database.reading() as session:
            rows = outbox.listed(session, _NEED_A_PERSON)
        # One that is unknown and due is about to be looked up by itself.
        return words.held_up([row for row in rows if row.state is not OwedState.UNKNOWN or row.due is None])

    def _retry(self, number: int) -> str:
        with self._database.transaction() as session:
            row = outbox.redrive(session, number)
        return words.not_to_retry(number) if row is None else words.retried(number)

    def _drop(self, number: int) -> str:
        with self._database.transaction() as session:
            row = give_up(session, number, self._clock.now())
        return words.not_to_drop(number) if row is None else words.dropped(number)


def is_for_administrators(text: str) -> bool:
    """Whether what stands behind the word `admin` is such a command. “admin portal is slow” is a report."""
    return text.casefold().partition(" ")[0] in ("", "help", "retry", "drop")


def _is_number(word: str) -> bool:
    """Whether it can be the number of a row; a database would not even compare with a longer one."""
    return word.isascii() and word.isdecimal() and len(word) <= 9  # noqa: PLR2004  (a 32 bit id has no more for certain)
