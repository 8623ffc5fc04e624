"""Whether a report ever ended, and whether its end came undone."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists

from storage.event import Event, EventKind
from storage.figures.standing import AsOf

_ENDS = (EventKind.RESOLVED, EventKind.DECLINED, EventKind.ANSWERED)


def ever_ended(rows: Any, as_of: AsOf) -> ColumnElement[bool]:
    """Whether a report of these standings had ended at some time by then."""
    return exists().where(Event.report_id == rows.c.report_id, Event.kind.in_(_ENDS), as_of.covers(Event))


def was_reopened(rows: Any, as_of: AsOf) -> ColumnElement[bool]:
    """Whether such an end had come undone by then."""
    undone = exists().where(Event.report_id == rows.c.report_id, Event.kind == EventKind.REOPENED, as_of.covers(Event))
    return and_(ever_ended(rows, as_of), undone)
