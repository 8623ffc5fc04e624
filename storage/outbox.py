"""Writes owed to Jira and Slack: rows committed with the fact that causes them, claimed by one worker at a time.

A claim takes a lease on the database's clock and raises the row's fence, so that a worker that slept through its lease
can no longer write. PostgreSQL coordinates by SKIP LOCKED, SQLite by its single writer (BEGIN IMMEDIATE).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    Float,
    ForeignKey,
    Index,
    Select,
    String,
    Text,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage import bucket
from storage.bucket import Bucket
from storage.database import Database, database_now, database_seconds, insert_for
from storage.references import references_about
from storage.types import Base, Word

MOST_UNSETTLED_CLAIMS = 5
MOST_FAILURES = 12
LONGEST_FAILING_SECONDS = 72 * 3600


class OwedState(StrEnum):
    """Where an owed write stands (DESIGN: outbox states)."""

    READY = "ready"
    LEASED = "leased"
    UNKNOWN = "unknown"
    PARKED = "parked"
    DONE = "done"
    DEAD = "dead"


OPEN = (OwedState.READY, OwedState.LEASED, OwedState.UNKNOWN, OwedState.PARKED)


class Owed(Base):
    """One owed write. `due`, `leased_until` and the other floats are seconds since 1970 by the database's clock."""

    __tablename__ = "outbox"
    __table_args__ = (
        # What is done or dead has no due time: however much of it is kept, whoever looks for work passes it by.
        Index("ix_outbox_due", "target", "due"),
        Index("ix_outbox_state", "state", "kind"),
        Index("ix_outbox_bucket", "bucket", "kind"),
        Index("ix_outbox_report", "report_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    target: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(32))
    key: Mapped[str] = mapped_column(String(255), unique=True)
    bucket: Mapped[str] = mapped_column(String(128))
    payload: Mapped[dict[str, Any]]
    report_id: Mapped[int | None] = mapped_column(ForeignKey("reports.id"))
    state: Mapped[OwedState] = mapped_column(Word(OwedState), default=OwedState.READY)
    # None in `due` means: nobody takes it until a person does something.
    due: Mapped[float | None]
    leased_until: Mapped[float | None]
    fence: Mapped[int] = mapped_column(default=0)
    claims: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    first_failed: Mapped[float | None]
    # What was about to be sent, written before it was sent: the evidence by which a lost answer is found again.
    intent: Mapped[dict[str, Any] | None]
    error: Mapped[str] = mapped_column(Text, default="")
    created: Mapped[float]
    settled: Mapped[float | None]

    @property
    def given_up(self) -> bool:
        """Whether it waits for a person's decision: nobody tries it by himself any more."""
        return self.state is OwedState.DEAD or (self.state is OwedState.UNKNOWN and self.due is None)

    @property
    def may_be_sent(self) -> bool:
        """Whether it is under way, and nobody knows yet whether the remote has it."""
        return self.state is OwedState.LEASED or (self.state in OPEN and self.intent is not None and not self.given_up)


@dataclass(frozen=True)
class Claim:
    """A row as it was claimed, detached from any session."""

    id: int
    kind: str
    key: str
    bucket: str
    payload: dict[str, Any]
    report_id: int | None
    intent: dict[str, Any] | None
    fence: int
    claims: int
    failures: int
    first_failed: float | None
    claimed_at: float
    # Seconds since the lease of the worker that had it before ran out; None if nobody left it unsettled.
    orphaned_for: float | None
    # The reports it is about, as people know them: what every record of the log about this work carries.
    references: tuple[str, ...] = ()


class LeaseLostError(Exception):
    """The row belongs to another worker by now; whatever this one did must not be recorded."""


def owe(
    session: Session,
    *,
    target: str,
    kind: str,
    key: str,
    payload: dict[str, Any] | None = None,
    bucket: str = "",
    report_id: int | None = None,
    delay: float = 0.0,
) -> bool:
    """Add a write to the outbox inside the caller's transaction. False if one with this key is already owed or done."""
    row = {
        "target": target,
        "kind": kind,
        "key": key,
        "bucket": bucket or target,
        "payload": payload or {},
        "report_id": report_id,
        "delay": delay,
    }
    return session.execute(_new_row(session.get_bind().dialect.name), row).first() is not None


# A report owes several writes while Slack waits for its answer: building the statement costs as much as its work.
@lru_cache
def _new_row(dialect: str) -> Executable:
    now = database_now()
    return (
        insert_for(dialect, Owed)
        .values(due=now + bindparam("delay", type_=Float), created=now)
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(Owed.id)
    )


def waits_for(session: Session, kind: str, bucket: str) -> bool:
    """Tell whether a write of this kind waits in this bucket, and keep it waiting until the transaction ends."""
    waiting = select(Owed.id).where(Owed.kind == kind, Owed.bucket == bucket, Owed.state == OwedState.READY)
    return session.scalars(waiting.with_for_update(of=Owed)).first() is not None


def claim(
    database: Database,
    target: str,
    lease_seconds: float,
    kinds: Collection[str],
    held_back: Callable[[], Collection[str]] = frozenset,
) -> Claim | None:
    """Take the next due row of a target, or a row whose worker's lease ran out; of these kinds, whatever else another
    version of the program may have owed, without those that are held back now. None if there is nothing to do now.
    """
    # Most looks find nothing: they cost one question, and keep no writer waiting, least of all the one of Slack.
    known = frozenset(kinds)
    if not _is_any_due(database, target, known):
        return None
    free = known.difference(held_back())
    if free != known and not _is_any_due(database, target, free):
        return None
    return database.carry_out(lambda session: _claim(session, target, lease_seconds, free))


def _claim(session: Session, target: str, lease_seconds: float, kinds: frozenset[str]) -> Claim | None:
    row = session.scalars(_next_due(target, kinds).with_for_update(skip_locked=True, of=Owed)).first()
    if row is None:
        return None
    now = database_seconds(session)
    # In one order for all workers: two that took them crosswise would wait for each other.
    if not all(bucket.may_use(session, name, lease_seconds) for name in sorted(buckets_of(row))):
        return None
    orphaned_for = now - row.leased_until if row.leased_until is not None else None
    row.state = OwedState.LEASED
    row.leased_until = now + lease_seconds
    row.fence += 1
    row.claims += 1
    return Claim(
        row.id, row.kind, row.key, row.bucket, dict(row.payload), row.report_id,
        dict(row.intent) if row.intent else None, row.fence, row.claims, row.failures, row.first_failed, now,
        orphaned_for,
        references=references_about(session, row.report_id, row.payload.get("issue"), row.payload.get("person")),
    )  # fmt: skip


def kind_bucket(row: Owed) -> str:
    """The bucket of everything of one kind: a kind is one endpoint of the remote."""
    return f"{row.target}:{row.kind}"


def buckets_of(row: Owed) -> set[str]:
    """Every bucket that a row has to wait for."""
    return {row.bucket, kind_bucket(row), row.target}


def _is_any_due(database: Database, target: str, kinds: frozenset[str]) -> bool:
    with database.reading() as session:
        return session.scalar(_any_due(target, kinds)) is not None


# Every worker asks several times a second, mostly in vain: both are built once.
@lru_cache
def _any_due(target: str, kinds: frozenset[str]) -> Select[int]:
    return _next_due(target, kinds).with_only_columns(Owed.id)


@lru_cache
def _next_due(target: str, kinds: frozenset[str]) -> Select[Owed]:
    now = database_now()
    names = (Owed.bucket, Owed.target + ":" + Owed.kind, Owed.target)
    waiting = exists().where(Bucket.name.in_(names), Bucket.blocked_until > now)
    # Of what is leased, the time stands at which it was due when it was claimed.
    mine = and_(Owed.target == target, Owed.due <= now, Owed.kind.in_(sorted(kinds)))
    free = Owed.state.in_((OwedState.READY, OwedState.UNKNOWN, OwedState.PARKED))
    orphaned = and_(Owed.state == OwedState.LEASED, Owed.leased_until <= now)
    return select(Owed).where(mine, or_(free, orphaned), ~waiting).order_by(Owed.due, Owed.id).limit(1)


def hold(session: Session, claimed: Claim, lease_seconds: float | None = None) -> Owed:
    """Lock the claimed row and make sure it is still ours, else raise LeaseLostError. With `lease_seconds`, before
    something is sent, also insist that the lease still runs, and renew it.
    """
    row = session.scalars(select(Owed).where(Owed.id == claimed.id).with_for_update()).one()
    now = database_seconds(session)
    if row.fence != claimed.fence or row.state is not OwedState.LEASED:
        raise LeaseLostError(f"{claimed.key}: another worker has it")
    if lease_seconds is not None:
        if row.leased_until is None or row.leased_until <= now:
            raise LeaseLostError(f"{claimed.key}: the lease ran out")
        row.leased_until = now + lease_seconds
    return row


def finish(session: Session, row: Owed) -> None:
    """The write is known to have taken effect, or to be no longer wanted."""
    _settle(row, OwedState.DONE, database_seconds(session), None)


def space(session: Session, row: Owed, seconds: float) -> None:
    """Let what else waits in a row's own bucket follow after so many seconds. What others have locked is theirs."""
    if row.bucket == row.target:
        return
    next_at = database_seconds(session) + seconds
    due = and_(Owed.target == row.target, Owed.state == OwedState.READY, Owed.due < next_at)
    beside = select(Owed.id).where(due, Owed.bucket == row.bucket, Owed.id != row.id).order_by(Owed.id)
    free = session.scalars(beside.with_for_update(skip_locked=True)).all()
    session.execute(update(Owed).where(Owed.id.in_(free)).values(due=next_at))


def postpone(session: Session, row: Owed, seconds: float, reason: str) -> None:
    """Try again later. Nothing went wrong with this row itself: nothing is counted against it."""
    now = database_seconds(session)
    _settle(row, OwedState.READY, now, now + seconds)
    row.error = reason


def leave_unknown(session: Session, row: Owed, seconds: float | None, reason: str) -> None:
    """Whether the write took effect is unknown: look it up after `seconds`, or leave it to a person (None)."""
    now = database_seconds(session)
    _settle(row, OwedState.UNKNOWN, now, None if seconds is None else now + seconds)
    row.error = reason


def park(session: Session, row: Owed, seconds: float, reason: str) -> None:
    """Refused for a reason that a person must mend; tried again every `seconds`, in case it has been."""
    now = database_seconds(session)
    _settle(row, OwedState.PARKED, now, now + seconds)
    row.error = reason


def fail(session: Session, row: Owed, seconds: float, reason: str) -> None:
    """A definite failure of this row: back off, and give up after MOST_FAILURES."""
    now = database_seconds(session)
    row.failures += 1
    row.first_failed = row.first_failed or now
    if row.failures >= MOST_FAILURES or now - row.first_failed > LONGEST_FAILING_SECONDS:
        bury(session, row, f"failed {row.failures} times; the last error: {reason}")
    else:
        _settle(row, OwedState.READY, now, now + seconds)
        row.error = reason


def bury(session: Session, row: Owed, reason: str) -> None:
    """Give up: the row is dead until a person re-drives it. The intent stays: a re-drive looks before it sends."""
    now = database_seconds(session)
    _settle(row, OwedState.DEAD, now, None)
    row.settled = now
    row.error = reason


def _settle(row: Owed, state: OwedState, now: float, due: float | None) -> None:
    row.state = state
    row.due = due
    row.leased_until = None
    row.claims = 0
    row.settled = None
    if state is OwedState.DONE:
        row.settled = now
        row.payload, row.intent = {}, None  # nobody needs it any more, and it may say who was written to


def not_begun(session: Session, key: str) -> Owed | None:
    """Return a write that waits and was never sent, locked: nobody begins it before the transaction ends."""
    row = session.scalars(select(Owed).where(Owed.key == key).with_for_update()).one_or_none()
    waits = row is not None and row.intent is None and row.state in (OwedState.READY, OwedState.PARKED)
    return row if waits else None


def cancel(session: Session, key: str) -> bool:
    """Drop a write that nobody has begun: True if it was waiting and had never been sent."""
    row = not_begun(session, key)
    if row is None:
        return False
    _settle(row, OwedState.DONE, 0.0, None)
    row.error = "no longer wanted"
    return True


def take_back(session: Session, key: str) -> None:
    """Forget a write that nobody has begun: it may be owed again under its key."""
    row = not_begun(session, key)
    if row is not None:
        session.delete(row)
        session.flush()


def renew(database: Database, ids: list[tuple[int, int]], lease_seconds: float) -> None:
    """Renew the leases of claims in flight, given as (id, fence)."""

    def renew_all(session: Session) -> None:
        now = database_seconds(session)
        for row_id, fence in ids:
            ours = update(Owed).where(Owed.id == row_id, Owed.fence == fence, Owed.state == OwedState.LEASED)
            session.execute(ours.where(Owed.leased_until > now).values(leased_until=now + lease_seconds))

    database.carry_out(renew_all)


def release(session: Session, row: Owed) -> None:
    """Hand a claim back untouched, at a shutdown."""
    postpone(session, row, 0.0, row.error)


def owed_of(session: Session, key: str, *, lock: bool = False) -> Owed | None:
    """Return the row with this key; with `lock`, nobody else changes it until the transaction ends."""
    statement = select(Owed).where(Owed.key == key)
    return session.scalars(statement.with_for_update(of=Owed) if lock else statement).one_or_none()


def unfinished(session: Session) -> list[Owed]:
    """Every row that is neither done nor dead, oldest first."""
    return list(session.scalars(select(Owed).where(Owed.state.in_(OPEN)).order_by(Owed.id)))


def unfinished_of(session: Session, kind: str) -> list[Owed]:
    """Every row of a kind that is neither done nor dead, oldest first."""
    rows = select(Owed).where(Owed.kind == kind, Owed.state.in_(OPEN)).order_by(Owed.id)
    return list(session.scalars(rows))


def reports_waiting_for(session: Session, kind: str, after: int, limit: int) -> list[tuple[int, int]]:
    """The reports for which a write of this kind is owed and neither done nor dead, each with the number of that write;
    the oldest first, of those above a number.
    """
    rows = select(Owed.id, Owed.report_id).where(Owed.kind == kind, Owed.state.in_(OPEN), Owed.report_id.is_not(None))
    found = session.execute(rows.where(Owed.id > after).order_by(Owed.id).limit(limit))
    return [(row.id, row.report_id) for row in found]


def listed(session: Session, states: tuple[OwedState, ...], limit: int = 200) -> list[Owed]:
    """Rows in given states, oldest first."""
    return list(session.scalars(select(Owed).where(Owed.state.in_(states)).order_by(Owed.id).limit(limit)))


@dataclass(frozen=True)
class Depth:
    """How many writes of a target stand in a state, how long ago the oldest was owed, how many wait for a decision."""

    target: str
    state: OwedState
    rows: int
    oldest_seconds: float
    given_up: int


def depths(session: Session) -> list[Depth]:
    """How deep the outbox is, by target and state, without what is done; in one query."""
    given_up = case((or_(Owed.state == OwedState.DEAD, and_(Owed.state == OwedState.UNKNOWN, Owed.due.is_(None))), 1))
    counted = select(Owed.target, Owed.state, func.count(), func.min(Owed.created), func.count(given_up))
    rows = session.execute(counted.where(Owed.state.in_((*OPEN, OwedState.DEAD))).group_by(Owed.target, Owed.state))
    now = database_seconds(session)
    return [Depth(target, state, count, max(0.0, now - oldest), stuck) for target, state, count, oldest, stuck in rows]


def redrive(session: Session, row_id: int) -> Owed | None:
    """Make a dead, parked or unknown row due now; one with an intent looks before it sends. None: no such row."""
    row = session.scalars(select(Owed).where(Owed.id == row_id).with_for_update()).one_or_none()
    if row is None or row.state not in (OwedState.DEAD, OwedState.PARKED, OwedState.UNKNOWN):
        return None
    state = OwedState.UNKNOWN if row.intent else OwedState.READY
    now = database_seconds(session)
    _settle(row, state, now, now)
    row.failures, row.first_failed = 0, None
    if row.intent is not None:
        row.intent = {**row.intent, "tries": 0}
    return row


def waiting_beside(session: Session, claimed: Claim, kinds: Collection[str], *, lock: bool = False) -> list[Owed]:
    """Return what waits in a claim's bucket, of these kinds, and was never sent, oldest first; the claim's own row is
    among it. Another worker may have it in hand, as long as it has not begun to send it.
    """
    open_ones = Owed.state.in_((OwedState.READY, OwedState.LEASED))
    statement = select(Owed).where(Owed.bucket == claimed.bucket, Owed.kind.in_(kinds), open_ones).order_by(Owed.id)
    rows = session.scalars(statement.with_for_update() if lock else statement)
    return [row for row in rows if row.intent is None]


def newer(session: Session, claimed: Claim) -> list[Owed]:
    """Return the writes of a claim's kind and bucket that were owed after it."""
    later = select(Owed).where(Owed.bucket == claimed.bucket, Owed.kind == claimed.kind, Owed.id > claimed.id)
    return list(session.scalars(later.order_by(Owed.id)))


def hand_over(session: Session, rows: Sequence[Owed]) -> None:
    """Finish rows that another write does along with its own. A worker that has one in hand no longer owns it."""
    now = database_seconds(session)
    for row in rows:
        row.fence += 1
        _settle(row, OwedState.DONE, now, None)


def look_first(session: Session, row: Owed, **evidence: Any) -> bool:
    """Make whoever carries the row out look before sending: it may have been done, though this database knows of no
    try. Due now, whatever it waited for. False if it is done, or in the hands of a worker.
    """
    if row.state in (OwedState.DONE, OwedState.LEASED):
        return False
    now = database_seconds(session)
    row.intent = {"first_at": now, "sent_at": 0.0, **evidence, **(row.intent or {}), "tries": 0}
    _settle(row, OwedState.UNKNOWN, now, now)
    row.failures, row.first_failed = 0, None
    return True


def never_sent(session: Session, kind: str) -> list[Owed]:
    """The rows of a kind that wait and, as far as this database knows, were never sent; locked."""
    waiting = Owed.state.in_((OwedState.READY, OwedState.PARKED))
    rows = session.scalars(select(Owed).where(Owed.kind == kind, waiting).with_for_update().order_by(Owed.id))
    return [row for row in rows if row.intent is None]


def drop(session: Session, row_id: int) -> Owed | None:
    """Give a row up for good. None: no such row, or it is done already or being worked on."""
    row = session.scalars(select(Owed).where(Owed.id == row_id).with_for_update()).one_or_none()
    if row is None or row.state in (OwedState.DONE, OwedState.LEASED):
        return None
    finish(session, row)
    row.error = "dropped by a person"
    return row


def retry_parked(session: Session) -> int:
    """Make every parked row due: called when the catalogue or a credential changed, which may be the cure."""
    now = database_seconds(session)
    rows = session.execute(update(Owed).where(Owed.state == OwedState.PARKED).values(due=now).returning(Owed.id)).all()
    return len(rows)


def sweep(session: Session, older_than_seconds: float, batch: int = 1000) -> int:
    """Delete done rows of a certain age, a batch at a time, so that the table stays small."""
    return _sweep(session, Owed.state == OwedState.DONE, older_than_seconds, batch)


def sweep_dead(session: Session, older_than_seconds: float, batch: int = 1000) -> int:
    """Delete dead rows of a certain age, a batch at a time. The filing of a report stays: without it the report would
    be lost, and only a person may give it up.
    """
    return _sweep(session, and_(Owed.state == OwedState.DEAD, Owed.kind != "file"), older_than_seconds, batch)


def _sweep(session: Session, which: ColumnElement[bool], older_than_seconds: float, batch: int) -> int:
    limit = database_seconds(session) - older_than_seconds
    old = select(Owed.id).where(which, Owed.settled < limit).limit(batch).scalar_subquery()
    return len(session.execute(delete(Owed).where(Owed.id.in_(old)).returning(Owed.id)).all())
