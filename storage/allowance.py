"""Allowances: how often one person, or all processes together, may do something, by the database's clock.

The generic cell rate algorithm (ITU-T I.371): one number each, the instant at which all that was used is earned back.
"""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import Executable, Float, String, bindparam, case, delete, func
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import database_now, database_seconds, insert_for, insert_into
from storage.types import Base


class Allowance(Base):
    """Who has used something of their allowance: a person, or the name of what all processes share. `earned_at` is in
    seconds by the database's clock.
    """

    __tablename__ = "allowances"

    person: Mapped[str] = mapped_column(String(255), primary_key=True)
    earned_at: Mapped[float]


def use(session: Session, person: str, per_minute: int) -> bool:
    """Use one of a person's allowance of so many per minute, all at once or spread. False if it is used up."""
    used = session.execute(_use_one(session.get_bind().dialect.name), {"person": person, "one": 60.0 / per_minute})
    return used.first() is not None


@lru_cache
def _use_one(dialect: str) -> Executable:
    now, one = database_now(), bindparam("one", type_=Float)
    after = case((Allowance.earned_at > now, Allowance.earned_at), else_=now) + one
    return (
        insert_for(dialect, Allowance)
        .values(earned_at=now + one)
        .on_conflict_do_update(index_elements=["person"], set_={"earned_at": after}, where=after <= now + 60.0)
        .returning(Allowance.person)
    )


def draw(session: Session, name: str, per_minute: int, longest: float) -> float:
    """Take one of a shared allowance of so many per minute, evenly spread, earned or not. Returns in how many seconds
    it is earned: at most `longest`, for no greater debt is kept.
    """
    now = database_seconds(session)
    one = 60.0 / per_minute
    begin = case((Allowance.earned_at > now + longest, now + longest), (Allowance.earned_at > now, Allowance.earned_at))
    drawn = session.execute(
        insert_into(session, Allowance)
        .values(person=name, earned_at=now + one)
        .on_conflict_do_update(index_elements=["person"], set_={"earned_at": func.coalesce(begin, now) + one})
        .returning(Allowance.earned_at)
    )
    return max(0.0, drawn.scalar_one() - one - now)


def sweep(session: Session) -> None:
    """Forget those who have earned back everything."""
    session.execute(delete(Allowance).where(Allowance.earned_at < database_seconds(session)))
