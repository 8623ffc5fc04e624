"""A process dies at a named point, as if somebody had pulled its plug: the others go on, and nothing happens twice."""

from __future__ import annotations

import signal
from collections.abc import Callable
from functools import partial

import pytest

from config.crash import CrashPoint
from tests.nursery import Process
from tests.stalls import Stalls
from tests.world import HURRY, PATIENT, PUNCTUAL, Json, World, eventually, reference_in

GRACE = float(HURRY["UNKNOWN_GRACE_SECONDS"])
LEASE = float(HURRY["OUTBOX_LEASE_SECONDS"])
# From the end of a lease to the look-up in Jira a worker wakes so often: each time as late as the machine is.
WAKINGS = 8
OF_WORKERS = [
    CrashPoint.AFTER_CLAIM,
    CrashPoint.AFTER_INTENT_BEFORE_POST,
    CrashPoint.AFTER_POST_BEFORE_RECORD,
    CrashPoint.BEFORE_COMMIT,
    CrashPoint.AFTER_RECORD,
]
MOST_REPORTS = 30


def split_world(make_world: Callable[..., World], database_url: str, deployment: str = "cloud", **env: str) -> World:
    """An installation in separate processes, migrated, none of them started."""
    world = make_world(database_url=database_url, mode="http", deployment=deployment, **env)
    assert world.friction("migrate").returncode == 0
    return world


def report_until_dead(world: World, doomed: list[Process]) -> dict[str, str]:
    """Let people report until every doomed worker has come by its point and died; returns user → reference."""
    references: dict[str, str] = {}
    while any(process.poll() is None for process in doomed):
        assert len(references) < MOST_REPORTS, "they never came by"
        user = f"U9K{len(references)}"
        world.slack("users", id=user, name=user.lower())
        reference = references[user] = world.report(user, "vpn", f"The VPN drops, says {user}")
        eventually(partial(_come_by, world, doomed, reference))
    assert {process.returncode for process in doomed} == {-signal.SIGKILL}
    return references


def _come_by(world: World, doomed: list[Process], reference: str) -> bool:
    """Whether it makes sense to report once more, or no sense at all any more."""
    return bool(world.issues_of(reference)) or all(process.poll() is not None for process in doomed)


def assert_each_once(world: World, references: dict[str, str]) -> None:
    """By the ledgers: one issue, one receipt and, after its end, one notice for everybody."""
    issues = {user: world.filed(user, reference) for user, reference in references.items()}
    for issue in issues.values():
        world.close_issue(issue, "Done")
    for user, issue in issues.items():
        world.until_told(user, f"{issue['key']} shipped")
    world.after_more_polls()
    assert {user: len(world.issues_of(reference)) for user, reference in references.items()} == dict.fromkeys(issues, 1)
    assert {user: len(world.direct(user)) for user in references} == dict.fromkeys(issues, 2)
    assert len(world.issues()) == len(references)


# DEMANDS 2, faults 3 to 6: three worker processes of the operating system, SIGKILL at every named point of the way
# to Jira and of the way to Slack, on both databases.
@pytest.mark.parametrize("point", OF_WORKERS)
def test_fault_03_to_06_workers_die_and_others_go_on(
    make_world: Callable[..., World], database_url: str, point: CrashPoint
) -> None:
    world = split_world(make_world, database_url)
    _web, _clock, _worker, *doomed = world.start_all(
        ("web", {}),
        ("clock", {}),
        ("worker", {}),
        ("worker", {"CRASH_AT": f"jira:{point}"}),
        ("worker", {"CRASH_AT": f"slack:{point}"}),
    )
    references = report_until_dead(world, doomed)
    assert_each_once(world, references)


