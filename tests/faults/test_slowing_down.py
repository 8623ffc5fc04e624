"""When a remote asks to wait, all workers of all processes wait, and then one of them asks again."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from sqlalchemy import create_engine, text

from tests.world import Json, World, eventually

WAIT = 3.0
CREATE = {"method": "POST", "path": r"/rest/api/\d/issue$"}


def refusals(world: World, count: int) -> list[Json]:
    """Wait until Jira has refused so often; returns its ledger entries."""
    found: list[Json] = eventually(
        lambda: len(entries := [e for e in _requests(world) if e["fault"] == "status"]) >= count and entries
    )
    return found


def _requests(world: World) -> list[Json]:
    found: list[Json] = world.sandbox.see(world.sandbox.jira, "ledger", kind="request")["entries"]
    return found


def between(entries: list[Json], after: float, before: float) -> list[str]:
    return [f"{entry['method']} {entry['path']}" for entry in entries if after < entry["at"] < before]


def three_workers(make_world: Callable[..., World], database_url: str) -> World:
    """A world of three processes that have all begun, and ask Jira nothing but what has changed."""
    # A lease for which nobody is too slow, and nothing else that Jira is asked in between.
    patient = {"OUTBOX_LEASE_SECONDS": "30", "JIRA_TIMEOUT_SECONDS": "20", "RECHECK_MINUTES": "60"}
    world = make_world(database_url=database_url, **patient)
    world.start("run")
    world.start_all(("worker", {"PORT": "0"}), ("worker", {"PORT": "0"}))
    world.file("U0OWNER", "wiki", "The search finds nothing")  # nothing is, before the first comparison with Jira
    world.after_more_polls()
    return world


def until_known(world: World, database_url: str) -> None:
    """Wait until what Jira asked for is known to all, or even over: what was begun before that may go on."""
    engine = create_engine(database_url)

    def known() -> bool:
        with engine.connect() as connection:
            found = connection.execute(text("SELECT 1 FROM buckets WHERE refusals > 0")).first()
        return found is not None or not _requests(world)[-1]["fault"]

    eventually(known)
    engine.dispose()


# Faults 35 and 37, P8: never before Retry-After, in seconds or as a date, by anybody; one probe, then everybody.
@pytest.mark.parametrize(("status", "form"), [(429, "seconds"), (503, "date")])
def test_faults_35_37_all_of_jira_rests_while_it_asks_for_it(
    make_world: Callable[..., World], database_url: str, status: int, form: str
) -> None:
    world = three_workers(make_world, database_url)
    date = (datetime.now(UTC) + timedelta(seconds=WAIT + 1)).replace(microsecond=0)
    wait = str(WAIT) if form == "seconds" else format_datetime(date, usegmt=True)
    world.jira("faults", kind="status", status=status, headers={"Retry-After": wait}, times=1)
    first = refusals(world, 1)[0]
    until = first["at"] + WAIT if form == "seconds" else date.timestamp()
    until_known(world, database_url)
    references = {user: world.report(user, "vpn", "The VPN drops") for user in ("U1ANN", "U2BOB", "U3CAT")}
    for user, reference in references.items():
        world.filed(user, reference)
    assert between(_requests(world), first["at"], until) == []
    assert len(world.issues()) == 1 + 3


# P8: at most one probe per bucket per Retry-After, however many workers wait.
def test_one_probe_asks_whether_it_is_over(make_world: Callable[..., World], database_url: str) -> None:
    world = three_workers(make_world, database_url)
    world.jira("faults", kind="status", status=429, headers={"Retry-After": "1.5"}, times=-1)
    refusals(world, 1)
    until_known(world, database_url)
    references = {user: world.report(user, "vpn", "The VPN drops") for user in ("U1ANN", "U2BOB", "U3CAT")}
    times = [entry["at"] for entry in refusals(world, 5)]
    world.sandbox.forget_faults(world.sandbox.jira)
    for user, reference in references.items():
        world.filed(user, reference)
    assert min(later - earlier for earlier, later in itertools.pairwise(times)) >= 1.5
    assert len(world.issues()) == 1 + 3


# Fault 35: a limit on one endpoint holds up that one alone: Jira is read meanwhile.
def test_fault_35_a_burst_limit_holds_up_creating_alone(make_world: Callable[..., World], database_url: str) -> None:
    world = three_workers(make_world, database_url)
    _, issue = world.file("U1ANN", "vpn", "The VPN drops every hour")
    headers = {"Retry-After": str(WAIT), "RateLimit-Reason": "jira-burst-based"}
    world.jira("faults", **CREATE, kind="status", status=429, headers=headers, times=1)
    reference = world.report("U2BOB", "vpn", "I lose the VPN all the time")
    first = refusals(world, 1)[0]
    world.close_issue(issue, "Done")
    world.until_told("U1ANN", "shipped")
    world.filed("U2BOB", reference)
    creates = [entry for entry in _requests(world) if entry["method"] == "POST" and entry["path"].endswith("/issue")]
    assert between(creates, first["at"], first["at"] + WAIT) == []
    searches = world.jira_requests("GET", "/search/jql")
    assert between(searches, first["at"], creates[-1]["at"])


def test_reading_keeps_to_the_pace_that_is_set(make_world: Callable[..., World], sqlite_url: str) -> None:
    hurry = {"POLL_INTERVAL_SECONDS": "0.05", "RECHECK_MINUTES": "60", "OUTBOX_LEASE_SECONDS": "30"}
    world = make_world(database_url=sqlite_url, JIRA_REQUESTS_PER_MINUTE="60", **hurry)
    world.start("run")
    _, issue = world.file("U1ANN", "vpn", "The VPN drops every hour")
    world.close_issue(issue, "Done")
    world.until_told("U1ANN", "shipped")
    world.after_more_polls(6)
    times = [entry["at"] for entry in world.searches() if "updated >=" in entry["query"]["jql"][0]]
    assert len(times) >= 6
    # The first needs no turn, and the way of a request takes no second more or less than that of another.
    assert len(times) <= times[-1] - times[0] + 2
