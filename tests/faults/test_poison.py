"""A write that kills whoever takes it, or fails whatever is tried: it ends, is seen, and others are served."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable

from sqlalchemy import create_engine, text

from storage.outbox import MOST_FAILURES, MOST_UNSETTLED_CLAIMS
from tests.watched.test_dead_letters import asked, number_in
from tests.world import CATALOGUE, World, eventually

ODDITY = {"issues": [{"key": None}]}
QUICK = {"OUTBOX_LEASE_SECONDS": "0.5"}


def unfinished(world: World) -> list[dict[str, str]]:
    """What needs a person, as the command line shows it."""
    found: list[dict[str, str]] = json.loads(world.friction("outbox", "list", "--json").stdout)
    return found


def assert_seen(world: World, user: str, reference: str) -> None:
    """The dead write is told to reporter and administrators."""
    world.until_receipt_shows(user, reference, "is saved")
    alert = eventually(lambda: world.messages("C0ADMIN"))[0]
    assert "needs a decision" in alert["text"]


def assert_filed_once(world: World, user: str, reference: str) -> None:
    """Tried again, it is done, and nobody is told of trouble any more."""
    world.filed(user, reference)
    world.after_more_polls()
    assert len(world.issues_of(reference)) == 1
    assert len(world.messages("C0ADMIN")) == 1


# Fault 58 and P7: it crashes the interpreter each time; a supervisor starts the worker anew. It is given up, told to
# administrators and to whoever waits, and tried again from Slack it is done once, however often that is asked for.
def test_fault_58_a_write_that_kills_its_workers(make_world: Callable[..., World], database_url: str) -> None:
    world = make_world(database_url=database_url, mode="http", **QUICK)
    world.catalogue.write_text(CATALOGUE + '\n[roles]\nadmin = ["U0OWNER"]\n')
    assert world.friction("migrate").returncode == 0
    web, *_ = world.start_all(("web", {}), ("clock", {}))
    reference = world.report("U1ANN", "vpn", "The VPN drops every hour")
    for _ in range(MOST_UNSETTLED_CLAIMS):
        assert world.start("worker", CRASH_AT="jira:after_claim", PORT="").wait(timeout=60) == -signal.SIGKILL
    world.start("worker")
    world.file("U2BOB", "vpn", "I lose the VPN all the time")
    world.until_told("U1ANN", f"{reference} is saved, but I could not file it yet")
    assert_seen(world, "U1ANN", reference)
    number = number_in(asked(world, "admin"))
    assert world.issues_of(reference) == []
    for _ in range(2):
        asked(world, f"admin retry {number}")
    assert_filed_once(world, "U1ANN", reference)
    assert "Nothing waits for a person" in asked(world, "admin")
    assert web.poll() is None


# Fault 59: it fails each time, as by a mistake of ours: Jira answers what no code expects. Hours pass between tries.
def test_fault_59_a_write_that_always_fails(make_world: Callable[..., World], database_url: str) -> None:
    world = make_world(database_url=database_url)
    world.start("run")
    world.file("U3CAT", "vpn", "It asks for the code twice")  # before the first comparison with Jira nothing is filed
    world.jira("faults", path="/search", kind="status", status=200, body=ODDITY, times=-1)
    reference = world.report("U1ANN", "vpn", "The VPN drops every hour")
    patience = {"timeout": 60} if database_url.startswith("sqlite") else {}
    engine = create_engine(database_url, connect_args=patience)

    def failures() -> int:
        """How often it has failed; the time until the next try is let pass."""
        with engine.begin() as hours_later:
            hours_later.execute(text("UPDATE outbox SET due = 0 WHERE kind = 'file' AND state = 'ready'"))
            failing = text("SELECT failures FROM outbox WHERE kind = 'file' AND state <> 'done'")
            return int(hours_later.execute(failing).scalar_one())

    eventually(lambda: failures() >= MOST_FAILURES)
    engine.dispose()
    world.sandbox.forget_faults(world.sandbox.jira)
    world.file("U2BOB", "vpn", "I lose the VPN all the time")
    assert_seen(world, "U1ANN", reference)
    (dead,) = unfinished(world)
    assert dead["state"] == "dead"
    assert world.friction("outbox", "retry", str(dead["number"])).returncode == 0
    assert_filed_once(world, "U1ANN", reference)
    assert len(world.issues()) == 3
