"""A baseline from Jira itself: issues that people filed before the loop, or beside it."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.world import Json, World

JQL = "project in (NET, WIKI, HR) ORDER BY created ASC"


def imported(world: World, code: int = 0, *more: str) -> Json:
    done = world.friction("import", "--jql", JQL, "--json", *more)
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout) if code == 0 else {"said": done.stderr}


def test_each_issue_is_imported_once(make_world: Callable[..., World], database_url: str, deployment: str) -> None:
    world = make_world(database_url=database_url, deployment=deployment)
    world.jira("projects", key="HR", name="HR")
    world.start("run")
    world.file("U1ANN", "vpn", "The loop's own report")
    world.jira("load", project="NET", count=150, open_share=0.8)
    by_hand = _create(world, "WIKI", "Search finds nothing, token xoxb-" + "1234567890-abcdefghij")
    world.act(by_hand, "transition", status="Done", resolution="Won't Fix")

    first = imported(world)
    assert (first["imported"], first["skipped"]) == (151, 0)
    assert sum(entry["query"]["jql"] == [JQL] for entry in world.searches()) == 2  # a hundred issues are one request
    assert first["by_outcome"] == {"integrated": 30, "declined": 1, "open": 120}
    rates = json.loads(world.friction("why", "network.declined", "--json").stdout)
    assert "xoxb-" not in json.dumps(rates)

    # Edited and ended since: the same issue, and its end.
    loaded = [issue for issue in world.issues() if issue["summary"].startswith("Loaded")]
    still_open = next(issue for issue in loaded if issue["category"] == "new")
    world.act(still_open, "edit", fields={"summary": "Another title"})
    world.act(still_open, "transition", status="Done", resolution="Fixed")
    again = imported(world)
    assert (again["imported"], again["skipped"], again["caught_up"]) == (0, 151, 1)
    assert again["by_outcome"]["integrated"] == 31

    _create(world, "HR", "Nobody files here")
    assert "HR: no product of the catalogue owns its issues (1 found)" in imported(world, 1)["said"]
    assert imported(world, 0, "--product", "wiki")["imported"] == 1
    assert world.messages("C0ADMIN") == []


def _create(world: World, project: str, summary: str) -> Json:
    fields = {"project": {"key": project}, "issuetype": {"name": "Task"}, "summary": summary}
    return world.jira("act", actor="olga", do="create", fields=fields)
