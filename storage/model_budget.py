"""The budget for models: how many tokens a day may cost, counted for all processes."""

from __future__ import annotations

from sqlalchemy import BigInteger, String, delete, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import insert_into
from storage.types import Base


class ModelBudget(Base):
    """What was spent on one day."""

    __tablename__ = "model_budgets"

    # Business time, UTC, as 2026-03-14.
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    tokens: Mapped[int] = mapped_column(BigInteger)


def reserve(session: Session, day: str, tokens: int, limit: int) -> bool:
    """Set so many tokens aside. False if the day has not so many left: then nothing changes."""
    if tokens > limit:
        return False
    after = ModelBudget.tokens + tokens
    reserved = session.execute(
        insert_into(session, ModelBudget)
        .values(day=day, tokens=tokens)
        .on_conflict_do_update(index_elements=["day"], set_={"tokens": after}, where=after <= limit)
        .returning(ModelBudget.day)
    )
    return reserved.first() is not None


def correct(session: Session, day: str, tokens: int) -> None:
    """Add what was spent beyond what was set aside, or take off what was not."""
    session.execute(update(ModelBudget).where(ModelBudget.day == day).values(tokens=ModelBudget.tokens + tokens))


def sweep_days(session: Session, before: str) -> None:
    """Forget what was spent on days before one."""
    session.execute(delete(ModelBudget).where(ModelBudget.day < before))
