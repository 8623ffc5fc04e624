"""A known answer is taken instead of reporting: no report comes of it, and a day later its taker is asked about it."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.privacy.held import rows_now
from tests.world import Json, World, eventually

DROPS = "The VPN drops every hour, and I have to log in again"
SAME = "VPN drops every hour on the train"


# Issue 5, line 6: offered, taken, followed up once; counted apart from reports, and never as shipped.
def test_an_answer_is_taken_and_asked_about(make_world: Callable[..., World], database_url: str) -> None:
    # Half a second of business time for the day that people are given.
    world = make_world(database_url=database_url, FOLLOW_UP_HOURS="0.0001")
    world.start("run")
    reference, issue = world.file("U1ANN", "vpn", DROPS)
    workaround_is_taken(world, "U0OWNER", issue)
    world.close_issue(issue, "Done")
    world.until_told("U1ANN", "shipped")
    assert "What was done" not in json.dumps(offered(world, "U2BOB", issue))  # a workaround is none of that
    said = say_what_helps(world, "U0OWNER", f"{reference} Version 9 mends it, ask help@example.com")
    assert "what was done" in said
    eventually(lambda: "*What was done:* Version 9 mends it" in json.dumps(offered(world, "U3CAT", issue)))
    assert "help@example.com" not in json.dumps(world.views("U3CAT"))
    for person in ("U2BOB", "U3CAT"):
        world.slack("close", user=person)
    before = rates(world)
    for person in ("U2BOB", "U3CAT"):
        eventually(lambda person=person: "answered_it" in json.dumps(offered(world, person, issue)))
        world.slack("click", user=person, action_id="answered_it")
        assert f"whether {issue['key']} really helped" in json.dumps(world.views(person))
        world.slack("close", user=person)
    asked = {person: world.until_told(person, f"Did {issue['key']} help?") for person in ("U2BOB", "U3CAT")}

    world.click("U2BOB", asked["U2BOB"], "answer_helped")
    eventually(lambda: "You said that it did." in json.dumps(world.direct("U2BOB")))
    # Hostile input 14: another's question, by its number.
    number = button(asked["U2BOB"], "answer_helped")
    lie = {"type": "button", "block_id": "x", "action_id": "answer_no_help", "value": number, "action_ts": "1.0"}
    assert world.click("U3CAT", asked["U3CAT"], "answer_helped", override={"actions": [lie]})["acked"]
    assert told(world) == [{"key": issue["key"], "title": issue["summary"], "shown": 3, "taken": 3, "happy": 3}]

    world.click("U3CAT", asked["U3CAT"], "answer_no_help")
    assert SAME in json.dumps(eventually(lambda: world.views("U3CAT")))
    world.slack("submit", user="U3CAT", values={"product": "vpn"})
    eventually(lambda: len(world.issues()) == 2)
    assert told(world) == [{"key": issue["key"], "title": issue["summary"], "shown": 3, "taken": 3, "happy": 2}]
    now = rates(world)
    assert (now["n"], now["integrated"]) == (before["n"] + 1, before["integrated"])
    assert (before["adoption"]["helped_before"], now["adoption"]["helped_before"]) == (1, 2)
    world.after_more_polls()
    assert {len(world.notices(person, f"Did {issue['key']} help?")) for person in asked} == {1}

    assert world.friction("erase", "U2BOB").returncode == 0
    eventually(lambda: world.direct("U2BOB") == [])
    assert "U2BOB" not in rows_now(world.env["DATABASE_URL"])
    assert rates(world)["adoption"]["helped_before"] == 2


def workaround_is_taken(world: World, person: str, issue: Json) -> None:
    """Somebody is helped by a way around an open issue; only its product's side may say that there is one."""
    assert "Only those who triage" in say_what_helps(world, "U2BOB", f"{issue['key']} Just wait")
    assert "I know no issue" in say_what_helps(world, "U0OWNER", "HR-7 Just wait")
    assert "answered_it" not in json.dumps(eventually(lambda: offered(world, person, issue)))
    world.slack("close", user=person)
    assert "workaround" in say_what_helps(world, "U0OWNER", f"{issue['key']} Use the *web* client <!channel>")
    eventually(lambda: "*Until then:* Use the" in json.dumps(offered(world, person, issue)))
    world.slack("click", user=person, action_id="answered_it")
    assert f"whether {issue['key']} really helped" in json.dumps(world.views(person))
    world.slack("close", user=person)


def say_what_helps(world: World, person: str, words: str) -> str:
    told: str = world.command(person, f"answer {words}")["response"]["text"]
    return told


def offered(world: World, person: str, issue: Json) -> Json:
    """What the form shows of an issue once a person has typed the same; empty while it does not."""
    if not world.views(person):
        world.command(person, "")
    world.slack("click", user=person, action_id="what", value=SAME)
    blocks = world.views(person)[0]["blocks"]
    return next((block for block in blocks if block["block_id"] == f"known:{issue['id']}"), {})


def button(message: Json, action_id: str) -> str:
    elements = [element for block in message["blocks"] for element in block.get("elements", [])]
    return next(element["value"] for element in elements if element.get("action_id") == action_id)


def told(world: World) -> list[Json]:
    found: list[Json] = json.loads(world.friction("answers", "--json").stdout)
    return found


def rates(world: World) -> Json:
    (track,) = json.loads(world.friction("scorecard", "--json").stdout)["tracks"]
    found: Json = track
    return found
