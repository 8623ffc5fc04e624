"""Periods: the unique key that makes a scheduled thing happen once, however many schedulers run."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import insert_into
from storage.types import Base


class Period(Base):
    """One period of one schedule, named by local wall time: an hour that comes twice in autumn is one period."""

    __tablename__ = "periods"

    schedule: Mapped[str] = mapped_column(String(128), primary_key=True)
    period: Mapped[str] = mapped_column(String(32), primary_key=True)
    # The instant it was due, in business time, and when it was taken.
    due_at: Mapped[datetime]
    taken_at: Mapped[datetime]
    # Taken as the beginning of the schedule, without doing anything for it.
    silent: Mapped[bool] = mapped_column(default=False)


def take_period(
    session: Session, schedule: str, period: str, due_at: datetime, now: datetime, *, silent: bool = False
) -> bool:
    """Take a period; False if somebody has."""
    statement = (
        insert_into(session, Period)
        .values(schedule=schedule, period=period, due_at=due_at, taken_at=now, silent=silent)
        .on_conflict_do_nothing(index_elements=["schedule", "period"])
        .returning(Period.period)
    )
    return session.execute(statement).first() is not None


def take_silent_period(session: Session, schedule: str, period: str, now: datetime) -> bool:
    """Take a period for which nothing was done; False if it was not taken so."""
    taken = session.execute(
        update(Period)
        .where(Period.schedule == schedule, Period.period == period, Period.silent.is_(True))
        .values(silent=False, taken_at=now)
        .returning(Period.period)
    )
    return taken.first() is not None


def last_period(session: Session, schedule: str) -> Period | None:
    """Return the latest period of a schedule that was taken."""
    return session.scalars(
        select(Period).where(Period.schedule == schedule).order_by(Period.due_at.desc()).limit(1)
    ).first()
