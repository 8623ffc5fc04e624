"""Noting what helps: a workaround for an open issue, what was done about one that shipped. Everybody may read it."""

from __future__ import annotations

from dataclasses import dataclass

from config.catalogue import CatalogueFile
from config.clock import Clock
from config.words import Outcome
from loop import personal_data
from loop.rights import Refusal, Rights
from loop.safe_words import SafeWords
from storage.database import Database, Session
from storage.event import Stamp
from storage.issue import issue_named

LONGEST = 400


class NoIssueToNoteError(Exception):
    """We know no issue of this name, or it ended otherwise than shipped: nothing to it helps anybody."""


class MayNotNoteError(Exception):
    """The person may not decide about this product's reports."""


@dataclass(frozen=True)
class Noted:
    """The key of the issue, whether it has shipped, and the words as they will be read; empty: none any more."""

    key: str
    shipped: bool
    words: str


class NotingAnswers:
    """Keeps what the product's side says. `database` is the ingress pool: Slack waits for it."""

    def __init__(
        self,
        database: Database,
        rights: Rights,
        catalogue: CatalogueFile,
        clock: Clock,
        personal_data: personal_data.Policy,
    ) -> None:
        self._database = database
        self._rights = rights
        self._catalogue = catalogue
        self._clock = clock
        self._personal_data = personal_data

    def note(self, name: str, words: str, person: str) -> Noted:
        """Put words in the place of those that were there; empty ones take them away. name: a key, or a reference.

        Raises NoIssueToNoteError, MayNotNoteError.
        """
        with self._database.reading() as session:
            issue = issue_named(session, name)
            product = self._catalogue.current().find_product(issue.product) if issue else None
        if issue is None or issue.restricted:
            raise NoIssueToNoteError(name)
        if not self._rights.may_triage(person, product):
            self._rights.note_refused(person, "answer", Refusal.NOT_TRIAGER, name=issue.key)
            raise MayNotNoteError(name)
        safe = SafeWords(self._personal_data)
        kept = " ".join(safe.for_channels(safe.of(words)).split())[:LONGEST]
        stamp = Stamp.now(person, self._clock.now())
        return self._database.carry_out(lambda session: _write(session, name, kept, stamp))


def _write(session: Session, name: str, words: str, stamp: Stamp) -> Noted:
    issue = issue_named(session, name)
    if issue is None or (issue.ended and issue.outcome is not Outcome.INTEGRATED):
        raise NoIssueToNoteError(name)
    issue.note_answer(words, stamp)
    return Noted(issue.key, issue.ended, words)
