"""SQLite has one writer at a time: whoever Slack waits for comes before the workers, or hears soon that it cannot."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import text

from storage.database import Database, StorageError
from storage.engine import FOR_SLACK, FOR_WORK
from storage.outbox import claim
from storage.schema import migrate

TURNS = 60


@contextmanager
def busy_writers(url: str, count: int, writes: float, rests: float) -> Iterator[list[float]]:
    """Some who each write for so many seconds, rest for so many, and go on like that; the list grows by each turn."""
    over, turns = threading.Event(), list[float]()
    database, writing = Database(url), threading.Event()

    def work() -> None:
        while not over.is_set():
            with database.transaction() as session:
                session.execute(text("UPDATE turns SET next_at = next_at"))
                writing.set()
                turns.append(time.monotonic())
                over.wait(writes)
            over.wait(rests)

    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    writing.wait()
    try:
        yield turns
    finally:
        over.set()
        for thread in threads:
            thread.join()
        database.close()


def _write(database: Database) -> None:
    with database.transaction() as session:
        session.execute(text("UPDATE turns SET next_at = next_at"))


# P4, fault 13: eight workers leave no rest. SQLite alone would ask every tenth of a second in the end, and find that
# somebody else had just begun.
def test_what_slack_waits_for_comes_first(sqlite_url: str) -> None:
    urgent = Database(sqlite_url, patience=replace(FOR_SLACK, lock=10.0))
    migrate(urgent)
    with busy_writers(sqlite_url, 8, writes=0.004, rests=0.02) as turns:
        before = len(turns)
        for _ in range(TURNS):
            _write(urgent)
        assert len(turns) - before < TURNS // 2
    urgent.close()


# Fault 13: whoever waits in vain hears so in time to answer Slack.
def test_a_wait_in_vain_is_short(sqlite_url: str) -> None:
    urgent = Database(sqlite_url, patience=replace(FOR_SLACK, lock=0.3))
    migrate(urgent)
    with busy_writers(sqlite_url, 1, writes=30, rests=0):
        began = time.monotonic()
        with pytest.raises(StorageError, match="locked"):
            _write(urgent)
        assert 0.3 <= time.monotonic() - began < 2
    _write(urgent)
    urgent.close()


# A worker that has nothing to do holds up nobody.
def test_an_idle_worker_does_not_write(sqlite_url: str) -> None:
    database = Database(sqlite_url, patience=replace(FOR_WORK, lock=0.1))
    migrate(database)
    with busy_writers(sqlite_url, 1, writes=30, rests=0):
        assert claim(database, "jira", 30.0, {"file"}) is None
    database.close()
