"""What this database is: the name it is known by in Jira, and when it was found to have forgotten something."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import insert_into
from storage.types import Base

_ONLY = 1


class Installation(Base):
    """One row: a name that no other database has, made once. A backup keeps it, a database made anew has another, so
    that two installations never take each other's issues for their own, even if they share a FRICTION_INSTANCE.
    """

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(32))


class Restore(Base):
    """A time at which Jira remembered what this database did not: it had been put back from a backup."""

    __tablename__ = "restores"

    id: Mapped[int] = mapped_column(primary_key=True)
    # Business time.
    noticed_at: Mapped[datetime]


def installation_name(session: Session) -> str:
    """Return the name of this database, made at the first call."""
    known = select(Installation.name).where(Installation.id == _ONLY)
    name = session.scalar(known)
    if name is not None:
        return name
    made = insert_into(session, Installation).values(id=_ONLY, name=uuid.uuid4().hex)
    session.execute(made.on_conflict_do_nothing(index_elements=["id"]))
    return session.scalars(known).one()


def note_restore(session: Session, now: datetime) -> None:
    """Note that the database was found to be older than Jira."""
    session.add(Restore(noticed_at=now))


def last_restore(session: Session) -> datetime | None:
    """When the database was last found to be older than Jira, in business time."""
    return session.scalar(select(func.max(Restore.noticed_at)))
