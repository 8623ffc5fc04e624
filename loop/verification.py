"""Verification: the people who reported say whether it is really fixed. What they say is history; Jira decides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from loop import owing
from loop.rights import is_own
from storage.co_report import latest_co_answer
from storage.database import Database, Session
from storage.event import Event, EventKind, Stamp
from storage.issue import issue_of_jira
from storage.message import message_of
from storage.report import latest_answer

Answer = Literal["fixed", "still_broken", "unsure"]


class NotYoursError(Exception):
    """The person has no report in this issue, and did not say "me too"."""


class Verification:
    """Records answers to the news of an end."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def answer(self, jira_id: str, end: int, person: str, answer: Answer, now: datetime) -> None:
        """Record a person's answer for each of their reports in the issue. Raises NotYoursError.

        The same answer twice changes nothing; another one replaces it. Only "still broken" is written to Jira.
        """
        self.answer_all({(jira_id, end): answer}, person, now)

    def answer_all(self, answers: Mapping[tuple[str, int], Answer], person: str, now: datetime) -> None:
        """The same for the ends of several issues, by Jira's id and number: all, or none of them."""
        # In one order for everybody: two that locked issues crosswise would wait for each other.
        said = sorted(answers.items())

        def record(session: Session) -> None:
            for (jira_id, end), answer in said:
                _record(session, jira_id, end, person, answer, now)

        self._database.carry_out(record)


def _record(session: Session, jira_id: str, end: int, person: str, answer: Answer, now: datetime) -> None:
    issue = issue_of_jira(session, jira_id, lock=True)
    reports = [r for r in issue.reports if is_own(r, person)] if issue else []
    if issue is None or not (reports or issue.co_report_of(person)):
        raise NotYoursError(jira_id)
    fresh = [report for report in reports if latest_answer(session, report, end) != answer]
    for report in fresh:
        report.record(EventKind.VERIFIED, Stamp.now(report.signature, now), answer=answer, end=end)
    if not reports and latest_co_answer(session, issue.id, person, end) != answer:
        session.add(Event.of_issue(issue, EventKind.VERIFIED, Stamp.now(person, now), answer=answer, end=end))
    elif not fresh:
        return
    told = owing.end_key(jira_id, end, person)
    for message in (message_of(session, told), message_of(session, owing.reminder_key(told))):
        if message is not None:
            # Answers that are given together stand in one message, and are shown by one update of it.
            owing.owe_answer_shown(session, message.post, person, int(now.timestamp() * 1000))
    if answer == "still_broken":
        owing.owe_still_broken(session, issue, end, person)