# DEMANDS 2: killed between Jira's commit and ours: claimed within lease + 1 s, adopted after the grace. P3.
def test_fault_04_what_a_dead_worker_had_made_is_adopted_in_time(
    make_world: Callable[..., World], database_url: str, deployment: str
) -> None:
    # With one thread each: who dies shall have nothing else in hand.
    world = split_world(make_world, database_url, deployment, JIRA_TIMEOUT_SECONDS="20", OUTBOX_WORKERS="1")
    world.jira("search", never_index=[f"NET-{number}" for number in range(1, 60)])
    dies = {"CRASH_AT": f"jira:{CrashPoint.AFTER_POST_BEFORE_RECORD}"}
    _web, _clock, doomed, *others = world.start_all(
        ("web", {}), ("clock", {}), ("worker", dies), ("worker", {}), ("worker", {})
    )
    with Stalls() as stalls:
        references = report_until_dead(world, [doomed])
        assert_each_once(world, references)

    # Only what nobody had recorded was ever looked for; its label tells which creation that was.
    (looked,) = [entry for entry in world.searches() if "labels =" in entry["query"]["jql"][0]]
    creates = world.jira_requests("POST", "/issue")
    (made,) = [entry for entry in creates if entry["body"]["fields"]["labels"][0] in looked["query"]["jql"][0]]
    assert GRACE <= looked["at"] - made["at"] <= LEASE + 1 + WAKINGS * stalls.longest
    assert len(creates) == len(references)
    assert [process.poll() for process in others] == [None, None]


# Faults 1, 2 and 22: dead before the commit, or saved and dead before Slack heard it. Slack's repeat is answered, and
# so is somebody who saw nothing happen and says the same again.
@pytest.mark.parametrize("point", ["intake:before_commit", "after_commit_before_ack"])
def test_fault_01_02_a_report_that_was_never_acknowledged(
    make_world: Callable[..., World], database_url: str, point: str
) -> None:
    world = make_world(database_url=database_url)
    dies = world.start("run", CRASH_AT=point)
    world.slack("app", **PUNCTUAL)
    told = world.command("U1ANN", "vpn: The VPN drops every hour")
    assert not told["acked"]
    assert dies.wait(timeout=60) == -signal.SIGKILL

    world.slack("app", **PATIENT)
    world.start("run")
    first = world.deliveries("slash_commands")[0]["seq"]
    # Once more, as Slack does it too, where a busy machine was too late.
    reference = eventually(lambda: kept_as(world.slack("redeliver", seq=first)))
    assert world.report("U1ANN", "vpn", "The VPN drops every hour") == reference
    assert_each_once(world, {"U1ANN": reference})


def kept_as(again: Json) -> str:
    """The reference that a delivery was answered with; empty if it was not kept, or too late for Slack."""
    text = again["response"]["text"] if again["acked"] else ""
    return reference_in(text) if "FR-" in text else ""


# Faults 5 and 7: who watches Jira or keeps the schedule dies on either side of a commit; the next one goes on.
@pytest.mark.parametrize("point", [CrashPoint.BEFORE_COMMIT, CrashPoint.AFTER_COMMIT])
def test_fault_05_clocks_die_and_the_next_goes_on(
    make_world: Callable[..., World], database_url: str, point: CrashPoint
) -> None:
    world = split_world(make_world, database_url)
    turned = world.directory / "clock"
    turned.write_text("0")
    world.env["FRICTION_CLOCK"] = str(turned)
    _web, _worker, doomed = world.start_all(("web", {}), ("worker", {}), ("clock", {"CRASH_AT": f"watching:{point}"}))
    reference, issue = world.file("U1ANN", "vpn", "The VPN drops every hour")
    world.close_issue(issue, "Done")
    assert doomed.wait(timeout=60) == -signal.SIGKILL
    doomed = world.start("clock", CRASH_AT=f"schedule:{point}")
    world.until_told("U1ANN", "shipped")
    world.until_schedules_begin()
    turned.write_text(str(7 * 24 * 3600))
    assert doomed.wait(timeout=60) == -signal.SIGKILL
    world.start("clock")
    eventually(lambda: [message for message in world.messages("C0LEADS") if message["metadata"]])
    world.after_more_polls(8)
    assert len([message for message in world.messages("C0LEADS") if message["metadata"]]) == 1
    assert len(world.direct("U1ANN")) == 2
    assert len(world.issues_of(reference)) == 1
