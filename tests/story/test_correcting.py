"""A wrong outcome is corrected, by a person or by a corrected map: everyone who was told hears it once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from tests.world import Json, World

MAPPED = """[products.jira]
project = "NET"
[products.jira.outcomes]
integrated = ["Obsolete", "Won't Do"]
duplicate = ["Superseded"]
"""
SURVIVOR = {"project": {"key": "NET"}, "issuetype": {"name": "Task"}, "summary": "The VPN drops at noon"}
RESOLUTIONS = ["Done", "Won't Do", "Obsolete", "Superseded"]


def told(world: World, user: str, issue: Json) -> list[str]:
    """What somebody was told of the ends of an issue, oldest first."""
    return [message["text"] for message in world.direct(user) if f"{issue['key']} " in message["text"]]


def outcome_of(world: World, reference: str, *more: str) -> str | None:
    shown = json.loads(world.friction("why", "network", "--json", *more).stdout)
    return {report["reference"]: report["outcome"] for report in shown["reports"]}[reference]


def test_a_wrong_outcome_is_corrected_by_a_person_and_by_a_corrected_map(
    make_world: Callable[..., World], sqlite_url: str
) -> None:
    world = make_world(database_url=sqlite_url)
    world.sandbox.change(world.sandbox.jira, "projects", key="NET", resolutions=RESOLUTIONS)
    world.start("run")
    declined_reference, declined = world.file("U1ANN", "vpn", "The VPN drops every hour")
    unread_reference, unread = world.file("U2BOB", "vpn", "I lose the VPN all the time")
    moving_reference, moving = world.file("U3CAT", "vpn", "The VPN is gone after lunch")
    survivor = {"key": world.jira("act", do="create", fields=SURVIVOR)["key"]}
    world.act(moving, "link", type="Duplicate", to=survivor["key"])
    world.close_issue(moving, "Superseded")
    world.until_told("U3CAT", "I cannot tell whether it shipped")
    world.close_issue(declined, "Won't Do")
    world.close_issue(unread, "Obsolete")
    world.until_told("U1ANN", "will not be done")
    world.until_told("U2BOB", "I cannot tell whether it shipped")

    # A person corrects it, with a reason and the right to.
    refused = world.friction("correct", declined_reference, "answered", "--reason", "No", "--by", "U1ANN")
    assert (refused.returncode, "may not decide" in refused.stderr) == (1, True)
    assert world.friction("correct", declined["key"], "answered", "--by", "U0OWNER").returncode == 1
    why = "It was in the handbook, see <!channel> " + "xoxb-" + "2222222222-abcdefghijklmnop"
    done = world.friction("correct", declined_reference, "answered", "--reason", why, "--by", "olga@example.com")
    assert done.returncode == 0, done.stderr
    notice = world.until_told("U1ANN", f"Correction: {declined['key']} was answered")
    shown = json.dumps(notice["blocks"], ensure_ascii=False)
    assert "It stood here before as “will not be done”" in shown
    assert "It was in the handbook" in shown
    assert "<!channel>" not in shown
    assert "xoxb-" not in shown
    world.until_receipt_shows("U1ANN", declined_reference, "was answered")

    # The map of the project is corrected, and replayed.
    world.catalogue.write_text(world.catalogue.read_text().replace('[products.jira]\nproject = "NET"\n', MAPPED))
    assert json.loads(world.friction("replay", "--json", "--project", "WIKI").stdout) == []
    replayed = [world.friction("replay", "--json").stdout for _ in range(2)]
    reread = [[(one["name"], one["survivor"]) for one in json.loads(found)] for found in replayed]
    assert reread == [[(unread["key"], ""), (moving["key"], survivor["key"])], []]
    # The new map calls it a duplicate: its reporter follows the issue that survives.
    world.until_receipt_shows("U3CAT", moving_reference, survivor["key"])
    world.close_issue(survivor, "Done")
    world.until_told("U3CAT", f"{survivor['key']} shipped")
    world.until_told("U2BOB", f"Correction: {unread['key']} shipped")
    assert outcome_of(world, unread_reference) == "integrated"
    # Neither the replay nor Jira, read anew, undoes what a person has said.
    world.act(declined, "comment", text="Thank you all")
    world.after_more_polls()
    assert outcome_of(world, declined_reference) == "answered"

    # Until Jira says something else.
    world.close_issue(declined, "Done")
    world.until_told("U1ANN", f"{declined['key']} shipped")
    world.after_more_polls()
    assert [re.sub(r":.*", "", text.removeprefix("Correction: ")) for text in told(world, "U1ANN", declined)] == [
        f"{declined['key']} will not be done",
        f"{declined['key']} was answered",
        f"{declined['key']} shipped",
    ]
    assert len(told(world, "U2BOB", unread)) == 2


def test_replay_lists_and_corrects_imported_ends(make_world: Callable[..., World], sqlite_url: str) -> None:
    world = make_world(database_url=sqlite_url)
    assert world.friction("migrate").returncode == 0
    history = world.directory / "history.csv"
    history.write_text(
        "submitted_at,reporter,product,text,outcome,outcome_at,issue_key\n"
        "2026-01-01,Ann,vpn,It drops,Obsolete,2026-02-01,NET-1\n"
        "2026-01-02,Bob,vpn,It drops as well,Done,2026-02-01,NET-1\n"
        "2026-01-03,Cat,vpn,No login,declined,2026-02-01,NET-2\n"
    )
    assert world.friction("import", "--csv", str(history)).returncode == 0
    world.catalogue.write_text(world.catalogue.read_text().replace('[products.jira]\nproject = "NET"\n', MAPPED))
    listed = json.loads(world.friction("replay", "--dry-run", "--json").stdout)
    assert [(one["said"], one["before"], one["outcome"]) for one in listed] == [("Obsolete", "unknown", "integrated")]
    reference = listed[0]["name"]
    assert outcome_of(world, reference) == "unknown"
    assert json.loads(world.friction("replay", "--project", "NET", "--json").stdout) == listed
    assert (outcome_of(world, reference), outcome_of(world, reference, "--as-of", "2026-02-02T00:00:00Z")) == (
        "integrated",
        "integrated",
    )
    assert world.friction("replay", "--project", "HR").returncode == 2
