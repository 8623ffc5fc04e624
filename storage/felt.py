"""What is felt most, or waits longest, as it stands now: for people who look, not for figures as of an instant."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from config.words import State
from storage.issue import Issue
from storage.report import Report


@dataclass(frozen=True, slots=True)
class Felt:
    """An open issue: how many people reported it, the minutes it costs them together each time, since when."""

    key: str
    title: str
    product: str
    people: int
    minutes: int
    since: datetime


def most_felt(session: Session, limit: int) -> list[Felt]:
    """Return the open issues that most people feel, those that cost most minutes first among equals. What is not filed
    yet is nobody's but its reporter's.
    """
    return _felt(session, None, (_PEOPLE.desc(), _MINUTES.desc(), _SINCE), limit, 0)


def queue_of(session: Session, products: Collection[str], limit: int, offset: int) -> list[Felt]:
    """Return the open issues of products, the oldest first and among equals those that most people feel."""
    return _felt(session, products, (_SINCE, _PEOPLE.desc()), limit, offset)


_PEOPLE = func.count(Report.reporter.distinct())
_MINUTES = func.coalesce(func.sum(Report.minutes), 0)
_SINCE = func.min(Report.submitted_at)


def _felt(
    session: Session, products: Collection[str] | None, order: tuple[ColumnElement[Any], ...], limit: int, offset: int
) -> list[Felt]:
    chosen = select(
        Report.issue_id,
        _PEOPLE.label("people"),
        _MINUTES.label("minutes"),
        _SINCE.label("since"),
        func.row_number().over(order_by=(*order, Report.issue_id)).label("place"),
    ).where(Report.state == State.FILED, Report.issue_id.is_not(None))
    if products is not None:
        chosen = chosen.where(Report.product.in_(products))
    groups = chosen.group_by(Report.issue_id).subquery()
    statement = (
        select(Issue.key, Issue.title, Issue.product, groups)
        .join(groups, groups.c.issue_id == Issue.id)
        .order_by(groups.c.place)
        .limit(limit)
        .offset(offset)
    )
    return [
        Felt(row.key, row.title, row.product, row.people, int(row.minutes), row.since)
        for row in session.execute(statement)
    ]
