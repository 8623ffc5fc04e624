"""What people decided before: which product a text belonged to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from config.words import State
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


def last_product_of(session: Session, reporter: str) -> str | None:
    """The product a person reported on last, imported history aside."""
    mine = select(Report.product).where(Report.reporter == reporter, Report.imported.is_(False))
    return session.scalars(mine.order_by(Report.id.desc()).limit(1)).one_or_none()
