"""Threads that keep the loop going: workers, heartbeat, polling, schedule. Each wakes, does what is due, and sleeps."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from loop.outbox import Worker
from storage import outbox
from storage.database import Database, StorageError

log = structlog.get_logger(__name__)

IDLE_SECONDS = 0.25
# Nothing has woken for so long: the scheduler is dead.
LONGEST_SILENCE = 60.0
# After trouble with the database a thread waits longer than when there is merely nothing to do.
TROUBLE_SECONDS = 2.0


class WorkerThreads:
    """Runs workers in threads until told to stop, and renews the leases of what they have in hand."""

    def __init__(
        self,
        database: Database,
        workers: Sequence[Worker],
        lease_seconds: float,
        first: Callable[[], None] | None = None,
    ) -> None:
        """`first`: what part of the work may have to wait for; called again and again, and does it when it must."""
        self._database = database
        self._first = first
        self._workers = workers
        self._lease_seconds = lease_seconds
        self._stopping = threading.Event()
        self._stopped = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Start a thread per worker, one for the heartbeat, and one for what comes first."""
        if self._first is not None:
            _spawn("first", partial(self._see_to, self._first))
        for number, worker in enumerate(self._workers):
            self._threads.append(_spawn(f"worker-{number}", partial(self._work, worker)))
        _spawn("heartbeat", self._beat)

    def stop(self, within_seconds: float) -> bool:
        """Take nothing new, and wait for what is in hand. False if something still was when the time was over: its
        lease runs out, and another worker goes on with it.
        """
        self._stopping.set()
        deadline = time.monotonic() + within_seconds
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        self._stopped.set()
        return not any(thread.is_alive() for thread in self._threads)

    def check(self) -> None:
        """Raise RuntimeError when a thread has ended of which nobody asked that."""
        ended = [thread.name for thread in self._threads if not thread.is_alive()]
        if ended and not self._stopping.is_set():
            raise RuntimeError(f"{', '.join(ended)} came to an end")

    def _work(self, worker: Worker) -> None:
        while not self._stopping.is_set():
            try:
                busy = worker.run_once()
            except StorageError:
                log.exception("the database is in trouble")
                self._stopping.wait(TROUBLE_SECONDS)
                continue
            if not busy:
                self._stopping.wait(IDLE_SECONDS)

    def _see_to(self, first: Callable[[], None]) -> None:
        while not self._stopping.is_set():
            _safely("first", first)
            self._stopping.wait(IDLE_SECONDS)

    def _beat(self) -> None:
        # It goes on while the work in hand is drained: that needs its leases to the end.
        while not self._stopped.wait(self._lease_seconds / 3):
            held = [worker.in_flight for worker in self._workers if worker.in_flight is not None]
            if not held:
                continue
            try:
                outbox.renew(self._database, held, self._lease_seconds)
            except StorageError:
                log.exception("leases could not be renewed")


def _spawn(name: str, target: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=target, name=name, daemon=True)
    thread.start()
    return thread


class Clockwork:
    """Wakes duties at an interval. What makes a duty happen once over all processes is in the database, not here."""

    def __init__(self) -> None:
        self._scheduler = BackgroundScheduler(timezone="UTC", executors={"default": ThreadPoolExecutor(4)})
        self._woken = time.monotonic()

    def every(self, seconds: float, name: str, duty: Callable[[], object], *, at_once: bool = False) -> None:
        """Wake a duty at least this often; one run of it at a time. at_once: the first time when the others begin."""
        first = {"next_run_time": datetime.now(UTC)} if at_once else {}
        self._scheduler.add_job(
            lambda: _safely(name, duty),
            "interval",
            seconds=max(0.05, seconds),
            name=name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
            **first,
        )

    def start(self) -> None:
        """Begin waking."""
        self.every(1.0, "pulse", self._pulse)
        self._scheduler.start()

    def check(self) -> None:
        """Raise RuntimeError when no duty has been woken for long."""
        silence = time.monotonic() - self._woken
        if silence > LONGEST_SILENCE:
            raise RuntimeError(f"no duty has been woken for {silence:.0f} seconds")

    def _pulse(self) -> None:
        self._woken = time.monotonic()

    def stop(self) -> None:
        """Wake nothing more, and wait for nothing: every duty may be cut off and taken up by another process."""
        self._scheduler.shutdown(wait=False)


def _safely(name: str, duty: Callable[[], object]) -> None:
    try:
        duty()
    except Exception:
        log.exception("a duty failed", duty=name)
