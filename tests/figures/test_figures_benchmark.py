"""The benchmark of the figures measures what it says: figures and the plain reference agree on its history."""

from __future__ import annotations

from benchmarks.figures.history import EVENTS_PER_REPORT, make_history
from benchmarks.figures.measuring import measure
from benchmarks.figures.storing import store
from storage.database import Database

_EVENTS = 3_000


def test_every_figure_is_the_one_that_replaying_all_events_gives(database_url: str) -> None:
    history = make_history(_EVENTS)
    assert len(history.step) == _EVENTS
    assert len(history.submitted) == _EVENTS // EVENTS_PER_REPORT
    database = Database(database_url)
    store(database, history)
    rows = list(
        measure(database, tries=1)
    )  # it compares each figure with the reference's, and raises where they differ
    database.close()
    assert [row["figure"].split()[0] for row in rows] == ["every", "the", "the", "one", "whole"]
    assert all(row["seconds"] > 0 for row in rows)
