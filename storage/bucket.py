"""Buckets: what a remote told us to wait for, shared by all workers. A row stands while its bucket recovers."""

from __future__ import annotations

from sqlalchemy import String, Text, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import database_now, database_seconds, insert_into
from storage.types import Base


class Bucket(Base):
    """A rate limit or an open circuit. Nobody uses the bucket before `blocked_until`; then one probe at a time."""

    __tablename__ = "buckets"

    name: Mapped[str] = mapped_column(String(128), primary_key=True)
    blocked_until: Mapped[float]
    reason: Mapped[str] = mapped_column(Text, default="")
    # How often in a row the bucket refused: an open circuit backs off by it.
    refusals: Mapped[int] = mapped_column(default=0)
    # Whether people were told of it.
    outage: Mapped[bool] = mapped_column(default=False)
    # When it last refused, by the database's clock.
    since: Mapped[float]


def locked_reason(session: Session, name: str) -> str:
    """Why the bucket has to wait, empty if it is free; nobody else changes it until the transaction ends."""
    _lock(session, name)
    return reason_of(session, name)


def block(session: Session, name: str, seconds: float, reason: str) -> int:
    """Let nobody use the bucket for so many seconds. Returns how often in a row it has refused, 1 at first."""
    now = database_seconds(session)
    bucket = _lock(session, name)
    bucket.blocked_until = now + seconds
    bucket.since = now
    bucket.reason = reason
    bucket.refusals += 1
    session.flush()
    return bucket.refusals


def may_use(session: Session, name: str, probe_seconds: float) -> bool:
    """Whether somebody may use the bucket now. While it recovers, one at a time may, as its probe: blocking it anew for
    `probe_seconds` makes everybody else wait for what the probe finds.
    """
    if session.scalar(select(Bucket.name).where(Bucket.name == name)) is None:
        return True
    now = database_seconds(session)
    taken = session.execute(
        update(Bucket)
        .where(Bucket.name == name, Bucket.blocked_until <= now)
        .values(blocked_until=now + probe_seconds)
        .returning(Bucket.name)
    )
    return taken.first() is not None


def clear(session: Session, names: set[str], claimed_at: float) -> None:
    """The bucket answered somebody who asked after it was last blocked: everybody may use it again. An answer to an
    older question must not lift a newer block.
    """
    session.execute(delete(Bucket).where(Bucket.name.in_(names), Bucket.since <= claimed_at))


def pass_on(session: Session, names: set[str], claimed_at: float) -> None:
    """Give the probe's place to the next claim, unless the bucket was blocked anew since this one was taken."""
    mine = update(Bucket).where(Bucket.name.in_(names), Bucket.since <= claimed_at)
    session.execute(mine.values(blocked_until=database_seconds(session)))


def reason_of(session: Session, name: str) -> str:
    """Why the bucket has to wait; empty if it is free."""
    return session.scalar(select(Bucket.reason).where(Bucket.name == name)) or ""


def refusals(session: Session, name: str) -> int:
    """How often in a row the bucket has refused; 0 if it is free."""
    return session.scalar(select(Bucket.refusals).where(Bucket.name == name)) or 0


def note_outage(session: Session, name: str) -> None:
    """People are told that the bucket does not take what is owed."""
    session.execute(update(Bucket).where(Bucket.name == name).values(outage=True))


def has_outage(session: Session, name: str) -> bool:
    """Whether people were told that the bucket does not take what is owed, and it still does not."""
    return session.scalar(select(Bucket.outage).where(Bucket.name == name)) or False


def is_blocked(session: Session, name: str) -> bool:
    """Whether the bucket has to wait still."""
    waiting = select(Bucket.name).where(Bucket.name == name, Bucket.blocked_until > database_now())
    return session.scalar(waiting) is not None


def blocked(session: Session) -> list[Bucket]:
    """All buckets that are recovering."""
    return list(session.scalars(select(Bucket).order_by(Bucket.name)))


def _lock(session: Session, name: str) -> Bucket:
    now = database_seconds(session)
    session.execute(
        insert_into(session, Bucket)
        .values(name=name, blocked_until=now, reason="", refusals=0, since=now, outage=False)
        .on_conflict_do_nothing(index_elements=["name"])
    )
    return session.scalars(select(Bucket).where(Bucket.name == name).with_for_update()).one()
