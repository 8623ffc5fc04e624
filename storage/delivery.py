"""Delivery keys: Slack repeats itself. The first delivery does the work; a repeat gets the first one's answer."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import Executable, String, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import database_now, database_seconds, insert_for
from storage.types import Base


class Delivery(Base):
    """One delivery we acted upon. `received` is in seconds by the database's clock."""

    __tablename__ = "deliveries"

    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    answer: Mapped[dict[str, Any]]
    received: Mapped[float]


def first_time(session: Session, key: str) -> bool:
    """Take the key for this transaction; False if it was taken before."""
    return session.execute(_new_key(session.get_bind().dialect.name), {"key": key}).first() is not None


@lru_cache
def _new_key(dialect: str) -> Executable:
    return (
        insert_for(dialect, Delivery)
        .values(answer={}, received=database_now())
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(Delivery.key)
    )


def is_known(session: Session, key: str) -> bool:
    """Whether this delivery came before and was acted upon."""
    return session.scalar(select(Delivery.key).where(Delivery.key == key)) is not None


def remember_answer(session: Session, key: str, answer: dict[str, Any]) -> None:
    """Keep what the first delivery was answered."""
    session.execute(update(Delivery).where(Delivery.key == key).values(answer=answer))


def answer_of(session: Session, key: str) -> dict[str, Any]:
    """What the first delivery was answered."""
    return session.scalar(select(Delivery.answer).where(Delivery.key == key)) or {}


def sweep(session: Session, older_than_seconds: float) -> None:
    """Forget deliveries that Slack can no longer repeat."""
    session.execute(delete(Delivery).where(Delivery.received < database_seconds(session) - older_than_seconds))
