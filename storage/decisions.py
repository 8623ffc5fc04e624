"""What people decided: which product a text belonged to, and what becomes of a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from config.words import Kind, Severity, State
from storage.event import Event, EventKind
from storage.report import Report


@dataclass(frozen=True, slots=True)
class Decided:
    """A report's words and the product it stands under now, after whatever handing over there was."""

    title: str
    what: str
    product: str


def newest_decisions(session: Session, limit: int) -> Sequence[Decided]:
    """The newest reports that somebody stood by, oldest of them first; withdrawn and erased ones teach nothing."""
    statement = (
        select(Report.title, Report.what, Report.product)
        .where(Report.state != State.WITHDRAWN, Report.erased_at.is_(None))
        .order_by(Report.submitted_at.desc(), Report.id.desc())
        .limit(limit)
    )
    return [Decided(row.title, row.what, row.product) for row in reversed(session.execute(statement).all())]


@dataclass(frozen=True, slots=True)
class Judged:
    """A report's words, and what it stands as after a person has decided on it."""

    what: str
    kind: Kind
    severity: Severity


def newest_judged(session: Session, limit: int) -> Sequence[Judged]:
    """The newest reports that a person accepted or set right, oldest of them first; erased ones teach nothing."""
    kinds = (EventKind.ACCEPTED, EventKind.ESTIMATED)
    decided = exists().where(Event.report_id == Report.id, Event.kind.in_(kinds))
    statement = (
        select(Report.what, Report.kind, Report.severity)
        .where(decided, Report.state != State.WITHDRAWN, Report.erased_at.is_(None))
        .order_by(Report.submitted_at.desc(), Report.id.desc())
        .limit(limit)
    )
    return [Judged(*row) for row in reversed(session.execute(statement).all())]


def last_product_of(session: Session, reporter: str) -> str | None:
    """The product a person reported on last, imported history aside."""
    mine = select(Report.product).where(Report.reporter == reporter, Report.imported.is_(False))
    return session.scalars(mine.order_by(Report.id.desc()).limit(1)).one_or_none()


@dataclass(frozen=True, slots=True)
class Ruling:
    """What somebody decided about a report that waited for it: the kind of its event, who, and when."""

    kind: EventKind
    by: str
    at: datetime


def ruling_on(session: Session, report: Report) -> Ruling | None:
    """The decision by which a report stopped waiting; None while it waits, and where its product's policy decided."""
    kinds = (EventKind.ACCEPTED, EventKind.DECLINED, EventKind.ANSWERED, EventKind.MERGED)
    found = select(Event).where(Event.report_id == report.id, Event.kind.in_(kinds)).order_by(Event.id)
    for event in session.scalars(found):
        # What Jira merged had been an issue before.
        if event.kind is not EventKind.MERGED or not event.data.get("merged"):
            return Ruling(event.kind, event.actor, event.occurred_at)
    return None
