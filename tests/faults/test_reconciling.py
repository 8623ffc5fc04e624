"""What Jira remembers and the database does not is found within the hour: an issue too many is linked and flagged."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.test_lost_creates import carry_out_late
from tests.world import Json, World, eventually

CREATE = {"method": "POST", "path": r"/rest/api/\d/issue$"}


def alerts(world: World, words: str) -> list[Json]:
    return [message for message in world.messages("C0ADMIN") if words in message["text"]]


# P2, outside its bound: the create is carried out long after it was given up. Detected, linked, flagged, told once;
# whichever of the two stays, the reporter hears of it.
def test_an_issue_that_turns_up_too_late(make_world: Callable[..., World], database_url: str, deployment: str) -> None:
    world = make_world(
        database_url=database_url, deployment=deployment, RECONCILE_MINUTES="0.02", JIRA_TIMEOUT_SECONDS="20"
    )
    world.start("run")
    world.jira("faults", **CREATE, kind="disconnect")
    reference, kept = world.file("U1ANN", "vpn", "The VPN drops every hour")
    given_up, _ = world.jira_requests("POST", "/issue")
    carry_out_late(world, given_up)
    _, late = world.issues_of(reference)
    assert late["key"] != kept["key"]

    links = eventually(lambda: world.see_issue(late)["links"])
    assert [(link["type"], link["direction"], link["to"]) for link in links] == [("Duplicate", "outward", kept["key"])]
    alert = eventually(lambda: alerts(world, "was filed twice"))[0]
    assert all(word in json.dumps(alert["blocks"]) for word in (reference, kept["key"], late["key"]))

    world.after_more_reconciling()
    assert len(alerts(world, "was filed twice")) == 1
    assert len(world.jira_requests("POST", "/issueLink")) == 1
    world.until_receipt_shows("U1ANN", reference, kept["key"])

    # The owner keeps the later one.
    world.close_issue(kept, "Duplicate")
    world.until_receipt_shows("U1ANN", reference, late["key"])
    world.close_issue(late, "Done")
    world.until_told("U1ANN", f"{late['key']} shipped")
    world.after_more_polls()
    assert len(world.direct("U1ANN")) == 2  # the receipt, and one notice
    assert [issue["deleted"] for issue in world.issues_of(reference)] == [False, False]


# A reference may be handed out twice after a restored backup, and people copy issues: neither is taken for the report.
def test_the_label_of_another_report_proves_nothing(
    make_world: Callable[..., World], database_url: str, deployment: str
) -> None:
    world = make_world(
        database_url=database_url, deployment=deployment, UNKNOWN_GRACE_SECONDS="2", RECONCILE_MINUTES="0.02"
    )
    world.start("run")
    _, old = world.file("U1ANN", "vpn", "The VPN drops every hour")
    world.jira("faults", **CREATE, kind="disconnect")
    reference = world.report("U2BOB", "vpn", "I lose the VPN all the time")
    eventually(lambda: len(world.jira_requests("POST", "/issue")) >= 2)
    namesake = world.jira(
        "act",
        do="create",
        fields=_fields([f"fr-main-{reference}"]),
        properties=[{"key": "friction.report", "value": {**old["properties"]["friction.report"], "id": "f" * 32}}],
    )
    world.until_receipt_shows("U2BOB", reference, "Filed as")
    own = next(issue for issue in world.issues_of(reference) if issue["key"] != namesake["key"])
    assert world.receipt_shows("U2BOB", reference, own["key"])

    copy = world.jira("act", do="create", fields=_fields(old["labels"]))
    world.after_more_reconciling()
    assert alerts(world, "filed twice") == []
    assert [world.see_issue(issue)["links"] for issue in (old, own, namesake, copy)] == [[], [], [], []]


def _fields(labels: list[str]) -> Json:
    return {"project": {"key": "NET"}, "issuetype": {"name": "Task"}, "summary": "VPN", "labels": labels}


# Fault 56: two installations on one project; they share even the instance name where somebody forgot to give one.
@pytest.mark.parametrize("instance", ["staging", "main"])
def test_another_installation_adopts_nothing(
    make_world: Callable[..., World], database_url: str, instance: str, tmp_path: Path
) -> None:
    world = make_world(database_url=f"sqlite:///{tmp_path}/production.db", RECONCILE_MINUTES="0.02")
    production = world.start("run")
    _, issue = world.file("U1ANN", "vpn", "The VPN drops every hour")
    world.stop(production)

    world.start("run", DATABASE_URL=database_url, FRICTION_INSTANCE=instance)
    world.after_more_reconciling()
    world.close_issue(issue, "Done")
    world.file("U2BOB", "vpn", "I lose the VPN all the time")
    world.after_more_polls()
    assert world.notices("U1ANN", "shipped") == []
    assert world.messages("C0ADMIN") == []
    assert len(world.issues()) == 2
