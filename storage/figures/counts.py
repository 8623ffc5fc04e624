"""Counts of where reports stood: per track, per product, and per look of the verdict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Integer, and_, case, cast, func, literal_column, select, true
from sqlalchemy.orm import Session

from config.words import Outcome, State
from storage.figures.standing import AsOf, Tracks, any_of, counted, standings, stretches
from storage.figures.window import EVER, Window
from storage.report import Report


@dataclass(frozen=True, slots=True)
class Pile:
    """`count` reports of a product that stood alike; `oldest` was submitted first.

    `matured`: submitted no later than the track's maturity before the look.
    """

    track: str
    product: str
    state: State
    outcome: Outcome | None
    imported: bool
    matured: bool
    count: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class Look:
    """A track as of one instant, withdrawn reports left out.

    `judged` are the matured reports submitted within the window of the verdict; `cluster_sizes` holds how many of
    them each distinct issue had. `issues` are the distinct issues of all `n`, reports without one counting one each.
    """

    n: int = 0
    integrated: int = 0
    issues: int = 0
    issues_integrated: int = 0
    judged: int = 0
    judged_integrated: int = 0
    cluster_sizes: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """One report's time: submitted, and ended if it had."""

    submitted_at: datetime
    ended_at: datetime | None
    outcome: Outcome | None


def first_submission(session: Session) -> datetime | None:
    """Return when the first report of all was submitted."""
    return session.scalar(select(func.min(Report.submitted_at)))


def piles(
    session: Session, tracks: Tracks, as_of: AsOf, matured_by: Mapping[str, datetime], *, window: Window = EVER
) -> list[Pile]:
    """Count how the reports submitted in the window, up to as_of.at, stood, product by product."""
    rows = standings(tracks, as_of, window=window)
    alike = select(
        rows.c.track,
        rows.c.product,
        rows.c.state,
        rows.c.outcome,
        rows.c.imported,
        _one_if(_matured(rows, matured_by)).label("matured"),
        rows.c.submitted_at,
    ).subquery()
    kinds = [column for column in alike.c if column.key != "submitted_at"]
    counts = select(*kinds, func.count().label("size"), func.min(alike.c.submitted_at).label("oldest"))
    return [
        Pile(row.track, row.product, row.state, row.outcome, row.imported, bool(row.matured), row.size, row.oldest)
        for row in session.execute(counts.group_by(*kinds))
    ]


def looked(
    session: Session,
    tracks: Tracks,
    as_of: AsOf,
    matured_by: Mapping[str, datetime],
    *,
    judged_since: datetime,
    window: Window = EVER,
) -> dict[str, Look]:
    """Look at every track once: `n` of the reports submitted in the window, `judged` of those matured ones
    submitted from `judged_since` on. A track nobody reported on gets a look of zeros.
    """
    earliest = None if window.since is None else min(window.since, judged_since)
    rows = standings(tracks, as_of, window=Window(earliest))
    clusters = _clusters(rows, matured_by, judged_since, window)
    found: dict[str, list[Any]] = defaultdict(list)
    statement = select(
        clusters.c.track,
        clusters.c.judged,
        func.count().label("clusters"),
        func.sum(clusters.c.n).label("n"),
        func.sum(clusters.c.integrated).label("integrated"),
        func.sum(_one_if(clusters.c.n > 0)).label("issues"),
        func.sum(_one_if(clusters.c.integrated > 0)).label("issues_integrated"),
        func.sum(clusters.c.judged_integrated).label("judged_integrated"),
    ).group_by(clusters.c.track, clusters.c.judged)
    for row in session.execute(statement):
        found[row.track].append(row)
    return {track: _look(found[track]) for track in tracks}


