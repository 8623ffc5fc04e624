"""The database is away, locked, full or a replica: nobody hears "got it" for what is not kept, and it mends itself."""

from __future__ import annotations

import resource
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import pytest

from tests.faults.conftest import Postgres
from tests.world import PATIENT, PUNCTUAL, Json, World, eventually, reference_in

# Slack waits three seconds.
LONGEST_ANSWER = 3.0
NOT_SAVED = "could not save"
PEOPLE = [f"U7D{number}" for number in range(12)]


def timed(world: World, user: str, text: str) -> tuple[Json, float]:
    """What a command was answered, and after how many seconds."""
    began = time.monotonic()
    told = world.command(user, text)
    return told, time.monotonic() - began


def answered(
    world: World, user: str, text: str = "vpn: The VPN drops every hour", longest: float = LONGEST_ANSWER
) -> str:
    """What a command was answered in so many seconds; asked once more where a busy machine stood still meanwhile."""

    def in_time() -> str:
        told, seconds = timed(world, user, text)
        return str(told["response"]["text"]) if told["acked"] and seconds < longest else ""

    return str(eventually(in_time))


def assert_refused(world: World, user: str, longest: float = LONGEST_ANSWER) -> None:
    """A command is refused in time and in words."""
    told = answered(world, user, longest=longest)
    assert NOT_SAVED in told, told


def assert_each_filed_once(world: World, references: dict[str, str]) -> None:
    for user, reference in references.items():
        world.filed(user, reference)
    world.after_more_polls()
    assert {user: len(world.issues_of(reference)) for user, reference in references.items()} == dict.fromkeys(
        references, 1
    )
    assert len(world.issues()) == len(references)
    assert {user: len(world.direct(user)) for user in references} == dict.fromkeys(references, 1)


def report_as_people_do(world: World, user: str) -> str:
    """Report, and again when told to try again, until it is kept; returns the reference."""

    def kept() -> str:
        text = (world.command(user, "vpn: The VPN drops every hour")["response"] or {}).get("text", "")
        return reference_in(text) if "FR-" in text else ""

    return str(eventually(kept))


def submitted_in_time(world: World, user: str, form: Json) -> Json:
    """What a form was answered; empty if it was too late for Slack."""
    told = world.slack("submit", user=user, values=form)
    return told if told["acked"] else {}


# Fault 10: the server is killed and restarted again and again while people report and workers work.
def test_fault_10_postgresql_is_restarted_under_load(make_world: Callable[..., World], server: Postgres) -> None:
    world = make_world(database_url=server.new_database(), mode="http", JIRA_TIMEOUT_SECONDS="20")
    assert world.friction("migrate").returncode == 0
    processes = world.start_all(("web", {}), ("clock", {}), ("worker", {}), ("worker", {}))
    for user in PEOPLE:
        world.slack("users", id=user, name=user.lower())
    references: dict[str, str] = {}
    with ThreadPoolExecutor(2) as people:
        for begin in range(0, len(PEOPLE), 4):
            batch = PEOPLE[begin : begin + 4]
            asked = [(user, people.submit(report_as_people_do, world, user)) for user in batch]
            eventually(lambda: any(done.done() for _, done in asked))  # noqa: B023  (it is over before the next turn)
            server.pull_down()
            server.put_up()
            references |= {user: done.result() for user, done in asked}
    assert_each_filed_once(world, references)
    assert [process.poll() for process in processes] == [None] * len(processes)


# Fault 12: away for a while. Commands and forms are refused in time, in words, and everything goes on afterwards.
def test_fault_12_postgresql_is_away(make_world: Callable[..., World], server: Postgres) -> None:
    world = make_world(database_url=server.new_database())
    process = world.start("run")
    references = {"U1ANN": world.report("U1ANN", "vpn", "The VPN drops every hour")}
    world.slack("app", ack_seconds=20, trigger_seconds=20)  # the form shall be open, however busy the machine is
    world.command("U2BOB", "")
    world.slack("app", ack_seconds=LONGEST_ANSWER, trigger_seconds=LONGEST_ANSWER)
    server.pull_down()
    for text in ("vpn: The VPN drops every hour", "mine", "The VPN drops every hour", ""):
        told = answered(world, "U3CAT", text)
        assert NOT_SAVED in told, (text, told)
    form = {"product": "vpn", "what": "I lose the VPN all the time"}
    submitted = eventually(lambda: submitted_in_time(world, "U2BOB", form))
    assert NOT_SAVED in submitted["errors"]["what"]
    assert process.poll() is None
    server.put_up()
    eventually(lambda: submitted_in_time(world, "U2BOB", form).get("errors", submitted) is None)
    references["U2BOB"] = reference_in(eventually(lambda: world.direct("U2BOB"))[0]["text"])
    references["U3CAT"] = report_as_people_do(world, "U3CAT")
    assert_each_filed_once(world, references)


