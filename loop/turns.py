"""Turns at reading Jira: one process at a time takes each, and a Jira in trouble is left alone by all."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog

from config.clock import Clock
from loop import owing
from loop.answers import OK, AnswerError, RefusedError, Scope, TryLaterError
from loop.meters import Meters
from loop.outbox import OUTAGE_NOTICED, Watcher, open_circuit, wait_for
from storage import bucket
from storage.database import Database, Session, StorageError, database_seconds
from storage.turn import end_turn, is_due, last_began, renew_turn, take_turn

log = structlog.get_logger(__name__)

# While Jira recovers, a turn is the probe that everybody waits for; without an answer another may ask after so long.
PROBE_SECONDS = 30.0


class JiraTurns:
    """Takes turns that are rows in the database, and shares what Jira asked to wait for with all workers.

    lease: a turn whose process died is taken by another one after this many seconds.
    """

    def __init__(self, database: Database, clock: Clock, watcher: Watcher, meters: Meters, *, lease: float) -> None:
        self._database = database
        self._clock = clock
        self._watcher = watcher
        self._meters = meters
        self._lease = lease

    def take(
        self,
        name: str,
        work: Callable[[], bool],
        *,
        again_in: float,
        again_in_after_failure: float | None = None,
        unless_since: float | None = None,
    ) -> bool:
        """Take the turn if it is due. True if it succeeded and Jira was read; `work` says whether it asked Jira at all.

        again_in: seconds until it is due again. unless_since: it is not needed if one succeeded that began since then,
        in seconds by the database's clock.
        """
        if again_in_after_failure is None:
            again_in_after_failure = again_in
        began = self._begin(name, unless_since)
        if began is None:
            return False
        as_of = self._clock.now()
        try:
            with self._renewed(name):
                asked = work()
        except AnswerError as problem:
            log.warning("Jira could not be read", turn=name, reason=problem.reason)
            self._meters.answered(owing.JIRA, problem.kind)
            with self._database.transaction() as session:
                self._wait(session, name, problem, began)
                end_turn(session, name, again_in=again_in_after_failure)
            return False
        except Exception:  # the boundary of a turn: the next one must not wait for the end of this one's lease
            log.exception("a turn failed", turn=name)
            with self._database.transaction() as session:
                end_turn(session, name, again_in=again_in_after_failure)
            return False
        if asked:
            self._meters.answered(owing.JIRA, OK)
        with self._database.transaction() as session:
            (bucket.clear if asked else bucket.pass_on)(session, _buckets(name), began)
            end_turn(session, name, again_in=again_in, succeeded_at=as_of, began=began)
        return asked

    @contextmanager
    def _renewed(self, name: str) -> Iterator[None]:
        """Keep the turn for as long as this lasts."""
        over = threading.Event()

        def beat() -> None:
            while not over.wait(self._lease / 3):
                try:
                    with self._database.transaction() as session:
                        renew_turn(session, name, self._lease)
                except StorageError:
                    log.exception("a turn could not be renewed", turn=name)

        heart = threading.Thread(target=beat, name=f"turn-{name}", daemon=True)
        heart.start()
        try:
            yield
        finally:
            over.set()
            heart.join()  # a late beat would put off the next turn

    def _begin(self, name: str, unless_since: float | None) -> float | None:
        # Most looks find nothing to do: they keep no writer waiting.
        with self._database.reading() as session:
            if not is_due(session, name):
                return None
        with self._database.transaction() as session:
            if unless_since is not None and last_began(session, name) >= unless_since:
                return None
            waiting = any(bucket.is_blocked(session, each) for each in _buckets(name))
            if waiting or not take_turn(session, name, self._lease):
                return None
            if not all(bucket.may_use(session, each, PROBE_SECONDS) for each in _buckets(name)):
                end_turn(session, name, again_in=0.0)  # a worker was quicker to ask whether Jira is back
                return None
            return database_seconds(session)

    def _wait(self, session: Session, turn: str, problem: AnswerError, began: float) -> None:
        match problem:
            case RefusedError():
                if open_circuit(session, owing.JIRA, problem):
                    self._watcher.circuit_opened(session, owing.JIRA, problem.reason)
            case TryLaterError():
                # A limit on one endpoint holds up what asks there, which is this turn; writing goes on.
                name = owing.JIRA if problem.scope is Scope.WHOLE else _bucket(turn)
                seconds = wait_for(session, name, problem)
                if bucket.block(session, name, seconds, problem.reason) == OUTAGE_NOTICED and name == owing.JIRA:
                    self._watcher.circuit_opened(session, owing.JIRA, problem.reason)
            case _:
                bucket.clear(session, _buckets(turn), began)  # Jira answered, whatever it said


def _bucket(turn: str) -> str:
    return f"{owing.JIRA}:{turn}"


def _buckets(turn: str) -> set[str]:
    """Every bucket that a turn has to wait for."""
    return {owing.JIRA, _bucket(turn)}