def course(
    session: Session,
    products: Collection[str],
    instants: Sequence[datetime],
    known_at: datetime | None = None,
    *,
    window: Window = EVER,
) -> list[dict[str, tuple[int, int]]]:
    """Return for each of these instants, which are in order, how many reports of each product were in n and how many of
    them integrated. The history is read once for all: a stretch counts from the instant at which it had begun to the
    one at which it was over.
    """
    if not instants:
        return []
    stood = stretches(known_at)
    begun, over = _place(stood.since, instants), _place(stood.until, instants)
    places = (
        stood.product,
        begun.label("begun"),
        case((stood.until.is_(None), len(instants)), else_=over).label("over"),
    )
    counts = (func.count().label("n"), func.sum(_one_if(stood.outcome == Outcome.INTEGRATED)).label("integrated"))
    statement = select(*places, *counts).where(stood.since <= instants[-1], counted(stood), stood.product.in_(products))
    statement = statement.where(*window.holds(stood.submitted_at))
    found: list[dict[str, tuple[int, int]]] = [defaultdict(lambda: (0, 0)) for _ in instants]
    for row in session.execute(statement.group_by(*places)):
        for at in found[row.begun : row.over]:
            n, integrated = at[row.product]
            at[row.product] = n + row.n, integrated + int(row.integrated)
    return found


def _place(moment: Any, instants: Sequence[datetime], first: int = 0, last: int | None = None) -> ColumnElement[int]:
    """Say at which of the instants, which are in order, a moment was first past; as many as there are: at none. Asked
    by halving, for it is asked of every stretch of the history.
    """
    last = len(instants) if last is None else last
    if first == last:
        return literal_column(str(first))
    middle = (first + last) // 2
    earlier, later = _place(moment, instants, first, middle), _place(moment, instants, middle + 1, last)
    return case((moment <= instants[middle], earlier), else_=later)


def _clusters(rows: CTE, matured_by: Mapping[str, datetime], judged_since: datetime, window: Window) -> Any:
    """One row per distinct issue of a track: how many of its reports are in n and judged, and how many shipped."""
    integrated = rows.c.outcome == Outcome.INTEGRATED
    judged = and_(_matured(rows, matured_by), rows.c.submitted_at >= judged_since)
    inside = and_(true(), *window.holds(rows.c.submitted_at))
    return (
        select(
            rows.c.track,
            func.sum(_one_if(inside)).label("n"),
            func.sum(_one_if(and_(inside, integrated))).label("integrated"),
            func.sum(_one_if(judged)).label("judged"),
            func.sum(_one_if(and_(judged, integrated))).label("judged_integrated"),
        )
        .where(counted(rows.c))
        .group_by(rows.c.track, rows.c.cluster)
        .subquery()
    )


def _look(rows: Sequence[Any]) -> Look:
    return Look(
        n=sum(int(row.n) for row in rows),
        integrated=sum(int(row.integrated) for row in rows),
        issues=sum(int(row.issues) for row in rows),
        issues_integrated=sum(int(row.issues_integrated) for row in rows),
        judged=sum(int(row.judged) * int(row.clusters) for row in rows),
        judged_integrated=sum(int(row.judged_integrated) for row in rows),
        cluster_sizes=[int(row.judged) for row in rows if row.judged for _ in range(row.clusters)],
    )


def spans(session: Session, tracks: Tracks, as_of: AsOf, *, window: Window = EVER) -> dict[str, list[Span]]:
    """Return the time of every report in n, by track; `outcome` is None of an open one."""
    rows = standings(tracks, as_of, window=window)
    found: dict[str, list[Span]] = {track: [] for track in tracks}
    columns = (rows.c.track, rows.c.submitted_at, rows.c.ended_at, rows.c.outcome)
    for track, submitted_at, ended_at, outcome in session.execute(select(*columns).where(counted(rows.c))):
        found[track].append(Span(submitted_at, ended_at, outcome))
    return found


def _matured(rows: CTE, matured_by: Mapping[str, datetime]) -> ColumnElement[bool]:
    """Whether a report is as old as its track asks for."""
    return any_of([and_(rows.c.track == track, rows.c.submitted_at <= by) for track, by in matured_by.items()])


def _one_if(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return cast(case((condition, 1), else_=0), Integer)
