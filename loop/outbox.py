"""Workers: claim an owed write, carry it out through its target, and record what became of it in one transaction.

A target knows how to do the write and how to find out whether an earlier try did it. Everything that is the same for
all targets stands here: leases, intents, waiting, giving up (PROMISES, "Idempotency of the remote effects").
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Protocol

import structlog

from config.crash import Crashes, CrashPoint
from loop.answers import (
    OK,
    AnswerError,
    RefusedError,
    RejectedError,
    Scope,
    TryLaterError,
    UnclearError,
    UndeliverableError,
)
from loop.meters import Meters
from storage import bucket, outbox
from storage.database import Database, Session, StorageError, database_seconds
from storage.outbox import Claim, LeaseLostError, Owed

log = structlog.get_logger(__name__)

MOST_ATTEMPTS = 3
LONGEST_BACKOFF = 3600.0
LONGEST_CIRCUIT = 300.0
# So many times in a row without an answer that helps, and somebody should know.
OUTAGE_NOTICED = 5

# What the target wants recorded together with "done".
Settlement = Callable[[Session], None]
Recording = Callable[[Session, Owed], None]


class NeedsPersonError(Exception):
    """Three tries in a row whose answers were lost, and no trace of any: a person decides."""


@dataclass(frozen=True)
class Timing:
    """Durations in seconds of real time. spacing: between two writes in one bucket of their own."""

    lease: float
    grace: float
    parked_retry: float
    spacing: float = 0.0


class Watcher(Protocol):
    """Who is told, in the same transaction, when a write does not go the usual way."""

    def parked(self, session: Session, row: Owed, reason: str, cure: str) -> None:
        """Somebody has to mend something before this can be done; `cure` is empty if nobody can tell what."""

    def given_up(self, session: Session, row: Owed, reason: str) -> None:
        """The row is dead, or waits for a person's decision."""

    def circuit_opened(self, session: Session, target: str, reason: str) -> None:
        """The whole target refuses us."""


class Task:
    """One claimed write in the hands of a target."""

    def __init__(self, database: Database, claim: Claim, timing: Timing, crashes: Crashes, target: str) -> None:
        self._database = database
        self._timing = timing
        self._crashes = crashes
        self._target = target
        self.claim = claim
        # The last try whose answer we do not know, and from `intend` on the present one.
        self.intent: dict[str, Any] | None = claim.intent
        # Another write does it now: see `hand_over`.
        self.handed_over = False

    @property
    def must_look_up(self) -> bool:
        """Whether an earlier try may have done the write already."""
        return self.intent is not None

    def intend(self, **evidence: Any) -> None:
        """Commit what is about to be sent, and renew the lease, right before it is sent."""
        tries = self.intent["tries"] if self.intent else 0
        if tries >= MOST_ATTEMPTS:
            raise NeedsPersonError

        def write(session: Session) -> dict[str, Any]:
            row = outbox.hold(session, self.claim, self._timing.lease)
            now = database_seconds(session)
            first = self.intent["first_at"] if self.intent else now
            disproved = self.intent.get("disproved", 0) if self.intent else 0
            known = {"tries": tries + 1, "disproved": disproved, "first_at": first, "sent_at": now}
            row.intent = {**evidence, **known}
            return row.intent

        self.intent = self._database.carry_out(write)
        self._crashes.passing(CrashPoint.AFTER_INTENT_BEFORE_POST, self._target)

    def note_absence(self, enough: int) -> int:
        """Commit that a look-up found no trace of the last try; returns how often in a row. `enough` of them prove that
        it did nothing: it no longer counts as a try, and the next one is longer in coming.
        """
        evidence = self.intent or {}
        absences = int(evidence.get("absences", 0)) + 1
        known = {**evidence, "absences": absences}
        if absences >= enough:
            known |= {"tries": 0, "disproved": int(evidence.get("disproved", 0)) + 1}

        def write(session: Session) -> dict[str, Any]:
            row = outbox.hold(session, self.claim, self._timing.lease)
            row.intent = known
            return known

        self.intent = self._database.carry_out(write)
        return absences

    def hand_over(self, kinds: Collection[str], more_than: int, owe_one: Callable[[Session, list[Owed]], None]) -> bool:
        """Where more than so many writes of these kinds wait beside this one, owe one that does them all, in the same
        transaction that finishes them. True if that was done: then this one is settled, and nothing was sent.
        """
        with self._database.reading() as session:
            if len(outbox.waiting_beside(session, self.claim, kinds)) <= more_than:
                return False
        self.handed_over = self._database.carry_out(lambda session: self._hand_over(session, kinds, more_than, owe_one))
        return self.handed_over

    def _hand_over(
        self, session: Session, kinds: Collection[str], more_than: int, owe_one: Callable[[Session, list[Owed]], None]
    ) -> bool:
        # All workers lock these rows in one order; whoever comes second finds that its own is not its own any more.
        rows = outbox.waiting_beside(session, self.claim, kinds, lock=True)
        if self.claim.fence not in [row.fence for row in rows if row.id == self.claim.id]:
            raise LeaseLostError(f"{self.claim.key}: another worker does it along with its own")
        if len(rows) <= more_than:
            return False
        owe_one(session, rows)
        names = set().union(*map(outbox.buckets_of, rows))
        outbox.hand_over(session, rows)
        bucket.pass_on(session, names, self.claim.claimed_at)
        session.flush()
        self._crashes.passing(CrashPoint.BEFORE_COMMIT, "hand_over")
        return True

    def sent(self) -> None:
        """Say that the remote has answered; a point at which tests let the process die."""
        self._crashes.passing(CrashPoint.AFTER_POST_BEFORE_RECORD, self._target)


