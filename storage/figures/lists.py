"""The issues and owners behind the figures: what shipped, what waits and with whom, what cannot be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from config.words import Outcome, State
from storage.event import Event, EventKind
from storage.figures.answers import answers, ended_with_reason
from storage.figures.reach import joined
from storage.figures.reopening import was_reopened
from storage.figures.standing import OPEN, AsOf, Tracks, standings
from storage.figures.titles import listed_title
from storage.figures.window import EVER, Window
from storage.issue import Issue
from storage.period import Period
from storage.report import Report, is_sealed

# What only the product's side does; filing and telling is our own doing, and verifying the reporter's.
ACTS = (
    EventKind.ASKED,
    EventKind.REPLIED,
    EventKind.ACCEPTED,
    EventKind.RESOLVED,
    EventKind.REOPENED,
    EventKind.DECLINED,
    EventKind.ANSWERED,
    EventKind.MERGED,
    EventKind.PARTED,
    EventKind.MOVED,
    EventKind.OBSERVED,
)


@dataclass(frozen=True, slots=True)
class Listed:
    """An issue, or a report that has none: `key` is empty then. `people` reported it or said "me too",
    `at` is when it shipped, or when the first of its reports was submitted.
    """

    track: str
    product: str
    key: str
    reference: str
    title: str
    people: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Member:
    """One report as it stood: `key` is empty without an issue, `ended_at` None while it is open.

    asked, answer: whether its submitter was asked if it is fixed, and the latest answer. reasoned: it ended otherwise
    than shipped, and its reporter was given the reason. reopened: an end of it came undone. masked: it held a secret.
    complete: it could be acted on as it first read.
    """

    track: str
    product: str
    reference: str
    key: str
    title: str
    submitted_at: datetime
    state: State
    outcome: Outcome | None
    ended_at: datetime | None
    imported: bool
    asked: bool
    answer: str | None
    reasoned: bool
    reopened: bool
    masked: bool
    complete: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A product's open reports, since when the oldest waits, and when its side last did anything (None: never)."""

    track: str
    product: str
    open: int
    oldest: datetime
    last_act: datetime | None

    @property
    def silent_since(self) -> datetime:
        """Nobody is silent about what has not been asked yet: silence begins with the oldest open report."""
        return max(self.oldest, self.last_act or self.oldest)


@dataclass(frozen=True, slots=True)
class Unread:
    """A status and resolution of Jira that the catalogue does not map, and how many issues ended that way."""

    track: str
    status: str
    resolution: str
    issues: int


def members(session: Session, tracks: Tracks, as_of: AsOf, *, window: Window = EVER) -> list[Member]:
    """Return every report submitted in the window, up to as_of.at, as it stood, withdrawn ones too, oldest first."""
    answered = answers(session, tracks, as_of, window=window)
    reasoned = ended_with_reason(session, tracks, as_of, window=window)
    rows = standings(tracks, as_of, window=window)
    statement = (
        select(
            rows,
            Issue.key,
            Report.reference,
            listed_title().label("title"),
            case((was_reopened(rows, as_of), 1), else_=0).label("reopened"),
            case((func.json_array_length(Report.masked) > 0, 1), else_=0).label("masked"),
            Report.complete,
        )
        .join(Report, Report.id == rows.c.report_id)
        .outerjoin(Issue, Issue.id == rows.c.issue_id)
        .order_by(rows.c.submitted_at, rows.c.report_id)
    )
    return [
        Member(
            row.track,
            row.product,
            row.reference,
            row.key or "",
            row.title,
            row.submitted_at,
            row.state,
            row.outcome,
            row.ended_at,
            row.imported,
            row.report_id in answered,
            answered.get(row.report_id),
            row.report_id in reasoned,
            bool(row.reopened),
            bool(row.masked),
            bool(row.complete),
        )
        for row in session.execute(statement)
    ]


def shipped_between(
    session: Session, tracks: Tracks, after: datetime, as_of: AsOf, *, learnt_after: datetime | None = None
) -> list[Listed]:
    """Return what shipped in (after, as_of.at], felt by most first; with `learnt_after` also what shipped before, but
    was not known by then. An imported history was always learnt late: of that, only what happened counts.
    """
    rows = standings(tracks, as_of)
    new = rows.c.ended_at > after
    if learnt_after is not None:
        new = or_(new, and_(rows.c.learnt_at > learnt_after, rows.c.imported.is_(False)))
    shipped = and_(rows.c.outcome == Outcome.INTEGRATED, new)
    found = _listed(session, rows, as_of, shipped, rows.c.ended_at, func.max)
    return sorted(found, key=lambda item: (-item.people, item.at, item.key, item.reference))


