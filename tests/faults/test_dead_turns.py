"""Who reads Jira for everybody may die at it: another takes the turn when its lease ends, and filing goes on."""

from __future__ import annotations

import signal
from collections.abc import Callable

from tests.world import HURRY, World, eventually

LEASE = float(HURRY["OUTBOX_LEASE_SECONDS"])


# P3, found by the soak: the reconciliation that filing waits for at a start died, and nobody took it up for minutes.
def test_a_turn_that_died_holds_up_nobody(make_world: Callable[..., World], database_url: str) -> None:
    world = make_world(database_url=database_url)
    world.jira("faults", method="GET", path="/search", kind="hang", seconds=60, times=-1)
    dies = world.start("run", JIRA_TIMEOUT_SECONDS="60")
    eventually(lambda: [entry for entry in world.searches() if "labels is not EMPTY" in entry["query"]["jql"][0]])
    assert world.stop(dies, signal.SIGKILL) == -signal.SIGKILL
    world.sandbox.forget_faults(world.sandbox.jira)
    world.start("run")
    world.file("U1ANN", "vpn", "The VPN drops every hour")


# A reading that takes longer than the lease is renewed meanwhile: nobody else begins it too.
def test_a_turn_that_takes_long_stays_one(make_world: Callable[..., World], database_url: str) -> None:
    world = make_world(database_url=database_url)
    hang = {"method": "GET", "path": "/search", "kind": "hang", "seconds": 3 * LEASE}
    world.jira("faults", **hang, times=2)  # of the first polling and the first reconciling
    world.start("run", JIRA_TIMEOUT_SECONDS="60")
    world.start("run", JIRA_TIMEOUT_SECONDS="60")
    first = eventually(lambda: len(world.searches()) >= 2 and world.searches())
    eventually(lambda: len(world.searches()) > 2)
    assert world.searches()[2]["at"] - first[1]["at"] >= 3 * LEASE