class Target(Protocol):
    """Somewhere writes are owed to."""

    name: str
    timing: Timing

    @property
    def kinds(self) -> Collection[str]:
        """The kinds of writes that it knows. Others are left to a newer or an older version that runs beside."""

    def deliver(self, task: Task) -> Settlement | None:
        """Do the write, or find that it is done; raise one of `loop.answers` otherwise. None: it is no longer wanted,
        and the remote was asked nothing.
        """


class Worker:
    """Carries out the writes owed to one target, one at a time; run as many as are useful, in many processes."""

    def __init__(
        self,
        database: Database,
        target: Target,
        watcher: Watcher,
        crashes: Crashes,
        held_back: Callable[[], frozenset[str]],
        meters: Meters,
    ) -> None:
        self._database = database
        self._target = target
        # Asked before each claim: the kinds of writes to leave alone for now.
        self._held_back = held_back
        self._watcher = watcher
        self._crashes = crashes
        self._meters = meters
        # The claim in flight, for the heartbeat: (id, fence).
        self.in_flight: tuple[int, int] | None = None

    def run_once(self) -> bool:
        """Carry out one owed write, if one is due. False if there was nothing to do."""
        target = self._target
        claim = outbox.claim(self._database, target.name, target.timing.lease, target.kinds, self._held_back)
        if claim is None:
            return False
        self.in_flight = (claim.id, claim.fence)
        if claim.orphaned_for is not None:
            _log_taken_over(claim)
        self._meters.claimed(self._target.name)
        with structlog.contextvars.bound_contextvars(
            owed=claim.key, target=self._target.name, reports=list(claim.references)
        ):
            try:
                self._carry_out(claim)
            except LeaseLostError as lost:
                log.warning("lease lost", reason=str(lost))
            finally:
                self.in_flight = None
        self._crashes.passing(CrashPoint.AFTER_RECORD, self._target.name)
        return True

    def _carry_out(self, claim: Claim) -> None:
        task = Task(self._database, claim, self._target.timing, self._crashes, self._target.name)
        if claim.claims > outbox.MOST_UNSETTLED_CLAIMS:
            self._settle(task, self._bury)
            return
        waiting = self._grace_left(claim)
        if waiting > 0:
            self._settle(task, lambda s, row: outbox.leave_unknown(s, row, waiting, "waiting for a late effect"))
            return
        self._crashes.passing(CrashPoint.AFTER_CLAIM, self._target.name)
        try:
            settlement = self._target.deliver(task)
        except (LeaseLostError, StorageError):
            # The lease runs out and another claim sees the intent; claims that never settle are counted.
            raise
        except Exception as problem:  # noqa: BLE001  (the per-row boundary: one bad row never blocks the rest)
            if isinstance(problem, AnswerError):
                self._meters.answered(self._target.name, problem.kind)
            self._settle(task, *self._judge(problem, claim))
        else:
            if task.handed_over:
                log.info("handed over", kind=claim.kind)
                return
            if settlement is not None:
                self._meters.answered(self._target.name, OK)
            if settlement is None:
                self._settle(task, lambda s, row: _unneeded(s, row, claim))
            else:
                self._settle(task, lambda s, row: self._done(s, row, claim, settlement))

    def _judge(self, problem: Exception, claim: Claim) -> tuple[Recording, bool]:
        """What to record of a problem, and whether it says for certain that this try did nothing."""
        match problem:
            case TryLaterError():
                return lambda s, row: self._wait(s, row, problem), True
            case RefusedError():
                return lambda s, row: self._open_circuit(s, row, problem), True
            case RejectedError():
                return lambda s, row: self._park(s, row, problem, claim), True
            case UndeliverableError():
                return lambda s, row: _close(s, row, problem, claim), True
            case UnclearError():
                log.warning("answer lost", reason=problem.reason)
                return lambda s, row: outbox.leave_unknown(s, row, self._grace(row), problem.reason), False
            case NeedsPersonError():
                return self._ask_a_person, False
            case _:
                log.error("a write failed", exc_info=problem)
                return lambda s, row: self._fail(s, row, f"{type(problem).__name__}: {problem}"), False

    def _grace(self, row: Owed) -> float:
        """Seconds until the next look: longer with every try that did nothing, so that an outage makes no storm."""
        disproved = int((row.intent or {}).get("disproved", 0))
        grace = self._target.timing.grace
        return max(grace, min(LONGEST_CIRCUIT, grace * 2.0 ** min(disproved, 12)))

    def _grace_left(self, claim: Claim) -> float:
        """Seconds until an effect whose answer was lost must be visible if it is ever going to be."""
        if claim.intent is None:
            return 0.0
        # Never longer than the grace: the clock may have been put back since.
        since = max(0.0, claim.claimed_at - float(claim.intent["sent_at"]))
        return self._target.timing.grace - since

    def _settle(self, task: Task, record: Recording, definite: bool = False) -> None:
        def write(session: Session) -> None:
            row = outbox.hold(session, task.claim)
            if definite:
                # A definite no clears this try; an earlier one whose answer was lost stays to be looked up.
                row.intent = task.claim.intent
            record(session, row)
            session.flush()
            self._crashes.passing(CrashPoint.BEFORE_COMMIT, self._target.name)

        try:
            self._database.carry_out(write)
        except StorageError:
            # The lease runs out and another claim sees the intent: nothing is lost by not knowing how to say so now.
            log.exception("could not record what became of a write")

    def _done(self, session: Session, row: Owed, claim: Claim, settlement: Settlement) -> None:
        settlement(session)
        outbox.finish(session, row)
        if self._target.timing.spacing:
            outbox.space(session, row, self._target.timing.spacing)
        _note_answer(session, row, claim)
        log.info("done", kind=claim.kind)

    def _wait(self, session: Session, row: Owed, later: TryLaterError) -> None:
        name = {Scope.OWN: row.bucket, Scope.KIND: outbox.kind_bucket(row), Scope.WHOLE: row.target}[later.scope]
        seconds = wait_for(session, name, later)
        refusals = bucket.block(session, name, seconds, later.reason)
        if refusals == OUTAGE_NOTICED and name == row.target:
            self._watcher.circuit_opened(session, row.target, later.reason)
        again = outbox.leave_unknown if row.intent else outbox.postpone
        again(session, row, seconds, later.reason)
        log.info("waiting", bucket=name, seconds=seconds, reason=later.reason)

    def _open_circuit(self, session: Session, row: Owed, refused: RefusedError) -> None:
        new = open_circuit(session, row.target, refused)
        again = outbox.leave_unknown if row.intent else outbox.postpone
        again(session, row, 0.0, refused.reason)
        if new:
            log.error("circuit opened", reason=refused.reason)
            self._watcher.circuit_opened(session, row.target, refused.reason)

    def _park(self, session: Session, row: Owed, rejected: RejectedError, claim: Claim) -> None:
        log.error("parked", reason=rejected.reason, fields=rejected.fields)
        _note_answer(session, row, claim)
        outbox.park(session, row, self._target.timing.parked_retry, rejected.reason)
        self._watcher.parked(session, row, rejected.reason, rejected.cure)

    def _ask_a_person(self, session: Session, row: Owed) -> None:
        reason = f"sent {MOST_ATTEMPTS} times, never answered, and no trace of it can be found"
        outbox.leave_unknown(session, row, None, reason)
        self._watcher.given_up(session, row, reason)

    def _bury(self, session: Session, row: Owed) -> None:
        reason = f"taken {outbox.MOST_UNSETTLED_CLAIMS} times and never settled; the last error: {row.error or 'none'}"
        outbox.bury(session, row, reason)
        self._watcher.given_up(session, row, reason)

    def _fail(self, session: Session, row: Owed, reason: str) -> None:
        outbox.fail(session, row, backoff(row.failures, LONGEST_BACKOFF), reason)
        if row.state is outbox.OwedState.DEAD:
            self._watcher.given_up(session, row, reason)


