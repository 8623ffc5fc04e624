"""Transactions stand in each other's way: what the database gives up is done again, and Slack hears us all the same."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from tests.faults.conftest import Postgres
from tests.world import PUNCTUAL, World, eventually

PEOPLE = [f"U7C{number}" for number in range(12)]
WAITING = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
FOR_US = f"{WAITING} AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"


# Fault 15: PostgreSQL gives up one of two transactions, to end a deadlock or, where an installation has it run at that
# level, because the other was first to change a row. It is ours, and nobody notices.
@pytest.mark.parametrize(
    ("setting", "takes", "then", "said"),
    [
        # The other one would look for a deadlock only after a minute: ours finds it first, and is given up.
        (
            "deadlock_timeout = '200ms'",
            "SELECT * FROM outbox WHERE kind = 'file' FOR UPDATE",
            "PERFORM * FROM reports FOR UPDATE",
            "deadlock",
        ),
        (
            "default_transaction_isolation = 'repeatable read'",
            "UPDATE outbox SET error = '' WHERE kind = 'file'",
            "NULL",
            "not serialize",
        ),
    ],
    ids=["deadlock", "serialization"],
)
def test_fault_15_what_gives_way_is_tried_again(
    make_world: Callable[..., World], server: Postgres, setting: str, takes: str, then: str, said: str
) -> None:
    url = server.new_database()
    world = make_world(database_url=url)
    server.set_for_all(url, setting)
    # Before the first comparison with Jira nobody begins to file: it can be taken back however long that takes.
    world.jira("faults", kind="status", status=503, times=-1)
    world.start("run")
    reference = world.report("U1ANN", "vpn", "The VPN drops every hour")
    receipt = world.until_receipt("U1ANN", reference)
    before = server.log().count(said)
    patient = "-c deadlock_timeout=60s -c statement_timeout=60s"
    with psycopg.connect(url, options=patient) as other, ThreadPoolExecutor(1) as beside:
        other.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
        other.execute(takes)
        crossed = beside.submit(cross, other, then)
        # Pressed again where a busy machine was too slow to cross it before it was told that it could not be saved.
        eventually(lambda: crossed.done() or (world.click("U1ANN", receipt, "withdraw")["acked"] and crossed.done()))
        crossed.result()
    world.until_receipt_shows("U1ANN", reference, "ithdrawn")
    assert world.issues() == []
    assert server.log().count(said) > before


def cross(other: psycopg.Connection[Any], then: str) -> None:
    """Go on when somebody waits for us. The server looks for that moment: they wait for us only so long."""
    other.execute(f"""DO $$ BEGIN
        WHILE NOT EXISTS ({FOR_US}) LOOP PERFORM pg_sleep(0.01), pg_stat_clear_snapshot(); END LOOP;
        {then};
    END $$""")
    other.commit()


def answered(world: World, user: str, text: str) -> str:
    """What a command was answered within Slack's three seconds; asked once more where the machine stood still."""

    def in_time() -> str:
        told = world.command(user, text)
        return str(told["response"]["text"]) if told["acked"] else ""

    return str(eventually(in_time))


def waits_for_a_lock(url: str) -> bool:
    with psycopg.connect(url) as looking:
        return looking.execute(WAITING).fetchone() is not None


# Fault 16: everything that works hangs in the database. Who reports has connections of their own and does not notice;
# when they hang too, it is said in time.
def test_fault_16_slow_work_holds_up_nobody(make_world: Callable[..., World], server: Postgres) -> None:
    url = server.new_database()
    world = make_world(database_url=url, mode="http")
    world.start("run")
    for user in PEOPLE:
        world.slack("users", id=user, name=user.lower())
    with psycopg.connect(url) as other:
        other.execute("SET deadlock_timeout = '60s'")  # whoever works locks them in an order of its own, and gives way
        other.execute("LOCK TABLE turns, buckets IN ACCESS EXCLUSIVE MODE")
        eventually(lambda: waits_for_a_lock(url))
        references = {user: world.report(user, "vpn", "The VPN drops every hour") for user in PEOPLE}
        other.execute("LOCK TABLE reports IN ACCESS EXCLUSIVE MODE")
        world.slack("app", **PUNCTUAL)
        with ThreadPoolExecutor(len(PEOPLE)) as people:
            told = list(people.map(lambda user: answered(world, user, "vpn: It is slow as well"), PEOPLE))
        assert all("could not save" in each for each in told), told
    for user, reference in references.items():
        world.filed(user, reference)
    assert len(world.issues()) == len(PEOPLE)
