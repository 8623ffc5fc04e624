"""Jira away for a day, Slack for an hour: by the clock of the database, which the test puts forward."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from tests.faults.conftest import SteppedClock
from tests.world import Json, World, eventually

HOUR = 3600
FIVE_MINUTES = 300
# The longest pause between two tries is five minutes: after each of these steps it is over.
STEPS = range(2, 26, 2)


# Fault 37, P8: Jira is in maintenance for 24 hours. Whoever reports meanwhile hears that filing is delayed,
# the administrators hear why, once, and all of it is filed once when Jira is back.
def test_fault_37_maintenance_for_a_day(make_world: Callable[..., World], stepped: SteppedClock) -> None:
    world = make_world(database_url=stepped.url, OUTBOX_LEASE_SECONDS="30", JIRA_TIMEOUT_SECONDS="20")
    world.start("run")
    world.file("U0OWNER", "vpn", "Before it was known")
    world.jira("faults", kind="status", status=503, times=-1)
    reporters = {2: "U1ANN", 10: "U2BOB", 18: "U3CAT"}
    references = {}
    for hours in STEPS:
        if user := reporters.get(hours):
            references[user] = world.report(user, "vpn", f"The VPN drops, said {user}")
            world.until_receipt_shows(user, references[user], "filing is delayed")
        until_refused_again(world, stepped, hours * HOUR)
    world.sandbox.forget_faults(world.sandbox.jira)
    stepped.ahead_by((STEPS.stop + 1) * HOUR)
    for user, reference in references.items():
        world.filed(user, reference)
    assert len(world.issues()) == 1 + len(references)
    assert len(world.messages("C0ADMIN")) == 1
    assert [len(world.direct(user)) for user in references] == [1, 1, 1]


def until_refused_again(world: World, stepped: SteppedClock, seconds: float) -> None:
    """Put the clock forward, and wait until Jira has refused once more and that is recorded: what is recorded after
    the next step would count from there.
    """
    eventually(stepped.nothing_in_hand)
    asked, recorded = len(refused(world)), stepped.refusals("jira")
    stepped.ahead_by(seconds)
    eventually(lambda: len(refused(world)) > asked and stepped.refusals("jira") > recorded)


def refused(world: World) -> list[Json]:
    asked = world.sandbox.see(world.sandbox.jira, "ledger", kind="request")["entries"]
    return [entry for entry in asked if entry["fault"]]


# Fault 32: Slack answers 500 to every message for an hour. Nobody knows whether they came; each comes once.
def test_fault_32_slack_is_in_trouble_for_an_hour(make_world: Callable[..., World], stepped: SteppedClock) -> None:
    world = make_world(database_url=stepped.url, SLACK_UNKNOWN_GRACE_SECONDS="10")
    world.start("run")
    world.slack("faults", kind="http_500", method="chat.postMessage", times=-1)
    users = ("U1ANN", "U2BOB")
    references = {user: world.report(user, "vpn", f"The VPN drops, said {user}") for user in users}
    eventually(lambda: all(world.issues_of(reference) for reference in references.values()))  # Jira goes on
    for seconds in range(FIVE_MINUTES, HOUR + 1, FIVE_MINUTES):
        eventually(stepped.nothing_in_hand)
        before = len(looks(world))
        stepped.ahead_by(seconds)
        eventually(lambda: len(looks(world)) > before)  # noqa: B023  (it is over before the next turn)
    world.sandbox.forget_faults(world.sandbox.slack)
    later = itertools.count(HOUR, FIVE_MINUTES)

    def told() -> bool:
        """Whether both have their receipts; the time until the next try is let pass."""
        eventually(stepped.nothing_in_hand)
        stepped.ahead_by(next(later))
        return all(world.receipt_shows(user, reference, "Filed as") for user, reference in references.items())

    eventually(told)
    world.after_more_polls()
    assert [len(world.direct(user)) for user in users] == [1, 1]
    assert world.messages("C0ADMIN") == []


def looks(world: World) -> list[Json]:
    """How often it was looked for what may have come."""
    return world.slack_calls("conversations.history")
