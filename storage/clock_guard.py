"""The database's clock must not go back: what waits for a time by it would wait so much longer."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.allowance import Allowance
from storage.bucket import Bucket
from storage.database import Database, database_seconds, insert_into
from storage.issue import Issue
from storage.outbox import OPEN, Owed
from storage.turn import Turn

_NAME = "database clock"
# Two hosts behind one address differ by less; whatever is longer is a step.
_TOLERANCE = 1.0
# The latest time seen is written down so rarely: not each second needs a commit.
_NOTED_EVERY = 5.0
_TIMES: tuple[tuple[type[Any], tuple[Any, ...]], ...] = (
    (Owed, (Owed.due, Owed.leased_until)),
    (Bucket, (Bucket.blocked_until, Bucket.since)),
    (Turn, (Turn.next_at,)),
    (Allowance, (Allowance.earned_at,)),
    (Issue, (Issue.read_at, Issue.missing_since)),
)


def latest_seen(session: Session) -> float:
    """The latest time by the database's clock that was written down, 0 if none was."""
    return session.scalar(select(Turn.next_at).where(Turn.name == _NAME)) or 0.0


def is_worth_a_look(database: Database) -> bool:
    """Whether the clock has gone on enough to be noted, or has gone back. Only reads."""
    with database.reading() as session:
        return not -_TOLERANCE <= database_seconds(session) - latest_seen(session) < _NOTED_EVERY


def follow(session: Session) -> float:
    """Note the time. If the clock was put back, put back what waits by as much, but nothing to before it was due, so
    that all waits what it would have waited; returns by how many seconds, else 0. Several processes may call it: the
    first one sets it right for all.
    """
    now = database_seconds(session)
    first = insert_into(session, Turn).values(name=_NAME, next_at=now, began=0.0, data={})
    session.execute(first.on_conflict_do_nothing(index_elements=["name"]))
    seen = session.scalars(select(Turn).where(Turn.name == _NAME).with_for_update()).one()
    back = seen.next_at - now
    if back > _TOLERANCE:
        for table, columns in _TIMES:
            for column in columns:
                late = update(table).where(column > now)
                session.execute(late.values({column: column - back}))
        _put_back_intents(session, now, back)
        session.refresh(seen)
    else:
        back = 0.0
    seen.next_at = now
    return back


def _put_back_intents(session: Session, now: float, back: float) -> None:
    """What was sent a moment ago would look as if it were going to be sent in the future: its grace would never end."""
    for row in session.scalars(select(Owed).where(Owed.state.in_(OPEN), Owed.intent.is_not(None))):
        intent = row.intent or {}
        if intent.get("sent_at", 0.0) > now:
            row.intent = {**intent, "sent_at": intent["sent_at"] - back}
