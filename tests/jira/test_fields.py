"""What the catalogue asks for stands on the issue, in the shapes Jira wants, and its reach is kept current, quietly."""

from __future__ import annotations

from collections.abc import Callable

from tests.world import CATALOGUE, Json, World, eventually

ASKED = """project = "NET"
priorities = { daily = "High", hourly = "Highest" }
security_level = "Internal"
parent = "NET-1"
parent_field = "customfield_10008"
reach = { people = "customfield_1", minutes = "customfield_2" }
[products.jira.fields]
customfield_3 = "North"
customfield_4 = ["Laptop", "Phone"]
customfield_5 = "Filed by the loop"
"""


def field(number: int | str, name: str, kind: str, **more: object) -> Json:
    number = f"customfield_{number}" if isinstance(number, int) else number
    return {"id": number, "name": name, "schema": {"type": kind, **more.pop("schema", {})}, **more}  # type: ignore[dict-item]


SCREEN = [
    field(1, "People", "number"),
    field(2, "Minutes", "number"),
    field(3, "Region", "option", allowedValues=["North", "South"]),
    field(4, "Devices", "array", schema={"items": "option"}, allowedValues=["Laptop", "Phone", "Screen"]),
    field(5, "Origin", "string", schema={"custom": "com.atlassian.jira:textarea"}),
    field(10008, "Epic Link", "any"),
    field("parent", "Parent", "issuelink"),
    field("security", "Security Level", "securitylevel", allowedValues=[{"name": "Internal"}]),
]


def test_the_issue_carries_what_the_catalogue_says(
    make_world: Callable[..., World], database_url: str, deployment: str
) -> None:
    world = make_world(database_url=database_url, deployment=deployment, JIRA_TIMEOUT_SECONDS="20")
    asked = ASKED if deployment == "datacenter" else ASKED.replace('parent_field = "customfield_10008"\n', "")
    world.catalogue.write_text(CATALOGUE.replace('project = "NET"', asked))
    world.sandbox.change(world.sandbox.jira, "projects", key="NET", optional_fields=SCREEN)
    world.jira("permissions", user="bot", project="NET", administer=False)
    world.start("run")
    doctor = world.friction("doctor")
    assert doctor.returncode == 0, doctor.stdout

    kept = report(world, "U1ANN", "vpn", "Every day", "10")
    fields = kept["fields"]
    assert (kept["priority"], fields["security"]["name"]) == ("High", "Internal")
    assert fields["customfield_3"]["value"] == "North"
    assert [option["value"] for option in fields["customfield_4"]] == ["Laptop", "Phone"]
    assert (fields["customfield_1"], fields["customfield_2"]) == (1, 10)
    if deployment == "cloud":
        assert fields["parent"] == {"key": "NET-1"}
        assert fields["customfield_5"]["type"] == "doc"
    else:
        assert fields["customfield_10008"] == "NET-1"
        assert fields["customfield_5"] == "Filed by the loop"

    # By fields where the catalogue names them, else in the description's last line.
    merge(world, report(world, "U2BOB", "vpn", "Once so far", "15"), kept)
    eventually(lambda: world.see_issue(kept)["fields"]["customfield_1"] == 2)
    assert world.see_issue(kept)["fields"]["customfield_2"] == 25
    assert world.see_issue(kept)["description"] == kept["description"]

    told = report(world, "U1ANN", "wiki", "Every day", "10")
    assert told["description"].endswith(
        "Reports so far: 1, from 1 person; together they lose about 10 minutes each time"
    )
    below = "\n\nOlga: seen it too" if deployment == "datacenter" else ""
    if below:  # the sandbox's people write wiki markup
        world.act(told, "edit", fields={"description": told["description"] + below})
    merge(world, report(world, "U2BOB", "wiki", "Once so far", "5"), told)
    merge(world, report(world, "U2BOB", "wiki", "Every day", "7"), told)
    last = "Reports so far: 3, from 2 people; together they lose about 17 minutes each time"
    eventually(lambda: f"{last}{below}" in world.see_issue(told)["description"])
    edits = [entry for entry in world.jira_requests("PUT", f"/issue/{told['id']}") if "update" not in entry["body"]]
    assert all("notifyUsers" in entry["query"] for entry in edits if entry["status"] != 204 or deployment == "cloud")
    assert world.messages("C0ADMIN") == []


def report(world: World, user: str, product: str, frequency: str, minutes: str) -> Json:
    """Fill in the form, and wait for the issue."""
    before = len(world.issues())
    world.command(user, "")
    filled = {"product": product, "what": f"It fails in case {before}", "frequency": frequency, "minutes": minutes}
    assert world.slack("submit", user=user, values=filled)["errors"] is None
    eventually(lambda: len(world.issues()) > before)
    return world.issues()[-1]


def merge(world: World, issue: Json, survivor: Json) -> None:
    world.act(issue, "link", type="Duplicate", to=survivor["key"])
    world.close_issue(issue, "Duplicate")
