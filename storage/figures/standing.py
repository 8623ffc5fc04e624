"""Where every report stood as of an instant: the latest event before it that carries a state."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, and_, case, func, literal, null, or_, select
from sqlalchemy.orm import aliased

from config.words import State
from storage.event import Event, EventKind
from storage.report import Report

Tracks = Mapping[str, Collection[str]]
"""Which products are read together: track to products. Reports of a product that no track names are not counted."""

OPEN = (State.RECEIVED, State.FILED)

# These say something of a report and leave it as it stands: what they repeat of its standing, a correction of what was
# before them may have made untrue.
REMARKS = (
    EventKind.TOLD,
    EventKind.VERIFIED,
    EventKind.OBSERVED,
    EventKind.FLAGGED,
    EventKind.ERASED,
    EventKind.REVISED,
    EventKind.ESTIMATED,
    EventKind.ASSESSED,
    EventKind.ASKED,
    EventKind.REPLIED,
    EventKind.ADDED,
    EventKind.ACCEPTED,
)
# These change what it belongs to, and do not move it: no end begins with them.
_TIES = (EventKind.MOVED, EventKind.MERGED, EventKind.PARTED, EventKind.HANDED_OVER)


@dataclass(frozen=True, slots=True)
class AsOf:
    """The instant a figure is of: what had happened by `at` and, if set, had been recorded by `known_at`."""

    at: datetime
    known_at: datetime | None = None

    def covers(self, event: Any) -> ColumnElement[bool]:
        """Whether an event had happened, and was known, by then."""
        happened: ColumnElement[bool] = event.occurred_at <= self.at
        return happened if self.known_at is None else and_(happened, event.recorded_at <= self.known_at)


def standings(tracks: Tracks, as_of: AsOf, *, since: datetime | None = None, dated: bool = False) -> CTE:
    """One row per report of the tracks submitted in [since, as_of.at]: track, product, state, outcome and issue_id as
    they stood, who submitted it and when, and `cluster`, the same for all reports of one issue.

    With `dated` also `ended_at` and `learnt_at`, when the latest transition of one that had ended occurred and was
    recorded, else null. Withdrawn ones are in it.
    """
    event = aliased(Event)
    track = _track_of(event.product, tracks)
    ended_at = _latest_move(event.state, as_of, "occurred_at") if dated else null()
    learnt_at = _latest_move(event.state, as_of, "recorded_at") if dated else null()
    statement = (
        select(
            Report.id.label("report_id"),
            track.label("track"),
            event.product.label("product"),
            event.state.label("state"),
            event.outcome.label("outcome"),
            event.issue_id.label("issue_id"),
            # Issues are the evidence; a report without one is evidence of its own, and negative ids are nobody's.
            func.coalesce(event.issue_id, -Report.id).label("cluster"),
            Report.submitted_at.label("submitted_at"),
            Report.reporter.label("reporter"),
            Report.imported.label("imported"),
            ended_at.label("ended_at"),
            learnt_at.label("learnt_at"),
        )
        .join(event, event.id == _latest(as_of).scalar_subquery())
        .where(Report.submitted_at <= as_of.at, event.product.in_([key for keys in tracks.values() for key in keys]))
    )
    if since is not None:
        statement = statement.where(Report.submitted_at >= since)
    return statement.cte("standings")


def _latest(as_of: AsOf) -> Select[int]:
    """Find a report's latest standing by the index on (report_id, occurred_at, id): one seek, however long its past. A
    correction stands at the moment of the end that it corrects, behind it.
    """
    event = aliased(Event)
    return (
        select(event.id)
        .where(
            event.report_id == Report.id,
            event.state.is_not(None),
            event.kind.not_in(REMARKS),
            as_of.covers(event),
        )
        .order_by(event.occurred_at.desc(), event.id.desc())
        .limit(1)
        .correlate(Report)
    )


def _latest_move(state: Any, as_of: AsOf, clock: str) -> ColumnElement[Any]:
    event = aliased(Event)
    latest = (
        select(func.max(getattr(event, clock)))
        .where(
            event.report_id == Report.id,
            event.state.is_not(None),
            event.kind.not_in((*REMARKS, *_TIES)),
            as_of.covers(event),
        )
        .correlate(Report)
        .scalar_subquery()
    )
    return case((state.in_(OPEN), None), else_=latest)


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
