"""What is felt most, or waits longest, as it stands now: for people who look, not for figures as of an instant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from config.words import Feasibility, Severity, State
from storage.co_report import co_reporters_of
from storage.issue import Issue
from storage.report import Report, is_sealed


@dataclass(frozen=True, slots=True)
class Felt:
    """An open issue: how many people reported it or said "me too"; the minutes it costs who reported it, together each
    time; since when. for_few: Jira shows it to few.
    """

    key: str
    title: str
    product: str
    people: int
    minutes: int
    since: datetime
    for_few: bool = False


@dataclass(frozen=True, slots=True)
class Impact:
    """What one report says of what it costs: minutes each time (None: not said), how often in the form's words."""

    minutes: int | None
    frequency: str
    severity: Severity
    feasibility: Feasibility


@dataclass(frozen=True, slots=True)
class Open:
    """An open issue as it is weighed: what its reports say, oldest first, and how many people feel it."""

    impacts: Sequence[Impact]
    people: int
    since: datetime


_PEOPLE = func.count(Report.reporter.distinct()) + co_reporters_of(Issue.id)
_MINUTES = func.coalesce(func.sum(Report.minutes), 0)
_SINCE = func.min(Report.submitted_at)


def most_felt(session: Session, limit: int) -> list[Felt]:
    """Return the open issues that most people feel, those that cost most minutes first among equals. What is not filed
    yet is nobody's but its reporter's.
    """
    statement = _felt().where(~Issue.is_for_few).order_by(_PEOPLE.desc(), _MINUTES.desc(), _SINCE, Issue.id)
    return [_shown(row) for row in session.execute(statement.limit(limit))]


def felt_issues(session: Session, issues: Collection[int]) -> dict[int, Felt]:
    """Return what is open of these issues, by our own ids."""
    return {row.id: _shown(row) for row in session.execute(_felt().where(Issue.id.in_(issues)))}


def open_impacts(session: Session, products: Collection[str]) -> dict[int, Open]:
    """Return what the open issues of products are weighed by, by our own ids."""
    columns = (Report.minutes, Report.frequency, Report.severity, Report.feasibility, Report.submitted_at)
    chosen = _open(select(Report.issue_id, *columns)).where(Report.product.in_(products))
    said: dict[int, list[Impact]] = defaultdict(list)
    since: dict[int, datetime] = {}
    rows = session.execute(chosen.order_by(Report.id))
    for issue, minutes, frequency, severity, feasibility, submitted_at in rows:
        said[issue].append(Impact(minutes, frequency, severity, feasibility))
        since[issue] = min(submitted_at, since.get(issue, submitted_at))
    counts = select(Issue.id, _PEOPLE.label("people")).where(Report.product.in_(products)).group_by(Issue.id)
    people = {row.id: row.people for row in session.execute(_open(counts))}
    return {issue: Open(impacts, people[issue], since[issue]) for issue, impacts in said.items()}


def ended_between(session: Session, products: Collection[str], after: datetime, until: datetime) -> list[Issue]:
    """Return the issues of products that ended in (after, until] and have stayed so, for everybody's eyes."""
    ended = (Issue.ended.is_(True), Issue.ended_at > after, Issue.ended_at <= until)
    visible = (Issue.restricted.is_(False), Issue.imported.is_(False))
    return list(session.scalars(select(Issue).where(Issue.product.in_(products), *ended, *visible).order_by(Issue.id)))


def waiting_decisions(session: Session, products: Collection[str]) -> int:
    """Count the reports about products that wait for somebody's decision."""
    return session.scalar(select(func.count()).select_from(Report).where(*_undecided(products))) or 0


def longest_undecided(session: Session, products: Collection[str], limit: int) -> list[Report]:
    """Return those reports that have waited longest, in that order."""
    waiting = select(Report).where(*_undecided(products)).order_by(Report.submitted_at, Report.id)
    return list(session.scalars(waiting.limit(limit)))


def impacts_in(reports: Sequence[Report]) -> list[Impact]:
    """What these reports say of what it costs, in their order."""
    return [Impact(one.minutes, one.frequency, one.severity, one.feasibility) for one in reports]


def _undecided(products: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    waits = (Report.awaits_triage.is_(True), Report.state == State.RECEIVED, ~is_sealed())
    return (Report.product.in_(products), *waits)


def _felt() -> Select[*tuple[Any, ...]]:
    columns = (Issue.id, Issue.key, Issue.title, Issue.product, Issue.level)
    counts = (_PEOPLE.label("people"), _MINUTES.label("minutes"), _SINCE.label("since"))
    return _open(select(*columns, *counts)).group_by(*columns)


def _open(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Of what is filed, open, and no matter of security."""
    return (
        statement.select_from(Report)
        .join(Issue, Issue.id == Report.issue_id)
        .where(Report.state == State.FILED, ~is_sealed(), Issue.restricted.is_(False))
    )


def _shown(row: Any) -> Felt:
    return Felt(row.key, row.title, row.product, row.people, int(row.minutes), row.since, bool(row.level))
