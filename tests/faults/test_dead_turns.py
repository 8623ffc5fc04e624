"""Who reads Jira for everybody may die at it: another takes the turn when its lease ends, and filing goes on."""

from __future__ import annotations

import signal
from collections.abc import Callable

from tests.world import Json, World, eventually

# So long that a renewal each third of it comes in time where a machine stands still for seconds.
LEASE = 6.0


# P3, found by the soak: the reconciliation that filing waits for at a start died, and nobody took it up for minutes.
def test_a_turn_that_died_holds_up_nobody(make_world: Callable[..., World], database_url: str) -> None:
    world = make_world(database_url=database_url)
    world.jira("faults", method="GET", path="/search", kind="hang", seconds=60, times=-1)
    dies = world.start("run", JIRA_TIMEOUT_SECONDS="60")
    eventually(lambda: searched(world, "labels is not EMPTY"))
    assert world.stop(dies, signal.SIGKILL) == -signal.SIGKILL
    world.sandbox.forget_faults(world.sandbox.jira)
    world.start("run")
    world.file("U1ANN", "vpn", "The VPN drops every hour")


# A reading that takes longer than the lease is renewed meanwhile: nobody else begins it too.
def test_a_turn_that_takes_long_stays_one(make_world: Callable[..., World], database_url: str) -> None:
    world = make_world(database_url=database_url, JIRA_TIMEOUT_SECONDS="60", OUTBOX_LEASE_SECONDS=str(LEASE))
    hang = {"method": "GET", "path": "/search", "kind": "hang", "seconds": 1.5 * LEASE}
    world.jira("faults", **hang, times=2)  # of the first polling and the first reconciling
    world.start("run")
    world.start("run")
    for words in ("updated >=", "labels is not EMPTY"):
        first, second, *_ = eventually(lambda: len(found := searched(world, words)) > 1 and found)  # noqa: B023
        assert first["fault"] == "hang"
        assert second["at"] - first["at"] >= 1.5 * LEASE


def searched(world: World, words: str) -> list[Json]:
    return [entry for entry in world.searches() if words in entry["query"]["jql"][0]]
