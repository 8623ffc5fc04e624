"""A process is put to sleep for longer than its lease and wakes up in the middle of what others have finished."""

from __future__ import annotations

import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing

import psycopg
import pytest

from tests.nursery import Process
from tests.world import Json, World, eventually

CREATE = r"/rest/api/\d/issue$"
# Answers that trickle in, so that there is time to fall asleep over them.
ASLEEP: dict[str, Json] = {
    "before the create": {"method": "GET", "query": "created.DESC", "kind": "drip", "seconds": 0.1, "times": -1},
    "during the create": {"method": "POST", "path": CREATE, "kind": "drip", "seconds": 0.1},
}


def under_way(world: World, moment: str) -> bool:
    """Whether the worker waits for the answer that it is going to sleep over."""
    if moment == "during the create":
        return bool(world.issues())
    return any("ORDER BY created DESC" in entry["query"]["jql"][0] for entry in world.searches())


def put_to_sleep(process: Process, database_url: str) -> None:
    """Stop a process between two transactions: in the middle of one it would keep its locks from everybody else."""

    def asleep() -> bool:
        process.send_signal(signal.SIGSTOP)
        if holds_no_lock(database_url):
            return True
        process.send_signal(signal.SIGCONT)
        return False

    eventually(asleep)


def holds_no_lock(database_url: str) -> bool:
    """Whether nobody has been keeping a transaction open for a while."""
    if database_url.startswith("sqlite"):
        with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"), timeout=1.0)) as writer:
            writer.isolation_level = None
            try:
                writer.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return False
            return True
    with psycopg.connect(database_url, autocommit=True) as looking:
        looking.execute("SELECT pg_sleep(0.5)")
        kept = "state LIKE 'idle in transaction%' AND clock_timestamp() - state_change > interval '0.4 s'"
        here = "datname = current_database()"
        return looking.execute(f"SELECT 1 FROM pg_stat_activity WHERE {here} AND {kept}").fetchone() is None


# Fault 8: SIGSTOP beyond the lease, then SIGCONT. What it would have sent, or has sent, is the others' by then.
@pytest.mark.parametrize("moment", ASLEEP)
def test_fault_08_a_worker_sleeps_through_its_lease(
    make_world: Callable[..., World], database_url: str, moment: str
) -> None:
    # Patient with Jira: it shall still read the answer when it is put to sleep, on a busy machine too.
    world = make_world(database_url=database_url, mode="http", JIRA_TIMEOUT_SECONDS="20")
    assert world.friction("migrate").returncode == 0
    _web, _clock, sleeper = world.start_all(("web", {}), ("clock", {}), ("worker", {}))
    world.jira("faults", **ASLEEP[moment])
    reference = world.report("U1ANN", "vpn", "The VPN drops every hour")
    world.until_receipt("U1ANN", reference)  # it shall sleep over Jira's answer, and not just before it sends this
    eventually(lambda: under_way(world, moment))
    put_to_sleep(sleeper, database_url)
    world.sandbox.forget_faults(world.sandbox.jira)
    world.start("worker")
    issue = world.filed("U1ANN", reference)
    sleeper.send_signal(signal.SIGCONT)

    eventually(lambda: "lease lost" in world.logs())
    _, other = world.file("U2BOB", "vpn", "I lose the VPN all the time")
    world.after_more_polls()
    assert len(world.jira_requests("POST", "/issue")) == 2
    assert [each["key"] for each in world.issues()] == [issue["key"], other["key"]]
    assert [len(world.direct(user)) for user in ("U1ANN", "U2BOB")] == [1, 1]
    assert sleeper.poll() is None