def oldest_open(session: Session, tracks: Tracks, as_of: AsOf) -> list[Listed]:
    """Return what is open, waiting longest first."""
    rows = standings(tracks, as_of)
    found = _listed(session, rows, as_of, rows.c.state.in_(OPEN), rows.c.submitted_at, func.min)
    return sorted(found, key=lambda item: (item.at, -item.people, item.key, item.reference))


def _listed(
    session: Session, rows: CTE, as_of: AsOf, which: ColumnElement[bool], at: ColumnElement[Any], of_all: Any
) -> list[Listed]:
    """List the issues of these standings, each with the first or last `at` of its reports, as `of_all` takes it."""
    # Few of all reports are listed: only of these is it read who reported them.
    chosen = (
        select(rows, Report.reporter, at.label("at"))
        .join(Report, Report.id == rows.c.report_id)
        .where(which, ~is_sealed())
        .cte("chosen")
    )
    groups = (
        select(
            chosen.c.track,
            func.max(chosen.c.issue_id).label("issue_id"),
            func.min(chosen.c.report_id).label("report_id"),
            func.count(chosen.c.reporter.distinct()).label("people"),
            of_all(chosen.c.at).label("at"),
        )
        .group_by(chosen.c.track, chosen.c.cluster)
        .subquery()
    )
    also = joined(chosen, as_of)
    people = (groups.c.people + func.coalesce(also.c.people, 0)).label("felt_by")
    title = listed_title(Issue.title).label("title")
    statement = (
        select(groups, people, chosen.c.product, Issue.key, Report.reference, title)
        .join(chosen, chosen.c.report_id == groups.c.report_id)
        .outerjoin(also, also.c.issue_id == groups.c.issue_id)
        .join(Report, Report.id == groups.c.report_id)
        .outerjoin(Issue, Issue.id == groups.c.issue_id)
    )
    return [
        Listed(row.track, row.product, row.key or "", row.reference, row.title, row.felt_by, row.at)
        for row in session.execute(statement)
    ]


def waiting_by_product(session: Session, tracks: Tracks, as_of: AsOf, *, window: Window = EVER) -> list[Waiting]:
    """Return the products with open reports, and when their side last acted on any of its reports or issues."""
    rows = standings(tracks, as_of, window=window)
    acts = (
        select(Event.product, func.max(Event.occurred_at).label("last_act"))
        .where(Event.kind.in_(ACTS), as_of.covers(Event))
        .group_by(Event.product)
        .subquery()
    )
    open_ones = (
        select(rows.c.track, rows.c.product, func.count().label("open"), func.min(rows.c.submitted_at).label("oldest"))
        .where(rows.c.state.in_(OPEN), rows.c.report_id.not_in(select(Report.id).where(is_sealed())))
        .group_by(rows.c.track, rows.c.product)
        .subquery()
    )
    statement = select(open_ones, acts.c.last_act).outerjoin(acts, acts.c.product == open_ones.c.product)
    return [Waiting(row.track, row.product, row.open, row.oldest, row.last_act) for row in session.execute(statement)]


def unread_statuses(session: Session, tracks: Tracks, as_of: AsOf) -> list[Unread]:
    """Return the ends that are in no outcome map, most frequent first."""
    rows = standings(tracks, as_of)
    ends = (
        select(
            rows.c.track,
            rows.c.cluster,
            func.coalesce(Event.data["status"].as_string(), "").label("status"),
            func.coalesce(Event.data["resolution"].as_string(), "").label("resolution"),
        )
        .join(Event, and_(Event.report_id == rows.c.report_id, Event.occurred_at == rows.c.ended_at))
        .where(
            rows.c.outcome == Outcome.UNKNOWN,
            Event.outcome == Outcome.UNKNOWN,
            Event.kind.in_((EventKind.RESOLVED, EventKind.CORRECTED)),
            as_of.covers(Event),
        )
        .subquery()
    )
    names: Sequence[ColumnElement[Any]] = (ends.c.track, ends.c.status, ends.c.resolution)
    statement = select(*names, func.count(ends.c.cluster.distinct()).label("issues")).group_by(*names)
    found = [Unread(row.track, row.status, row.resolution, row.issues) for row in session.execute(statement)]
    return sorted(found, key=lambda unread: (-unread.issues, unread.status, unread.resolution))


def previous_period(session: Session, schedule: str, before: datetime) -> Period | None:
    """Return a schedule's latest period that was due before an instant: what has been told of reaches up to there."""
    periods = select(Period).where(Period.schedule == schedule, Period.due_at < before)
    return session.scalars(periods.order_by(Period.due_at.desc()).limit(1)).first()
