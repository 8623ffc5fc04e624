"""A Jira that is odd in one place does not hold up the rest."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.world import World, eventually


# Fault 42, for one project only: what may be read and not written is that project's matter.
def test_fault_42_a_write_that_is_forbidden_in_one_project_holds_up_no_other(
    make_world: Callable[..., World], database_url: str
) -> None:
    world = make_world(database_url=database_url, PARKED_RETRY_SECONDS="600")
    world.start("run")
    world.jira(
        "faults", method="POST", path="/issue$", kind="status", status=403, times=1, body={"errorMessages": ["No"]}
    )
    forbidden = world.report("U1ANN", "vpn", "The VPN drops every hour")
    world.until_receipt_shows("U1ANN", forbidden, "is saved, but not filed yet")
    other = world.report("U2BOB", "wiki", "The search finds nothing at all")
    world.filed("U2BOB", other)
    world.let_time_pass("file")
    world.filed("U1ANN", forbidden)  # tried again by itself
    assert len([m for m in world.messages("C0ADMIN") if "held up" in m["text"]]) == 1


def test_giving_up_a_filing_ends_the_report_and_tells_its_reporter(
    make_world: Callable[..., World], database_url: str
) -> None:
    world = make_world(database_url=database_url, PARKED_RETRY_SECONDS="600")
    world.start("run")
    world.jira(
        "faults", method="POST", path="/issue$", kind="status", status=400, times=-1, body={"errors": {"x": "No"}}
    )
    reference = world.report("U1ANN", "vpn", "The VPN drops every hour")
    eventually(lambda: world.receipt_shows("U1ANN", reference, "is saved, but not filed yet"))
    listed = json.loads(world.friction("outbox", "list", "--json").stdout)
    number = next(str(owed["number"]) for owed in listed if owed["kind"] == "file")
    assert world.friction("outbox", "drop", number).returncode == 0
    eventually(lambda: world.receipt_shows("U1ANN", reference, "An administrator gave up filing it."))
    assert world.issues() == []
    assert world.friction("outbox", "drop", number).returncode == 1


# DEMANDS 13: a Retry-After of nothing is no invitation to a storm.
def test_a_retry_after_of_zero_makes_no_storm(make_world: Callable[..., World], database_url: str) -> None:
    # Each request is answered to whoever sent it, so that none is sent once more.
    world = make_world(database_url=database_url, JIRA_TIMEOUT_SECONDS="20", OUTBOX_LEASE_SECONDS="30")
    world.start("run")
    world.jira(
        "faults", method="POST", path="/issue$", kind="status", status=429, times=3, headers={"Retry-After": "0"}
    )
    world.filed("U1ANN", world.report("U1ANN", "vpn", "The VPN drops every hour"))
    posts = world.jira_requests("POST", "/issue")
    assert len(posts) == 4
    assert posts[-1]["at"] - posts[0]["at"] > 1.5


# DEMANDS 3, fault 42: what we may no longer look at has not ended. Nobody is told that it was removed.
def test_an_issue_that_we_may_no_longer_see_has_not_ended(
    make_world: Callable[..., World], database_url: str, deployment: str
) -> None:
    world = make_world(database_url=database_url, deployment=deployment)
    world.start("run")
    reference, issue = world.file("U1ANN", "vpn", "The VPN drops every hour")
    world.jira("permissions", user="bot", project="NET", browse=False)
    alert = eventually(lambda: world.messages("C0ADMIN"))[0]
    assert "Issues of NET are not visible to me" in alert["text"]
    world.file("U2BOB", "wiki", "The search finds nothing at all")  # nothing else waits for it
    assert world.receipt_shows("U1ANN", reference, "Filed as")

    world.jira("permissions", user="bot", project="NET", browse=True)
    world.close_issue(issue, "Done")
    world.until_told("U1ANN", "shipped")
    world.after_more_polls()
    assert len(world.direct("U1ANN")) == 2  # the receipt, and one notice
    assert len(world.messages("C0ADMIN")) == 1


# Fault 43: an archived project takes nothing new, and what is in it has not ended.
def test_an_archived_project_ends_nothing(make_world: Callable[..., World], database_url: str) -> None:
    world = make_world(database_url=database_url)
    world.start("run")
    reference, _ = world.file("U1ANN", "vpn", "The VPN drops every hour")
    world.sandbox.change(world.sandbox.jira, "projects", key="NET", archived=True)
    waiting = world.report("U2BOB", "vpn", "I lose the VPN all the time")
    eventually(lambda: world.receipt_shows("U2BOB", waiting, "is saved, but not filed yet"))
    world.after_more_polls(8)
    assert world.receipt_shows("U1ANN", reference, "Filed as")
    world.sandbox.change(world.sandbox.jira, "projects", key="NET", archived=False)
    world.filed("U2BOB", waiting)
    assert len(world.issues()) == 2


# Jira does not show it, and may again in a moment: only what stays away for two rechecks was removed.
def test_an_issue_that_is_missing_for_a_moment_has_not_ended(world: World) -> None:
    reference, issue = world.file("U1ANN", "vpn", "The VPN drops every hour")
    fault = {"method": "POST", "path": "/bulkfetch", "kind": "status", "status": 200, "body": {"issues": []}}
    world.jira("faults", **fault, times=2)
    world.after_more_polls(8)
    assert world.receipt_shows("U1ANN", reference, "Filed as")
    world.close_issue(issue, "Done")
    world.until_told("U1ANN", "shipped")
    assert len(world.direct("U1ANN")) == 2
