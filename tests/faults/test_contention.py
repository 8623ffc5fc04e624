"""Transactions stand in each other's way: what the database gives up is done again, and Slack hears us all the same."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg

from tests.faults.conftest import Postgres
from tests.world import World, eventually

PEOPLE = [f"U7C{number}" for number in range(12)]
WAITING = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


# Fault 15: PostgreSQL ends a deadlock by giving up one of two transactions. It is ours, and nobody notices.
def test_fault_15_a_deadlock_is_tried_again(make_world: Callable[..., World], server: Postgres) -> None:
    url = server.new_database()
    world = make_world(database_url=url)
    # The other one would look for a deadlock only after ten seconds: ours finds it first, and is given up.
    server.set_for_all(url, "deadlock_timeout = '200ms'")
    world.start("run")
    world.jira("faults", kind="status", status=503, headers={"Retry-After": "2"}, times=1)
    reference = world.report("U1ANN", "vpn", "The VPN drops every hour")
    receipt = world.until_receipt("U1ANN", reference)
    with psycopg.connect(url) as other, ThreadPoolExecutor(1) as beside:
        other.execute("SET deadlock_timeout = '10s'")
        other.execute("SELECT * FROM outbox WHERE kind = 'file' FOR UPDATE")
        crossed = beside.submit(cross, other)
        assert world.click("U1ANN", receipt, "withdraw")["acked"]
        crossed.result()
    world.until_receipt_shows("U1ANN", reference, "ithdrawn")
    assert world.issues() == []
    assert "deadlock" in server.log()


def cross(other: psycopg.Connection[Any]) -> None:
    """Ask for what somebody holds who waits for us. The server looks for that moment: they wait for us only so long."""
    other.execute(f"""DO $$ BEGIN
        WHILE NOT EXISTS ({WAITING}) LOOP PERFORM pg_sleep(0.01), pg_stat_clear_snapshot(); END LOOP;
        PERFORM * FROM reports FOR UPDATE;
    END $$""")
    other.commit()


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
        other.execute("LOCK TABLE turns, buckets IN ACCESS EXCLUSIVE MODE")
        eventually(lambda: waits_for_a_lock(url))
        references = {user: world.report(user, "vpn", "The VPN drops every hour") for user in PEOPLE}
        other.execute("LOCK TABLE reports IN ACCESS EXCLUSIVE MODE")
        with ThreadPoolExecutor(len(PEOPLE)) as people:
            told = list(people.map(lambda user: world.command(user, "vpn: It is slow as well"), PEOPLE))
        assert all(each["acked"] for each in told)  # within Slack's three seconds
        assert all("could not save" in each["response"]["text"] for each in told), told
    for user, reference in references.items():
        world.filed(user, reference)
    assert len(world.issues()) == len(PEOPLE)
