"""Me too: a person joins an open issue instead of reporting it again, is told of its end, and may take it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog

from config.words import State
from loop import owing
from loop.intake import TooLateError, take_back
from loop.rights import is_own
from storage.co_report import co_report_of
from storage.database import Database, Session
from storage.event import Stamp
from storage.issue import Issue, issue_by_id, issue_of_jira
from storage.message import save_draft
from storage.report import Report, find_report

log = structlog.get_logger(__name__)


class NothingToJoinError(Exception):
    """There is no such open issue, or no such "me too" of this person."""


@dataclass(frozen=True)
class Joined:
    """The issue that somebody is behind now, and whether a report of their own is filed all the same."""

    key: str
    own_is_filed: bool


class MeToo:
    """Joins and leaves. `database` is the ingress pool: Slack waits for it. debounce: seconds until Jira is told."""

    def __init__(self, database: Database, debounce: float) -> None:
        self._database = database
        self._debounce = debounce

    def join(self, jira_id: str, person: str, now: datetime, *, instead_of: str = "", draft: str = "") -> Joined:
        """Put a person behind an issue, once. Who reported it already only hears that it is so.

        instead_of: the reference of their own report that they take back for it, where nobody has begun to file it;
        draft: what they were writing. Raises NothingToJoinError.
        """
        return self._database.carry_out(lambda session: self._join(session, jira_id, person, now, instead_of, draft))

    def leave(self, number: int, person: str, now: datetime) -> None:
        """Take a "me too" back. Raises NothingToJoinError if it is not theirs, TooLateError once it has ended."""

        def take(session: Session) -> None:
            mine = co_report_of(session, number, person)
            if mine is None:
                raise NothingToJoinError(str(number))
            issue = issue_by_id(session, mine.issue_id, lock=True)
            if issue.ended:
                raise TooLateError(issue.key)
            if mine.left_at is None:
                issue.leave(mine, Stamp.now(person, now))
                owing.owe_me_too_update(session, mine, f"left:{now.timestamp()}")
                owing.owe_reach(session, issue, self._debounce)

        self._database.carry_out(take)

    def _join(self, session: Session, jira_id: str, person: str, now: datetime, instead_of: str, draft: str) -> Joined:
        issue = _open_issue(session, jira_id)
        report = find_report(session, instead_of) if instead_of else None
        own = report if is_own(report, person) else None
        if issue.co_report_of(person) is None and not any(is_own(report, person) for report in issue.reports):
            taken_back = own if own and _take_back(session, own, now) else None
            put_behind(session, issue, person, now, self._debounce, draft=draft, instead_of=taken_back)
            log.info("me too", key=issue.key)
        return Joined(issue.key, own_is_filed=own is not None and own.state is not State.WITHDRAWN)


def put_behind(
    session: Session,
    issue: Issue,
    person: str,
    now: datetime,
    debounce: float,
    *,
    draft: str = "",
    instead_of: Report | None = None,
) -> None:
    """Join a person to an issue that is locked, and owe them the word of it, and Jira how many it concerns by now,
    after `debounce` seconds.
    """
    if instead_of is not None:
        draft = _as_draft(session, instead_of, now)
    joined = issue.join(person, Stamp.now(person, now), draft, instead_of.id if instead_of else None)
    session.flush()
    owing.owe_reach(session, issue, debounce)
    if not owing.owe_me_too(session, joined):
        owing.owe_me_too_update(session, joined, f"joined:{now.timestamp()}")


def _open_issue(session: Session, jira_id: str) -> Issue:
    """The issue, or the one that it was merged into. Raises NothingToJoinError."""
    issue = issue_of_jira(session, jira_id, lock=True)
    while issue is not None and issue.survivor_id is not None:
        issue = issue_by_id(session, issue.survivor_id, lock=True)
    if issue is None or issue.ended or issue.imported or issue.is_for_few:
        raise NothingToJoinError(jira_id)
    return issue


def _take_back(session: Session, report: Report, now: datetime) -> bool:
    """Take back the report that this stands for; False if it is being filed, or has ended."""
    try:
        take_back(session, report, now)
    except TooLateError:
        return False
    return True


def _as_draft(session: Session, report: Report, now: datetime) -> str:
    """Keep a report's words for the case that it is something else after all; returns the token."""
    fields = {"product": report.product, "what": report.what, "masked": report.masked, "source": report.source}
    return save_draft(session, report.reporter, fields, now)
