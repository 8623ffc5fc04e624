"""Jira made the issue, and we never heard: one report is one issue all the same (PROMISES, "Jira create").

Search and key scan are each put out of action in turn, so that the other alone has to find what was made.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.world import Json, World, eventually

CREATE = {"method": "POST", "path": r"/rest/api/\d/issue$"}
# Faults 36, 39 and 40: the ways in which the answer to a create that was done gets lost.
LOST: dict[str, Json] = {
    "lost": {"kind": "lost"},
    "lost, and done only later": {"kind": "lost", "late_seconds": 0.3},
    "500": {"kind": "status", "status": 500, "effect": True},
    "502": {"kind": "status", "status": 502, "effect": True},
    "504": {"kind": "status", "status": 504, "effect": True},
    "half an answer": {"kind": "truncated"},
    "a login page": {"kind": "html", "effect": True},
    "an empty answer": {"kind": "status", "status": 201, "body": "", "effect": True},
}
# The same without effect: nothing was made, and it must be made then.
NOT_DONE: dict[str, Json] = {
    "nothing arrived": {"kind": "disconnect"},
    "503 of a proxy": {"kind": "status", "status": 503},
    "502, nothing done": {"kind": "status", "status": 502},
}


def people_of(world: World, names: dict[str, Json]) -> dict[str, str]:
    """A person for each way; returns way → user."""
    users = {name: f"U8L{number}" for number, name in enumerate(names)}
    for user in users.values():
        world.slack("users", id=user, name=user.lower())
    return users


# DEMANDS 2: lost 201s, one issue each. Search never shows an issue: without the key scan this fails.
@pytest.mark.parametrize("deployment", ["cloud", "datacenter"])
def test_faults_36_39_40_the_key_scan_alone_finds_what_was_made(
    make_world: Callable[..., World], database_url: str, deployment: str
) -> None:
    world = make_world(database_url=database_url, deployment=deployment)
    world.jira("search", never_index=[f"NET-{number}" for number in range(1, 60)])
    world.start("run")
    ways = LOST | NOT_DONE
    users = people_of(world, ways)
    for way in ways.values():
        world.jira("faults", **CREATE, **way)
    references = {name: world.report(user, "vpn", f"The VPN drops: {name}") for name, user in users.items()}
    for name, reference in references.items():
        world.filed(users[name], reference)
    world.after_more_polls()
    assert {name: len(world.issues_of(reference)) for name, reference in references.items()} == dict.fromkeys(ways, 1)
    assert len(world.issues()) == len(ways)
    assert {len(world.direct(user)) for user in users.values()} == {1}
    assert world.messages("C0ADMIN") == []


# The key scan stops after a long gap of keys: behind it, the label has to be searched for.
def test_fault_39_the_label_alone_finds_what_was_made(
    make_world: Callable[..., World], database_url: str, deployment: str
) -> None:
    world = make_world(database_url=database_url, deployment=deployment, UNKNOWN_GRACE_SECONDS="2")
    _burn_keys(world, "NET", 110)
    world.start("run")
    world.jira("faults", **CREATE, kind="lost")
    reference, issue = world.file("U1ANN", "vpn", "The VPN drops every hour")
    assert issue["key"] == "NET-111"

    # Moved to another project before we looked: it is still ours, under its new key.
    world.jira("faults", **CREATE, kind="lost")
    moved_reference = world.report("U2BOB", "vpn", "I lose the VPN all the time")
    world.act(eventually(lambda: world.issues_of(moved_reference))[0], "move", project="WIKI")
    world.filed("U2BOB", moved_reference)
    world.until_receipt_shows("U2BOB", moved_reference, "WIKI-1")
    world.after_more_polls()
    alive = [issue for issue in world.issues() if not issue["deleted"]]
    assert sorted(issue["labels"] for issue in alive) == sorted(
        [f"fr-main-{each}"] for each in (reference, moved_reference)
    )


def _burn_keys(world: World, project: str, count: int) -> None:
    """Leave so many keys of a project without an issue."""
    world.jira("load", project=project, count=count)
    for number in range(1, count + 1):
        world.act({"key": f"{project}-{number}"}, "delete")


def carry_out_late(world: World, create: Json) -> None:
    """Let Jira do what it was asked for a while ago."""
    body = create["body"]
    fields = {name: value for name, value in body["fields"].items() if name != "description"}  # differs by API version
    world.jira("act", do="create", fields=fields, properties=body["properties"])


# PROMISES: found more than one: keep the lowest, link the others to it, tell nobody twice.
def test_what_was_made_twice_is_linked_and_told_once(make_world: Callable[..., World], database_url: str) -> None:
    world = make_world(database_url=database_url, UNKNOWN_GRACE_SECONDS="1", JIRA_TIMEOUT_SECONDS="20")
    world.start("run")
    world.jira("faults", **CREATE, kind="disconnect")
    world.jira("faults", **CREATE, kind="hang", effect=True, seconds=3)
    reference = world.report("U1ANN", "vpn", "The VPN drops every hour")
    eventually(lambda: world.issues_of(reference))
    # The first one is carried out only now, later than the grace: the risk that is stated.
    carry_out_late(world, world.jira_requests("POST", "/issue")[0])
    kept, double = eventually(lambda: len(world.issues_of(reference)) == 2 and world.issues_of(reference))
    links = eventually(lambda: world.see_issue(double)["links"])
    assert [(link["type"], link["direction"], link["to"]) for link in links] == [("Duplicate", "outward", kept["key"])]
    world.filed("U1ANN", reference)
    assert world.receipt_shows("U1ANN", reference, kept["key"])

    world.close_issue(kept, "Done")
    world.until_told("U1ANN", "shipped")
    world.close_issue(double, "Duplicate")
    world.after_more_polls()
    assert len(world.direct("U1ANN")) == 2  # the receipt, and one notice


# Fault 38: Jira hangs. A worker is not stuck, and the report is filed once.
def test_fault_38_a_hanging_create_is_looked_up(world: World) -> None:
    world.jira("faults", **CREATE, kind="hang", effect=True, seconds=30)
    reference, _ = world.file("U1ANN", "vpn", "The VPN drops every hour")
    assert len(world.issues_of(reference)) == 1
    assert len(world.jira_requests("POST", "/issue")) == 1
