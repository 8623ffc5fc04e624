"""Turns: things that one process at a time does, once per interval, however many processes there are."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, bindparam, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import database_now, database_seconds, insert_into
from storage.types import Base


class Turn(Base):
    """When somebody may next take a turn (seconds, the database's clock), and what the last one left behind."""

    __tablename__ = "turns"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    next_at: Mapped[float]
    # Business time of the last turn that succeeded: "Jira last read at".
    last_ok: Mapped[datetime | None]
    # When that turn began, in seconds by the database's clock.
    began: Mapped[float] = mapped_column(default=0.0)
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


# Asked several times a second: built once.
_IS_DUE = select(Turn.next_at <= database_now()).where(Turn.name == bindparam("name"))


def is_due(session: Session, name: str) -> bool:
    """Whether the turn may be taken; one that nobody ever took is."""
    return session.scalar(_IS_DUE, {"name": name}) is not False


def take_turn(session: Session, name: str, lease_seconds: float) -> bool:
    """Take the turn if it is due; nobody else gets it for `lease_seconds`, or until it is ended."""
    now = database_seconds(session)
    session.execute(
        insert_into(session, Turn)
        .values(name=name, next_at=0.0, began=0.0, data={})
        .on_conflict_do_nothing(index_elements=["name"])
    )
    taken = session.execute(
        update(Turn)
        .where(Turn.name == name, Turn.next_at <= now)
        .values(next_at=now + lease_seconds)
        .returning(Turn.name)
    )
    return taken.first() is not None


def renew_turn(session: Session, name: str, lease_seconds: float) -> None:
    """Keep a turn that was taken: nobody else gets it for `lease_seconds` from now."""
    now = database_seconds(session)
    session.execute(update(Turn).where(Turn.name == name).values(next_at=now + lease_seconds))


def end_turn(
    session: Session,
    name: str,
    *,
    again_in: float,
    succeeded_at: datetime | None = None,
    began: float | None = None,
) -> None:
    """Say when the next turn is due and, if this one succeeded, as of which business time and since when."""
    turn = session.scalars(select(Turn).where(Turn.name == name).with_for_update()).one()
    turn.next_at = database_seconds(session) + again_in
    if succeeded_at is not None:
        turn.last_ok = succeeded_at
    if began is not None:
        turn.began = began


def last_ok(session: Session, name: str) -> datetime | None:
    """Business time of the last turn that succeeded."""
    turn = session.get(Turn, name)
    return turn.last_ok if turn else None


def last_began(session: Session, name: str) -> float:
    """When the last turn that succeeded began, in seconds by the database's clock; 0 if none has."""
    return session.scalar(select(Turn.began).where(Turn.name == name)) or 0.0