def _log_taken_over(claim: Claim) -> None:
    log.warning(
        "taken over from a worker that died or slept",
        owed=claim.key,
        kind=claim.kind,
        bucket=claim.bucket,
        claimed_at=claim.claimed_at,
        lease_over_for=round(claim.orphaned_for or 0.0, 3),
    )


def wait_for(session: Session, name: str, later: TryLaterError) -> float:
    """Seconds to wait: what was asked for, but never so little that asking again becomes a storm (some say 0)."""
    own = backoff(bucket.refusals(session, name), LONGEST_CIRCUIT)
    asked = later.seconds
    return own if asked is None or asked < 1 else asked


def open_circuit(session: Session, target: str, refused: RefusedError) -> bool:
    """Block a whole target that refuses us. True if it is news: it did not wait for this reason already."""
    known = bucket.locked_reason(session, target) == refused.reason
    bucket.block(session, target, backoff(bucket.refusals(session, target), LONGEST_CIRCUIT), refused.reason)
    return not known


def backoff(tries: int, longest: float) -> float:
    """Seconds to wait after so many tries: doubling from one second, with jitter, so that not all come back at once."""
    return min(longest, 2.0 ** min(tries, 12)) * random.uniform(0.5, 1.0)


def _unneeded(session: Session, row: Owed, claim: Claim) -> None:
    """Finish without having asked the remote anything: a probe that was none leaves its place to the next."""
    outbox.finish(session, row)
    bucket.pass_on(session, outbox.buckets_of(row), claim.claimed_at)


def _close(session: Session, row: Owed, undeliverable: UndeliverableError, claim: Claim) -> None:
    log.info("undeliverable", reason=undeliverable.reason)
    outbox.finish(session, row)
    _note_answer(session, row, claim)
    row.error = undeliverable.reason


def _note_answer(session: Session, row: Owed, claim: Claim) -> None:
    """The remote answered, whatever it said: what it once asked to wait for is over."""
    bucket.clear(session, outbox.buckets_of(row), claim.claimed_at)
