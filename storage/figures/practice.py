"""How the loop is used and how well it works: who reports, how soon things happen, what came undone, what is wrong."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from storage.event import Event, EventKind
from storage.figures.lists import ACTS
from storage.figures.reach import joined
from storage.figures.reopening import ever_ended, was_reopened
from storage.figures.standing import OPEN, AsOf, Tracks, counted, standings
from storage.figures.window import EVER, Window
from storage.outbox import Owed, OwedState
from storage.report import Report

# A person's, or that of the policy which files at once.
_DECISIONS = (EventKind.ACCEPTED, EventKind.DECLINED, EventKind.ANSWERED, EventKind.MERGED, EventKind.FILED)


@dataclass(frozen=True, slots=True)
class Usage:
    """Who reported in a track: people, those of them with two reports or more, and reports per way in."""

    reporters: int
    returning: int
    ways_in: dict[str, int]


@dataclass(frozen=True, slots=True)
class Steps:
    """When one report was submitted, first decided on by a person or its product's policy, filed, and first acted on by
    the product's side (None: not yet).
    """

    product: str
    submitted_at: datetime
    decided_at: datetime | None
    filed_at: datetime | None
    acted_at: datetime | None
    open: bool


@dataclass(frozen=True, slots=True)
class Mishaps:
    """Reports of a track that ended at some time, those of them reopened, those with a secret masked; those that were
    read as they came in, and those of them that could be acted on as they were; writes about its reports that are given
    up now, and reports whose row and history disagree (both None of the past: they are of now).
    """

    ended: int
    reopened: int
    masked: int
    read: int
    complete: int
    dead_letters: int | None
    audit_gaps: int | None


def usage(session: Session, tracks: Tracks, as_of: AsOf, *, window: Window = EVER) -> dict[str, Usage]:
    """Return who used each track and how, imported history aside."""
    rows = standings(tracks, as_of, window=window, named=True)
    people = (
        select(rows.c.track, rows.c.reporter, func.count().label("reports"))
        .where(counted(rows.c), rows.c.imported.is_(False))
        .group_by(rows.c.track, rows.c.reporter)
        .subquery()
    )
    came_back = _count(people.c.reports > 1).label("came_back")
    counts = select(people.c.track, func.count().label("reporters"), came_back).group_by(people.c.track)
    ways: dict[str, dict[str, int]] = defaultdict(dict)
    sources = (
        select(rows.c.track, Report.source, func.count().label("reports"))
        .join(Report, Report.id == rows.c.report_id)
        .where(counted(rows.c), rows.c.imported.is_(False))
        .group_by(rows.c.track, Report.source)
        .order_by(Report.source)
    )
    for row in session.execute(sources):
        ways[row.track][row.source] = row.reports
    found = {row.track: (row.reporters, int(row.came_back)) for row in session.execute(counts)}
    return {track: Usage(*found.get(track, (0, 0)), ways.get(track, {})) for track in tracks}


def steps(session: Session, tracks: Tracks, as_of: AsOf, *, window: Window = EVER) -> dict[str, list[Steps]]:
    """Return by track the steps of every report in n, imported history aside."""
    rows = standings(tracks, as_of, window=window)
    filed = _first(and_(Event.report_id == rows.c.report_id, Event.kind == EventKind.FILED), as_of, rows)
    decided = _first(and_(Event.report_id == rows.c.report_id, Event.kind.in_(_DECISIONS)), as_of, rows)
    of_report = _first(and_(Event.report_id == rows.c.report_id, Event.kind.in_(ACTS)), as_of, rows)
    of_issue = _first(
        and_(
            Event.issue_id == rows.c.issue_id,
            Event.report_id.is_(None),
            Event.kind.in_(ACTS),
            Event.occurred_at >= rows.c.submitted_at,
        ),
        as_of,
        rows,
    )
    columns = (rows.c.track, rows.c.product, rows.c.submitted_at, rows.c.state)
    firsts = (filed.label("filed"), decided.label("decided"))
    statement = select(*columns, *firsts, of_report.label("of_report"), of_issue.label("of_issue"))
    found: dict[str, list[Steps]] = {track: [] for track in tracks}
    for row in session.execute(statement.where(counted(rows.c), rows.c.imported.is_(False))):
        acts = [at for at in (row.of_report, row.of_issue) if at is not None]
        step = Steps(row.product, row.submitted_at, row.decided, row.filed, min(acts, default=None), row.state in OPEN)
        found[row.track].append(step)
    return found


def _first(which: ColumnElement[bool], as_of: AsOf, rows: CTE) -> Any:
    return select(func.min(Event.occurred_at)).where(which, as_of.covers(Event)).correlate(rows).scalar_subquery()


def duplicates_caught(session: Session, tracks: Tracks, as_of: AsOf, *, window: Window = EVER) -> dict[str, int]:
    """Count by track what did not become an issue of its own: the "me too" that stand, and the reports that a person
    merged before they were filed.
    """
    rows = standings(tracks, as_of, window=window, named=True)
    merged = exists().where(Event.report_id == rows.c.report_id, Event.kind == EventKind.MERGED, as_of.covers(Event))
    filed = exists().where(Event.report_id == rows.c.report_id, Event.kind == EventKind.FILED, as_of.covers(Event))
    reports = select(rows.c.track, _count(and_(merged, ~filed)).label("caught")).group_by(rows.c.track)
    also = joined(rows, as_of)
    issues = select(rows.c.track, rows.c.issue_id).distinct().subquery()
    people = select(issues.c.track, func.sum(also.c.people).label("caught")).join(
        also, also.c.issue_id == issues.c.issue_id
    )
    found = dict.fromkeys(tracks, 0)
    for counts in (reports, people.group_by(issues.c.track)):
        for row in session.execute(counts):
            found[row.track] += int(row.caught or 0)
    return found


def mishaps(session: Session, tracks: Tracks, as_of: AsOf, *, now: bool, window: Window = EVER) -> dict[str, Mishaps]:
    """Return by track what came undone or went wrong. now: `as_of` is the present: what only it knows is read."""
    rows = standings(tracks, as_of, window=window)
    dead = exists().where(Owed.report_id == rows.c.report_id, Owed.state == OwedState.DEAD)
    differs = or_(
        Report.state != rows.c.state,
        func.coalesce(Report.outcome, "") != func.coalesce(rows.c.outcome, ""),
    )
    statement = (
        select(
            rows.c.track,
            _count(ever_ended(rows, as_of)).label("ended"),
            _count(was_reopened(rows, as_of)).label("reopened"),
            _count(func.json_array_length(Report.masked) > 0).label("masked"),
            _count(and_(counted(rows.c), Report.complete.is_not(None))).label("read"),
            _count(and_(counted(rows.c), Report.complete.is_(True))).label("complete"),
            _count(dead).label("dead"),
            _count(differs).label("gaps"),
        )
        .join(Report, Report.id == rows.c.report_id)
        .group_by(rows.c.track)
    )
    found = {row.track: row for row in session.execute(statement)}
    return {track: _mishaps(found.get(track), now=now) for track in tracks}


def _count(condition: Any) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _mishaps(row: Any, *, now: bool) -> Mishaps:
    if row is None:
        return Mishaps(0, 0, 0, 0, 0, 0 if now else None, 0 if now else None)
    present = (int(row.dead), int(row.gaps)) if now else (None, None)
    return Mishaps(int(row.ended), int(row.reopened), int(row.masked), int(row.read), int(row.complete), *present)
