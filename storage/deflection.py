"""Known answers: which shipped issue was shown to whom who was about to report, who took it, and whether it helped."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, case, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from storage.database import insert_into
from storage.figures.window import EVER, Window
from storage.issue import KEPT_FROM_MANY, Issue
from storage.types import Base


class Deflection(Base):
    """One answer, one person: shown, and a deflection once it was taken. Never a report, and in no rate."""

    __tablename__ = "deflections"
    __table_args__ = (
        Index("ix_deflections_issue", "issue_id", "person", unique=True),
        Index("ix_deflections_person", "person"),
        Index("ix_deflections_taken", "asked_at", "taken_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issues.id"))
    person: Mapped[str] = mapped_column(String(255))
    shown_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    # When they were due to be asked whether it helped, and what they said then.
    asked_at: Mapped[datetime | None]
    helped: Mapped[bool | None]
    said_at: Mapped[datetime | None]
    # The draft of what they were about to report, should it be needed after all.
    draft: Mapped[str] = mapped_column(String(32), default="")
    issue: Mapped[Issue] = relationship()


@dataclass(frozen=True, slots=True)
class Tally:
    """How one answer does: to how many people it was shown, how many took it, how many are not unhappy with it."""

    key: str
    title: str
    shown: int
    taken: int
    happy: int


_STILL_HAPPY = or_(Deflection.helped.is_(None), Deflection.helped.is_(True))


def note_shown(session: Session, issues: Collection[int], person: str, now: datetime) -> None:
    """Note that answers were shown to somebody; the first time counts."""
    for issue in issues:
        shown = insert_into(session, Deflection).values(issue_id=issue, person=person, shown_at=now, draft="")
        session.execute(shown.on_conflict_do_nothing(index_elements=["issue_id", "person"]))


def shown_before(session: Session, issues: Collection[int], person: str) -> set[int]:
    """Which of these answers somebody was shown already."""
    shown = select(Deflection.issue_id).where(Deflection.person == person, Deflection.issue_id.in_(issues))
    return set(session.scalars(shown))


def deflection_to(session: Session, issue: int, person: str) -> Deflection:
    """Return the row of an answer that was shown to somebody, locked."""
    mine = select(Deflection).where(Deflection.issue_id == issue, Deflection.person == person)
    return session.scalars(mine.with_for_update(of=Deflection)).one()


def own_deflection(session: Session, number: int, person: str) -> Deflection | None:
    """Return the deflection with this id, if it is this person's."""
    mine = select(Deflection).where(Deflection.id == number, Deflection.person == person)
    return session.scalars(mine.where(Deflection.taken_at.is_not(None))).one_or_none()


def unasked_since(session: Session, before: datetime, limit: int, *, lock: bool = False) -> list[Deflection]:
    """Return what was taken before an instant and not asked about. With `lock`, only what nobody else has in hand."""
    taken = select(Deflection).where(Deflection.asked_at.is_(None), Deflection.taken_at <= before)
    taken = taken.order_by(Deflection.id).limit(limit)
    return list(session.scalars(taken.with_for_update(of=Deflection, skip_locked=True) if lock else taken))


def tallies(session: Session) -> list[Tally]:
    """Return the figures of every answer that was ever shown, the most taken first."""
    taken = func.count(Deflection.taken_at)
    happy = func.count(Deflection.taken_at).filter(_STILL_HAPPY)
    title = case((Issue.level != "", KEPT_FROM_MANY), else_=Issue.title)
    rows = session.execute(
        select(Issue.key, title.label("title"), func.count().label("shown"), taken.label("taken"), happy.label("happy"))
        .join(Deflection, Deflection.issue_id == Issue.id)
        .group_by(Issue.id, Issue.key, Issue.title)
        .order_by(taken.desc(), func.count().desc(), Issue.id)
    )
    return [Tally(row.key, row.title, row.shown, row.taken, row.happy) for row in rows]


def deflections_until(session: Session, at: datetime, window: Window = EVER) -> Sequence[tuple[str, int]]:
    """Return how many answers about each product had been taken by an instant, within the window, without those called
    no help by then.
    """
    by_then = or_(_STILL_HAPPY, Deflection.said_at > at)
    rows = session.execute(
        select(Issue.product, func.count().label("taken"))
        .join(Deflection, Deflection.issue_id == Issue.id)
        .where(Deflection.taken_at <= at, by_then, *window.holds(Deflection.taken_at))
        .group_by(Issue.product)
    )
    return [(row.product, row.taken) for row in rows]


def deflections_of(session: Session, names: Collection[str]) -> list[dict[str, Any]]:
    """Return which answers a person was shown and took, for them to read."""
    columns = (Issue.key, Deflection.shown_at, Deflection.taken_at, Deflection.helped)
    mine = select(*columns).join(Issue, Issue.id == Deflection.issue_id).where(Deflection.person.in_(names))
    return [dict(row._mapping) for row in session.execute(mine.order_by(Deflection.id))]  # noqa: SLF001  (its public name)


def forget_deflections(rows: Collection[Deflection], pseudonym: str) -> None:
    """Let these rows no longer say whose they are; what is counted stays. Nobody is asked about them any more."""
    for row in rows:
        row.person, row.draft = pseudonym, ""
        row.asked_at = row.asked_at or row.taken_at


def shown_to(session: Session, names: Collection[str]) -> list[Deflection]:
    """Return everything that these people were shown, locked."""
    lowered = [name.lower() for name in names]
    mine = select(Deflection).where(or_(Deflection.person.in_(names), func.lower(Deflection.person).in_(lowered)))
    return list(session.scalars(mine.with_for_update(of=Deflection)))


def shown_long_ago(session: Session, before: datetime, limit: int, known_as: str) -> list[Deflection]:
    """Return what was shown before an instant to people who stand there by name. known_as: how pseudonyms begin."""
    old = select(Deflection).where(Deflection.shown_at < before, ~Deflection.person.startswith(known_as))
    return list(session.scalars(old.order_by(Deflection.id).limit(limit).with_for_update(of=Deflection)))
