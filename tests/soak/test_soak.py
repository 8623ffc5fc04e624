"""The soak, small enough for every change: `make soak` is the same with as many reports as there is time for."""

from __future__ import annotations

import pytest

from tests.soak.plan import planned
from tests.soak.run import run

REPORTS = 60


# P1, P2, P5: processes die, answers are lost, PostgreSQL restarts; by the ledgers nothing is lost or doubled.
@pytest.mark.timeout(400)  # mostly waiting: for leases, graces, and for second messages that must not come
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_nothing_is_lost_and_nothing_happens_twice(database: str) -> None:
    told = run(planned(database, REPORTS, seed=7, kills=6, restarts=1))
    assert told["reports"] == REPORTS
    assert told["kills"] >= 6
    assert told["ambiguous_answers"] >= 10
    assert told["database_restarts"] == (database == "postgresql")
    # How soon orphans are claimed is measured by `make soak`: a busy machine makes it longer, and nothing wrong.
    broken = ("lost", "duplicate_issues", "duplicate_notices", "missing_notices", "asked_a_person")
    assert {name: told[name] for name in broken} == dict.fromkeys(broken, 0), told["broken"]


# The judge is worth something only if it finds what is wrong: the foil doubles issues and messages.
@pytest.mark.timeout(400)
def test_the_foil_is_found_out() -> None:
    told = run(planned("sqlite", REPORTS, seed=7, kills=6, restarts=1, naive=True))
    assert told["duplicate_issues"] > 0
    assert told["duplicate_notices"] > 0
    assert told["lost"] == 0
