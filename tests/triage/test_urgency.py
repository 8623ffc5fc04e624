"""What is most urgent comes first, and Jira's priority follows it until somebody chooses one."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.cards.desk import REVIEWED, card, decide, desk_world, shows, until_shows
from tests.cards.pressing import pressed
from tests.world import Json, World, eventually

MAPPED = REVIEWED.replace('project = "NET"', 'project = "NET"\npriorities = { 45 = "High", 53 = "Highest" }')


# Issue 5, line 4: people × minutes × frequency × severity against what its owner thinks of mending it.
def test_the_queue_and_jiras_priority_follow_the_score(make_world: Callable[..., World], database_url: str) -> None:
    world = desk_world(make_world, database_url, MAPPED)
    world.start("run")
    trifle = filed(world, "The menu has a typo in its second line")
    reference = world.report("U1ANN", "vpn", "I cannot log in since the new client came")
    until_shows(world, reference, "Priority 33: 1 person × 5 min (assumed) × monthly (assumed) × blocks work")
    until_shows(world, reference, "Somebody is kept out (70% sure: says “cannot log in”)")
    estimate = {"title": "Nobody can log in", "feasibility": "easy", "severity": "blocks", "kind": "defect"}
    decide(world, "U0OWNER", reference, "triage_edit", product="vpn", **estimate)
    until_shows(world, reference, "blocks work, easy")
    assert shows(world, reference, "Something is broken · blocks work (")
    world.click("U0OWNER", card(world, reference), "triage_file")
    urgent = world.filed("U1ANN", reference)
    assert "Kind: defect, blocks work" in urgent["description"]
    assert (trifle["priority"], urgent["priority"]) == ("Medium", "Medium")
    queue = eventually(lambda: queue_of(world, urgent["key"]))
    assert queue.index(urgent["key"]) < queue.index(trifle["key"])

    say_so_too(world, urgent, "U2BOB", "U3CAT")
    eventually(lambda: world.see_issue(urgent)["priority"] == "High")
    eventually(lambda: "Priority 46: 3 people × 5 min" in queue_of(world, urgent["key"]))
    # What somebody has chosen stays, however many more feel it.
    world.act(urgent, "edit", fields={"priority": {"name": "Low"}})
    looked = len(looks_at_priority(world, urgent))
    more = [f"U9P{number}" for number in range(4)]
    for person in more:
        world.slack("users", id=person, name=person.lower(), real_name=person, email=f"{person}@example.com")
    say_so_too(world, urgent, *more)
    eventually(lambda: len(looks_at_priority(world, urgent)) > looked)
    world.after_more_polls()
    assert world.see_issue(urgent)["priority"] == "Low"
    assert world.see_issue(trifle)["priority"] == "Medium"


def filed(world: World, words: str) -> Json:
    reference = world.report("U1ANN", "vpn", words)
    world.click("U0OWNER", card(world, reference), "triage_file")
    return world.filed("U1ANN", reference)


def queue_of(world: World, key: str) -> str:
    """The owner's queue as their home shows it when they open it; empty until the issue stands in it."""
    world.slack("home_opened", user="U0OWNER")
    shown = json.dumps(world.home("U0OWNER"), ensure_ascii=False)
    return shown if "most urgent first" in shown and key in shown else ""


def say_so_too(world: World, issue: Json, *people: str) -> None:
    for person in people:
        world.slack("home_opened", user=person)
        eventually(lambda person=person: world.home(person))
        home = world.sandbox.see(world.sandbox.slack, "views", user=person)["home"]
        forged = pressed("me_too", f"{issue['id']}:")
        assert world.slack("click", user=person, view_id=home["id"], action_id="open_form", **forged)["acked"]
        world.until_told(person, f"You are counted in on {issue['key']}")


def looks_at_priority(world: World, issue: Json) -> list[Json]:
    reads = world.jira_requests("GET", f"/issue/{issue['id']}")
    return [entry for entry in reads if entry["query"].get("fields") == ["priority"]]
