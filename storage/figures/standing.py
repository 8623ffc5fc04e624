"""Where every report stood as of an instant."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from config.words import State
from storage.figures.window import EVER, Window
from storage.report import Report
from storage.standing import Standing

Tracks = Mapping[str, Collection[str]]
"""Which products are read together: track to products. Reports of a product that no track names are not counted."""

OPEN = (State.RECEIVED, State.FILED)


@dataclass(frozen=True, slots=True)
class AsOf:
    """The instant a figure is of: what had happened by `at` and, if set, had been recorded by `known_at`."""

    at: datetime
    known_at: datetime | None = None

    def covers(self, event: Any) -> ColumnElement[bool]:
        """Whether an event had happened, and was known, by then."""
        happened: ColumnElement[bool] = event.occurred_at <= self.at
        return happened if self.known_at is None else and_(happened, event.recorded_at <= self.known_at)


def standings(tracks: Tracks, as_of: AsOf, *, window: Window = EVER, named: bool = False) -> CTE:
    """One row per report of the tracks submitted in the window, up to as_of.at: track, product, state, outcome and
    issue_id as they stood, when it was submitted, `ended_at` and `learnt_at`, when the latest transition of one that
    had ended occurred and was recorded (else null), and `cluster`, the same for all reports of one issue.

    named: also its `reporter`. Withdrawn ones are in it.
    """
    stood = stretches(as_of.known_at)
    has_ended = stood.state.not_in(OPEN)
    columns = [
        stood.report_id.label("report_id"),
        _track_of(stood.product, tracks).label("track"),
        stood.product.label("product"),
        stood.state.label("state"),
        stood.outcome.label("outcome"),
        stood.issue_id.label("issue_id"),
        # Issues are the evidence; a report without one is evidence of its own, and negative ids are nobody's.
        func.coalesce(stood.issue_id, -stood.report_id).label("cluster"),
        stood.submitted_at.label("submitted_at"),
        stood.imported.label("imported"),
        case((has_ended, func.coalesce(stood.moved_at, stood.since))).label("ended_at"),
        case((has_ended, func.coalesce(stood.learnt_at, stood.recorded_at))).label("learnt_at"),
    ]
    statement = select(*columns).where(*stands_at(stood, as_of.at, tracks))
    if named:
        statement = statement.add_columns(Report.reporter.label("reporter")).join(Report, Report.id == stood.report_id)
    return statement.where(*window.holds(stood.submitted_at)).cte("stood")


def stands_at(stood: Any, at: datetime, tracks: Tracks) -> Sequence[ColumnElement[bool]]:
    """Whether a stretch covers an instant, and is of a product that one of the tracks names."""
    return *covers(stood, at), stood.product.in_(_named(tracks))


def covers(stood: Any, at: datetime) -> Sequence[ColumnElement[bool]]:
    """Whether a stretch covers an instant."""
    return stood.since <= at, or_(stood.until.is_(None), stood.until > at), stood.submitted_at <= at


def in_no_track(session: Session, tracks: Tracks, as_of: AsOf) -> dict[str, int]:
    """Count by product the reports in n of which no track names the product: in no other figure are they."""
    stood = stretches(as_of.known_at)
    left = stood.product.not_in(_named(tracks))
    counts = select(stood.product, func.count().label("n")).where(*covers(stood, as_of.at), left, counted(stood))
    return {row.product: row.n for row in session.execute(counts.group_by(stood.product).order_by(stood.product))}


def _named(tracks: Tracks) -> list[str]:
    return [key for keys in tracks.values() for key in keys]


def stretches(known_at: datetime | None) -> Any:
    """Return the stretches as they are known now or, with `known_at`, as they were then."""
    if known_at is None:
        return Standing
    in_order: dict[str, Any] = {"partition_by": Standing.report_id, "order_by": (Standing.since, Standing.id)}
    move = Standing.tie.is_(False)
    known = select(
        *(column for column in Standing.__table__.columns if column.key not in ("until", "moved_at", "learnt_at")),
        func.lead(Standing.since).over(**in_order).label("until"),
        func.max(case((move, Standing.since))).over(**in_order).label("moved_at"),
        func.max(case((move, Standing.recorded_at))).over(**in_order).label("learnt_at"),
    )
    return known.where(Standing.recorded_at <= known_at).subquery().c


def _track_of(product: Any, tracks: Tracks) -> ColumnElement[str | None]:
    named = [(product.in_(keys), literal(track)) for track, keys in tracks.items() if keys]
    return case(*named, else_=None) if named else literal(None)


def counted(row: Any) -> ColumnElement[bool]:
    """Whether a standing is in n: a withdrawn report is not."""
    counts: ColumnElement[bool] = row.state != State.WITHDRAWN
    return counts


def any_of(conditions: Collection[ColumnElement[bool]]) -> ColumnElement[bool]:
    """Whether one of the conditions holds; false of none."""
    return or_(literal(1) == 0, *conditions)
