"""A new version comes while the old one runs: the schema grows first, and nobody queues up behind a migration."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing

import psycopg
from sqlalchemy import create_engine, text

from tests.faults.conftest import Postgres
from tests.world import World

LONGEST_LOCK = 5.0


# Fault 60: what a newer version adds does not disturb the old workers that still run; one that is started is refused.
def test_fault_60_old_workers_outlive_a_migration(make_world: Callable[..., World], database_url: str) -> None:
    world = make_world(database_url=database_url)
    process = world.start("run")
    world.file("U1ANN", "vpn", "The VPN drops every hour")
    patience = {"timeout": 60} if database_url.startswith("sqlite") else {}
    engine = create_engine(database_url, connect_args=patience)
    for table in ("reports", "outbox", "events", "issues"):
        with engine.begin() as newer:  # one at a time: what works beside it locks several, in an order of its own
            newer.execute(text(f"ALTER TABLE {table} ADD COLUMN of_tomorrow VARCHAR(20) DEFAULT 'x'"))
    with engine.begin() as newer:
        newer.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    _, issue = world.file("U2BOB", "vpn", "I lose the VPN all the time")
    world.close_issue(issue, "Done")
    world.until_told("U2BOB", "shipped")
    assert process.poll() is None
    for command in ("worker", "migrate", "run"):
        refused = world.friction(command)
        assert refused.returncode == 1, refused.stderr
        assert "newer version" in refused.stderr
        assert "Traceback" not in refused.stderr


# Fault 60: a table that somebody holds gives the migration up after a while; until then it holds up nobody for longer.
def test_fault_60_a_migration_waits_for_no_lock_for_ever(make_world: Callable[..., World], server: Postgres) -> None:
    url = server.new_database()
    world = make_world(database_url=url)
    server.run(url, "CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)")
    with closing(psycopg.connect(url)) as other:
        other.execute("LOCK TABLE alembic_version IN SHARE MODE")
        began = time.monotonic()
        refused = world.friction("migrate")
        assert refused.returncode == 1, refused.stderr
        assert "holds a lock" in refused.stderr
        assert time.monotonic() - began >= LONGEST_LOCK
    assert world.friction("migrate").returncode == 0
    world.start("run")
    world.file("U1ANN", "vpn", "The VPN drops every hour")
