"""Known answers: what has shipped, and what can be got around, is offered before it is reported again; who took an
answer is asked whether it helped.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from config.clock import Clock
from config.words import Outcome
from loop import owing
from storage.database import Database, Session
from storage.deflection import deflection_to, note_shown, own_deflection, shown_before, unasked_since
from storage.issue import Issue, issue_of_jira
from storage.similar import issue_ids_of

BATCH = 200


class NoAnswerError(Exception):
    """It is no answer, or no longer one, or not this person's."""


class KnownAnswers:
    """Notes what was shown, taken and said. `database` is the ingress pool: Slack waits for it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def shown(self, jira_ids: Collection[str], person: str, now: datetime) -> None:
        """Note once that these answers were shown to somebody."""
        if not jira_ids:
            return
        with self._database.reading() as session:
            ids = issue_ids_of(session, jira_ids)
            new = set(ids) - shown_before(session, ids, person)
        if new:
            self._database.carry_out(lambda session: note_shown(session, sorted(new), person, now))

    def take(self, jira_id: str, person: str, draft: str, now: datetime) -> str:
        """Note that an answer answered somebody; twice is once. Returns its key. Raises NoAnswerError."""

        def carry_out(session: Session) -> str:
            issue = issue_of_jira(session, jira_id)
            if issue is None or issue.is_for_few or not _is_answer(issue):
                raise NoAnswerError(jira_id)
            note_shown(session, [issue.id], person, now)
            mine = deflection_to(session, issue.id, person)
            if mine.taken_at is None or mine.helped is False:
                mine.taken_at, mine.draft = now, draft
                mine.asked_at = mine.helped = mine.said_at = None
            return issue.key

        return self._database.carry_out(carry_out)

    def say(self, number: int, person: str, *, helped: bool, now: datetime) -> str:
        """Note whether it helped. Returns the draft of what they were about to report. Raises NoAnswerError."""

        def carry_out(session: Session) -> str:
            mine = own_deflection(session, number, person)
            if mine is None:
                raise NoAnswerError(str(number))
            if mine.helped is not helped:
                mine.helped, mine.said_at = helped, now
                owing.owe_follow_up_update(session, mine, f"{helped}-{int(now.timestamp() * 1000)}")
            return mine.draft

        return self._database.carry_out(carry_out)


class FollowUps:
    """Owes the question whether an answer helped. after: business time since it was taken."""

    def __init__(self, database: Database, clock: Clock, after: timedelta) -> None:
        self._database = database
        self._clock = clock
        self._after = after

    def ask(self) -> None:
        """Owe what is due. Noted in the same transaction, so that any number of processes may do it at any time."""
        now = self._clock.now()
        with self._database.reading() as session:
            if not unasked_since(session, now - self._after, 1):
                return
        with self._database.transaction() as session:
            for taken in unasked_since(session, now - self._after, BATCH, lock=True):
                owing.owe_follow_up(session, taken)
                taken.asked_at = now


def _is_answer(issue: Issue) -> bool:
    """Whether it has shipped, or is open and there is a way around it."""
    return issue.outcome is Outcome.INTEGRATED or (not issue.ended and bool(issue.workaround))
