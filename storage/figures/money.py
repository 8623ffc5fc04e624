"""What money rests on: when a report stood as shipped, in which issue, and how many issues there were."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, exists, func, select
from sqlalchemy.orm import Session

from config.words import FREQUENCIES, Benefit, Outcome, State
from storage.event import Event, EventKind
from storage.figures.standing import AsOf, Tracks, counted, standings
from storage.figures.titles import listed_title
from storage.issue import Issue
from storage.report import Report, is_sealed
from storage.standing import REMARKS

Interval = tuple[datetime, datetime | None]
"""From when until when something stood; None: it stands."""


@dataclass(frozen=True, slots=True)
class Stood:
    """A report as of an instant: its product and issue (`key` empty, `issue_id` None without one), and when it stood as
    shipped, oldest first.
    """

    reference: str
    key: str
    title: str
    product: str
    issue_id: int | None
    shipped: Sequence[Interval]


@dataclass(frozen=True, slots=True)
class Units:
    """What a track took in, imported history aside: reports in n, distinct issues filed, reports that shipped, and the
    ids of the distinct issues that did.
    """

    reports: int
    issues: int
    integrated: int
    shipped: frozenset[int]


@dataclass(frozen=True, slots=True)
class Said:
    """What one reporter said of a shipped issue: minutes each time, and how often, as a word of the form."""

    reporter: str
    minutes: int
    often: str


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """A shipped issue of which people said what it cost them, and nobody has claimed what its end returns."""

    issue_id: int
    report_id: int
    product: str
    submitted_at: datetime
    shipped_at: datetime
    said: Sequence[Said]
    people: int


def stood(session: Session, reports: Collection[int], as_of: AsOf) -> dict[int, Stood]:
    """Return how these reports stood, by id; one submitted later than the instant is not among them."""
    moves: dict[int, list[Event]] = {}
    statement = (
        select(Event)
        .where(Event.report_id.in_(reports), Event.state.is_not(None), Event.kind.not_in(REMARKS), as_of.covers(Event))
        .order_by(Event.report_id, Event.occurred_at, Event.id)
    )
    for event in session.scalars(statement):
        moves.setdefault(event.report_id or 0, []).append(event)
    titles = select(Report.id, Report.reference, listed_title().label("title"))
    named = {row.id: row for row in session.execute(titles.where(Report.id.in_(moves)))}
    keys = _keys(session, {its[-1].issue_id for its in moves.values() if its[-1].issue_id is not None})
    return {
        number: Stood(
            named[number].reference,
            keys.get(its[-1].issue_id or 0, ""),
            named[number].title,
            its[-1].product or "",
            its[-1].issue_id,
            list(_shipped(its)),
        )
        for number, its in moves.items()
    }


def _keys(session: Session, ids: Collection[int]) -> dict[int, str]:
    return {row.id: row.key for row in session.execute(select(Issue.id, Issue.key).where(Issue.id.in_(ids)))}


def _shipped(moves: Sequence[Event]) -> Iterator[Interval]:
    begun: datetime | None = None
    for move in moves:
        is_shipped = move.state is State.RESOLVED and move.outcome is Outcome.INTEGRATED
        if is_shipped and begun is None:
            begun = move.occurred_at
        elif not is_shipped and begun is not None:
            if move.occurred_at > begun:
                yield begun, move.occurred_at
            begun = None
    if begun is not None:
        yield begun, None


def units(session: Session, tracks: Tracks, as_of: AsOf) -> dict[str, Units]:
    """Count by track what came in through the loop."""
    rows = standings(tracks, as_of)
    own = and_(counted(rows.c), rows.c.imported.is_(False))
    integrated = and_(own, rows.c.outcome == Outcome.INTEGRATED)
    counts = select(
        rows.c.track,
        func.count().label("reports"),
        func.count(rows.c.issue_id.distinct()).label("issues"),
        func.sum(case((rows.c.outcome == Outcome.INTEGRATED, 1), else_=0)).label("integrated"),
    ).where(own)
    found = {row.track: row for row in session.execute(counts.group_by(rows.c.track))}
    shipped: dict[str, set[int]] = {track: set() for track in tracks}
    issues = select(rows.c.track, rows.c.issue_id).where(integrated, rows.c.issue_id.is_not(None)).distinct()
    for track, issue_id in session.execute(issues):
        shipped[track].add(issue_id)
    return {track: _units(found.get(track), frozenset(shipped[track])) for track in tracks}


def _units(row: Any, shipped: frozenset[int]) -> Units:
    return Units(row.reports, row.issues, int(row.integrated), shipped) if row else Units(0, 0, 0, shipped)


def unclaimed(session: Session, limit: int) -> list[Unclaimed]:
    """Return shipped issues of which reports say minutes and how often, and whose return nobody has claimed yet; they
    are locked, each until the transaction ends. Matters of security are nobody's to price.
    """
    ready = _ready(select(Issue)).order_by(Issue.id).limit(limit)
    locked = session.scalars(ready.with_for_update(of=Issue, skip_locked=True)).all()
    # Another process may have claimed one between our look and our lock.
    still = [issue for issue in locked if not session.scalar(select(_is_claimed(issue.id)))]
    return [_unclaimed(session, issue) for issue in still]


def any_unclaimed(session: Session) -> bool:
    """Whether there is one, without locking anything."""
    return session.scalar(_ready(select(Issue.id)).limit(1)) is not None


def _ready(statement: Select[Any]) -> Select[Any]:
    shipped = (Issue.outcome == Outcome.INTEGRATED, Issue.imported.is_(False), Issue.restricted.is_(False))
    speaks = exists().where(Report.issue_id == Issue.id, _said_both())
    return statement.where(*shipped, speaks, ~_is_claimed(Issue.id))


def _said_both() -> Any:
    return and_(
        Report.outcome == Outcome.INTEGRATED,
        Report.imported.is_(False),
        ~is_sealed(),
        Report.minutes > 0,
        Report.frequency.in_(FREQUENCIES.values()),
    )


def _is_claimed(issue_id: Any) -> Any:
    """Whether a return of a report in this issue was ever claimed; what was withdrawn is not claimed again."""
    inside = select(Report.id).where(Report.issue_id == issue_id)
    return exists().where(
        Event.report_id.in_(inside),
        Event.kind == EventKind.MONEY_CLAIMED,
        Event.data["benefit"].as_string() == Benefit.RETURNED.value,
    )


def _unclaimed(session: Session, issue: Issue) -> Unclaimed:
    often = {shown: word for word, shown in FREQUENCIES.items()}
    speaking = session.scalars(
        select(Report).where(Report.issue_id == issue.id, _said_both()).order_by(Report.id)
    ).all()
    shipped = [one for one in issue.reports if one.outcome is Outcome.INTEGRATED]
    latest = {one.reporter: Said(one.reporter, one.minutes or 0, often[one.frequency]) for one in speaking}
    also = {one.person for one in issue.co_reports if one.left_at is None}
    return Unclaimed(
        issue.id,
        speaking[0].id,
        issue.product,
        speaking[0].submitted_at,
        issue.ended_at or speaking[0].submitted_at,
        list(latest.values()),
        len({one.reporter for one in shipped} | also),
    )
