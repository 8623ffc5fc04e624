"""Who reported is known to Jira too, by exactly their address; a wrong person is worse than none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.world import CATALOGUE, Json, World, eventually


@pytest.mark.parametrize(("deployment", "mode"), [("cloud", "reporter"), ("datacenter", "watcher")])
def test_the_right_person_or_none(
    make_world: Callable[..., World], database_url: str, deployment: str, mode: str
) -> None:
    # Patient, so that nobody is looked up once more.
    patience = {"JIRA_TIMEOUT_SECONDS": "20", "OUTBOX_LEASE_SECONDS": "30"}
    world = make_world(database_url=database_url, deployment=deployment, **patience)
    world.catalogue.write_text(f'{CATALOGUE}\n[jira]\nreporter = "{mode}"\n')
    for name, email in (("ann", "Ann@example.com"), ("other", "bob@example.com.evil"), ("cat", "cat@example.com")):
        world.jira("users", accountId=name, name=name, displayName=f"{name}@example.com", emailAddress=email)
    world.jira("users", accountId="bobby", name="bobby", displayName="bob@example.com", emailAddress="x@example.com")
    world.start("run")

    def given_to(issue: Json) -> list[str]:
        seen = world.see_issue(issue)
        found = [seen["reporter"]] if mode == "reporter" else seen["watchers"]
        return [name for name in found if name != "bot"]

    world.command("U3CAT", "")
    hidden = {"product": "vpn", "what": "It shows my salary", "privacy": ["hide_name"]}
    assert world.slack("submit", user="U3CAT", values=hidden)["errors"] is None
    cats = eventually(world.issues)[0]
    _, bobs = world.file("U2BOB", "wiki", "The search finds nothing")
    reference, anns = world.file("U1ANN", "vpn", "The VPN drops every hour")
    eventually(lambda: given_to(anns) == ["ann"])
    eventually(lambda: len(world.jira_requests("GET", "/user/search")) >= 2)
    world.after_more_polls()
    assert (given_to(bobs), given_to(cats)) == ([], [])
    assert len(world.jira_requests("GET", "/user/search")) == 2  # nobody is looked up who hid their name

    world.friction("erase", "U1ANN")
    eventually(lambda: given_to(anns) == [])
    eventually(lambda: "account" not in world.see_issue(anns)["properties"]["friction.report"])
    assert world.issues_of(reference)
    assert world.messages("C0ADMIN") == []
