"""Reach: who is behind an issue by a "me too", as of an instant. It adds to people, never to n."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CTE, exists, func, select

from storage.event import Event, EventKind
from storage.figures.standing import AsOf


def joined(rows: CTE, as_of: AsOf) -> Any:
    """One row per issue of these standings that somebody had joined by then: issue_id and how many `people`; whoever
    reported it too is not among them.
    """
    latest_first = (Event.occurred_at.desc(), Event.id.desc())
    turns = (
        select(
            Event.issue_id,
            Event.actor,
            Event.kind,
            func.row_number().over(partition_by=(Event.issue_id, Event.actor), order_by=latest_first).label("place"),
        )
        .where(
            Event.issue_id.in_(select(rows.c.issue_id)),
            Event.kind.in_((EventKind.JOINED, EventKind.LEFT)),
            as_of.covers(Event),
        )
        .subquery()
    )
    reported = exists().where(rows.c.issue_id == turns.c.issue_id, rows.c.reporter == turns.c.actor)
    return (
        select(turns.c.issue_id, func.count().label("people"))
        .where(turns.c.place == 1, turns.c.kind == EventKind.JOINED, ~reported)
        .group_by(turns.c.issue_id)
        .subquery()
    )
