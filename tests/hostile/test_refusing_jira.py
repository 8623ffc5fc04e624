"""Jira refuses us, or lacks the project: reports are taken and kept, somebody is told once, and the cure is enough."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.world import CATALOGUE, World, eventually


# DEMANDS 2, bad input: refused token. Fault 42: circuit opens, reports kept, one alert.
def test_fault_42_a_refused_jira_token(make_world: Callable[..., World], database_url: str, deployment: str) -> None:
    world = make_world(database_url=database_url, deployment=deployment)
    world.jira("users", accountId="bot", token="another", pat="another")
    world.start("run")
    references = {user: world.report(user, "vpn", "The VPN drops every hour") for user in ("U1ANN", "U2BOB")}
    alert = eventually(lambda: world.messages("C0ADMIN"))[0]
    assert "Jira does not take what the loop sends" in alert["text"]
    assert "Jira refuses our credentials" in json.dumps(alert["blocks"])
    for user, reference in references.items():
        world.until_receipt(user, reference)
    world.jira("users", accountId="bot", token="sandbox-token", pat="sandbox-pat")
    for user, reference in references.items():
        world.filed(user, reference)
    assert len(world.issues()) == 2
    assert len(world.messages("C0ADMIN")) == 1


# DEMANDS 2, bad input: Jira without the project. Fault 43: parked with the reason, re-driven after the cure.
def test_fault_43_a_project_that_does_not_exist(
    make_world: Callable[..., World], database_url: str, deployment: str
) -> None:
    world = make_world(database_url=database_url, deployment=deployment)
    world.catalogue.write_text(CATALOGUE.replace('project = "NET"', 'project = "LATER"'))
    world.start("run")
    references = {user: world.report(user, "vpn", "The VPN drops every hour") for user in ("U1ANN", "U2BOB")}
    for user, reference in references.items():
        world.until_receipt_shows(user, reference, "is saved, but not filed yet")
    _, unhurt = world.file("U3CAT", "wiki", "The search finds nothing")
    # Now and then they are tried again, and are not parked for that moment.
    eventually(lambda: [("project" in reason) for reason in parked(world)] == [True, True])

    world.jira("projects", key="LATER", name="Later")
    for user, reference in references.items():
        world.filed(user, reference)
    assert len(world.issues()) == 3
    told = [message["text"] for message in world.messages("C0ADMIN")]
    assert len(told) == 1, told
    assert "held up" in told[0]
    assert unhurt["project"] == "WIKI"


def parked(world: World) -> list[str]:
    """Why each write that waits for something is parked; none that waits for another reason."""
    listed = json.loads(world.friction("outbox", "list", "--json").stdout)
    assert {row["state"] for row in listed} <= {"parked"}
    return [str(row["error"]).lower() for row in listed]


# Fault 43 in full: what cannot be searched must not hold up the filing that says what is wrong.
def test_fault_43_no_project_is_there(make_world: Callable[..., World], sqlite_url: str) -> None:
    world = make_world(database_url=sqlite_url)
    world.catalogue.write_text(CATALOGUE.replace('"NET"', '"LATER"').replace('"WIKI"', '"LATER"'))
    world.start("run")
    reference = world.report("U1ANN", "vpn", "The VPN drops every hour")
    world.until_receipt_shows("U1ANN", reference, "is saved, but not filed yet")
    world.jira("projects", key="LATER", name="Later")
    world.filed("U1ANN", reference)


# Fault 44: a field became required. Jira's own words reach the administrator; filling it in the catalogue is the cure.
def test_fault_44_a_field_that_became_required(world: World) -> None:
    # Of a type that the form cannot ask for: otherwise it would.
    field = {"id": "customfield_10050", "name": "Cost center", "schema": {"type": "any"}}
    world.sandbox.change(world.sandbox.jira, "projects", key="NET", required_fields=[field])
    reference = world.report("U1ANN", "vpn", "The VPN drops every hour")
    alert = eventually(lambda: world.messages("C0ADMIN"))[0]
    assert "Cost center is required" in json.dumps(alert["blocks"])
    world.until_receipt_shows("U1ANN", reference, "is saved, but not filed yet")
    cured = 'project = "NET"\nfields = { customfield_10050 = "CC-1" }'
    world.catalogue.write_text(CATALOGUE.replace('project = "NET"', cured))
    issue = world.filed("U1ANN", reference)
    assert world.see_issue(issue)["fields"]["customfield_10050"] == "CC-1"
    assert len(world.messages("C0ADMIN")) == 1