# Fault 12, the silent half: the server is frozen, keeps its connections and answers nothing. Whoever reports is told so
# while Slack waits; what was on its way to the commit is neither lost nor doubled, and all goes on when it thaws.
def test_fault_12_postgresql_is_frozen(make_world: Callable[..., World], server: Postgres) -> None:
    world = make_world(database_url=server.new_database(), mode="http")
    process = world.start("run")
    for user in PEOPLE:
        world.slack("users", id=user, name=user.lower())
    world.command("U2BOB", "")
    form = {"product": "vpn", "what": "I lose the VPN all the time"}
    first, later = PEOPLE[:8], PEOPLE[8:]
    with ThreadPoolExecutor(len(first)) as people:  # so that there are connections to be silent
        references = dict(zip(first, people.map(partial(report_as_people_do, world), first), strict=True))
    with ThreadPoolExecutor(1) as people:
        asked = {user: people.submit(report_as_people_do, world, user) for user in later}
        eventually(lambda: any(done.done() for done in asked.values()))
        world.slack("app", **PUNCTUAL)
        with server.frozen():
            told = [world.command("U3CAT", text)["response"] for text in ("vpn: The VPN drops every hour", "mine", "")]
            # On a slow machine one or another may be late; far too few to have used up all connections.
            words = [answer["text"] for answer in told if answer]
            assert words
            assert all(NOT_SAVED in text for text in words)
            eventually(lambda: NOT_SAVED in str(world.slack("submit", user="U2BOB", values=form)["errors"]))
        world.slack("app", **PATIENT)
        references |= {user: done.result() for user, done in asked.items()}
    eventually(lambda: world.slack("submit", user="U2BOB", values=form)["errors"] is None)
    references["U2BOB"] = reference_in(eventually(lambda: world.direct("U2BOB"))[0]["text"])
    references["U3CAT"] = report_as_people_do(world, "U3CAT")
    assert_each_filed_once(world, references)
    assert process.poll() is None


# Fault 11: after a fail-over connections lead to a replica that cannot write. It is refused in words, and left as soon
# as the address leads to a server that can.
def test_fault_11_postgresql_turns_into_a_replica(make_world: Callable[..., World], server: Postgres) -> None:
    url = server.new_database()
    world = make_world(database_url=url)
    world.start("run")
    world.file("U1ANN", "vpn", "The VPN drops every hour")
    server.set_for_all(url, "default_transaction_read_only = on")
    server.hang_up(url)
    for user in ("U2BOB", "U3CAT"):
        assert_refused(world, user)
    # New connections may write; those in the pools were made to the replica and would stay read-only for ever.
    server.set_for_all(url, "default_transaction_read_only = off")
    reference = report_as_people_do(world, "U2BOB")
    world.filed("U2BOB", reference)
    assert len(world.issues()) == 2


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Somebody else is SQLite's one writer."""
    with closing(sqlite3.connect(path, isolation_level=None, timeout=60)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


# Fault 13: locked for long. The wait is bounded, for many at once too, and what was owed goes on afterwards.
@pytest.mark.parametrize("mode", ["socket", "http"])
def test_fault_13_sqlite_is_locked(make_world: Callable[..., World], sqlite_url: str, mode: str) -> None:
    world = make_world(database_url=sqlite_url, mode=mode)
    world.start("run")
    reference, issue = world.file("U1ANN", "vpn", "The VPN drops every hour")
    for user in PEOPLE[:8]:
        world.slack("users", id=user, name=user.lower())
    with locked(Path(sqlite_url.removeprefix("sqlite:///"))):
        with ThreadPoolExecutor(8) as people:
            list(people.map(lambda user: assert_refused(world, user, longest=2.5), PEOPLE[:8]))
        world.close_issue(issue, "Done")
        # Who only asks does not have to wait for a writer.
        assert reference in answered(world, "U1ANN", "mine", longest=1)
    world.until_told("U1ANN", "shipped")
    world.filed("U2BOB", report_as_people_do(world, "U2BOB"))
    assert len(world.issues()) == 2


# Fault 14: the disk is full for the database, its write-ahead log and our log alike. Nothing is confirmed that is not
# kept, and once there is room again it goes on without repair or restart.
def test_fault_14_the_disk_is_full(make_world: Callable[..., World], sqlite_url: str) -> None:
    world = make_world(database_url=sqlite_url)
    process = world.start("run")
    world.file("U1ANN", "vpn", "The VPN drops every hour")
    roomy = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (0, roomy[1]))
    for user in ("U2BOB", "U3CAT"):
        assert_refused(world, user)
    assert "FR-" in answered(world, "U1ANN", "mine")
    assert process.poll() is None
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, roomy)
    world.filed("U2BOB", report_as_people_do(world, "U2BOB"))
    assert len(world.issues()) == 2
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
