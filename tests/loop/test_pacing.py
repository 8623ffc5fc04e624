"""Requests of all processes are counted together; those that can wait do."""

from __future__ import annotations

from functools import partial

from loop.pacing import LONGEST_WAIT, Pace
from storage.database import Database
from storage.tables import metadata

PER_MINUTE = 10


def test_reading_waits_for_its_turn_and_for_what_was_filed(database_url: str) -> None:
    here, there = Database(database_url), Database(database_url)
    metadata.create_all(here.engine)
    waited: list[float] = []
    reading = partial(Pace, waits=True, pause=waited.append)
    read, read_there = reading(here, PER_MINUTE), reading(there, PER_MINUTE)
    file = Pace(there, PER_MINUTE, waits=False, pause=waited.append)

    read()
    assert waited == []
    read_there()
    assert 0 < waited[0] <= 60 / PER_MINUTE

    for _ in range(20):
        file()
    assert len(waited) == 1
    # However much is filed, reading goes on.
    read()
    assert waited[0] < waited[1] <= LONGEST_WAIT + 0.01
    here.close()
    there.close()


def test_a_request_that_cannot_be_counted_is_sent_all_the_same(sqlite_url: str) -> None:
    without_tables = Database(sqlite_url)
    waited: list[float] = []
    Pace(without_tables, PER_MINUTE, waits=True, pause=waited.append)()
    assert waited == []
    without_tables.close()
