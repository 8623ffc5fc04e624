"""Is it this? Who says "me too" is counted in and told of the end, and nothing is filed twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.world import World, eventually

DROPS = "The VPN drops every hour, and I have to log in again"
SAME = "VPN drops every hour on the train"
# Long enough for a person, and for a slow machine, to press a button before anything is filed.
ASKING = "600"


# Hostile input 58: twenty people report the same.
def test_input_58_twenty_people_with_the_same_wall_make_one_issue(
    make_world: Callable[..., World], database_url: str
) -> None:
    world = make_world(database_url=database_url, ME_TOO_SECONDS=ASKING)
    people = [f"U9P{number:02}" for number in range(19)]
    for person in people:
        world.slack("users", id=person, name=person.lower(), real_name=person, email=f"{person}@example.com")
    world.slack("channels", id="C1TALK", name="talk", members=["U1ANN", "U2BOB", "U3CAT", "U0BOT", *people])
    world.start("run")
    _, issue = world.file("U1ANN", "vpn", DROPS)
    until_offered(world, "U3CAT", issue)
    world.slack("home_opened", user=people[0])
    for person in people:
        world.command(person, f"vpn: {SAME}")
        offer = offered_to(world, person)
        assert button_in(offer, issue)["accessory"]["action_id"] == "me_too"
        world.click(person, offer, "me_too", block_id=f"known:{issue['id']}")
    for person in people:
        world.until_told(person, f"You are counted in on {issue['key']}")
    assert len(world.issues()) == 1
    eventually(lambda: "Where you said “me too”" in json.dumps(world.home(people[0]), ensure_ascii=False))
    where = world.command(people[0], f"status {issue['key'].lower()}")["response"]["text"]
    assert "waits with its owner · 19 others feel it" in where
    told = "Reports so far: 1, from 1 person; 19 more said “me too”"
    eventually(lambda: told in world.see_issue(issue)["description"])
    # What is commented in Jira reaches everybody's thread.
    world.act(issue, "comment", text="Which client is it?")
    for person in ("U1ANN", *people):
        eventually(lambda person=person: world.notices(person, f"Olga wrote on {issue['key']}"))
    assert {len(world.notices(person, "Olga wrote")) for person in ("U1ANN", *people)} == {1}
    shown = button_in(form_of(world, "U3CAT", f"{SAME} again"), issue)
    assert "20 people feel it" in shown["text"]["text"]
    assert figures(world)["n"] == 1

    world.close_issue(issue, "Done")
    for person in ["U1ANN", *people]:
        world.until_told(person, f"{issue['key']} shipped: {issue['summary']}")
    world.after_more_polls()
    assert {len(world.notices(person, "shipped: ")) for person in ["U1ANN", *people]} == {1}
    told = world.notices(people[0], "shipped: ")[0]
    assert "You said “me too” on" in json.dumps(told["blocks"], ensure_ascii=False)
    assert "and so did 19 others" in json.dumps(told["blocks"])
    world.click(people[0], told, "verify_broken")
    eventually(lambda: "says this is still broken for them" in json.dumps(world.see_issue(issue)["comments"]))
    assert len(world.issues()) == 1
    # Reach, never n; and what co-reporters answer is not what the reporter said.
    assert (figures(world)["n"], figures(world)["integrated"]) == (1, 1)
    assert figures(world)["verified"]["still_broken"] == 0
    assert ", 20 people" in world.friction("digest", "weekly").stdout


# In the form, while somebody types; and a wrong one is taken back while the issue is open.
@pytest.mark.parametrize("mode", ["socket", "http"])
def test_a_form_offers_what_is_known_and_a_wrong_me_too_is_undone(
    make_world: Callable[..., World], database_url: str, mode: str
) -> None:
    world = make_world(database_url=database_url, mode=mode)
    world.start("run")
    _, issue = world.file("U1ANN", "vpn", DROPS)
    until_offered(world, "U2BOB", issue)
    view = form_of(world, "U2BOB", "The coffee machine is cold")
    assert not any(block["block_id"].startswith("known:") for block in view["blocks"])
    view = form_of(world, "U2BOB", SAME)
    assert [block["block_id"] for block in view["blocks"]].count(f"known:{issue['id']}") == 1
    assert view["state"]["values"]["what"]["what"]["value"] == SAME

    world.slack("click", user="U2BOB", action_id="me_too")
    assert f"counted in on {issue['key']}" in json.dumps(world.views("U2BOB"))
    told = world.until_told("U2BOB", f"You are counted in on {issue['key']}")
    # Who is behind it already is not asked again.
    world.slack("close", user="U2BOB")
    world.command("U2BOB", SAME)
    assert "known:" not in json.dumps(world.views("U2BOB"))
    world.slack("close", user="U2BOB")

    # Hostile input 14: a payload with somebody else's number in it.
    forged = {"type": "button", "block_id": "x", "action_id": "me_too_undo", "value": "99", "action_ts": "1.0"}
    assert world.click("U2BOB", told, "me_too_undo", override={"actions": [forged]})["acked"]
    world.after_more_polls()
    assert world.notices("U2BOB", "no longer counted") == []
    assert world.click("U2BOB", told, "me_too_undo")["acked"]
    undone = world.until_told("U2BOB", f"You are no longer counted in on {issue['key']}")
    world.click("U2BOB", undone, "open_form")
    assert SAME in json.dumps(world.views("U2BOB"))
    world.slack("submit", user="U2BOB", values={"product": "vpn"})
    eventually(lambda: len(world.issues()) == 2)

    # Too late to take one's own report back: it stays, and one is counted in all the same.
    reference = world.report("U3CAT", "vpn", f"{SAME}, in the tunnel")
    offer = offered_to(world, "U3CAT")
    world.filed("U3CAT", reference)
    world.click("U3CAT", offer, "me_too", block_id=f"known:{issue['id']}")
    assert "your own report was being filed by then and stays" in offered_to(world, "U3CAT")["text"]
    assert len(world.issues()) == 3
    # Jira knows who left, and who came.
    eventually(lambda: "from 1 person; 1 more said “me too”" in world.see_issue(issue)["description"])

    world.close_issue(issue, "Done")
    for person in ("U1ANN", "U3CAT"):
        world.until_told(person, f"{issue['key']} shipped")
    world.after_more_polls()
    assert world.notices("U2BOB", f"{issue['key']} shipped") == []


def until_offered(world: World, person: str, issue: dict[str, Any]) -> None:
    """Wait until the issue is known to whoever says the same."""
    eventually(lambda: button_in(form_of(world, person, SAME), issue))
    world.slack("close", user=person)


def form_of(world: World, person: str, text: str) -> dict[str, Any]:
    """A form in which a person has typed a text."""
    if not world.views(person):
        world.command(person, "")
    world.slack("click", user=person, action_id="what", value=text)
    return world.views(person)[0]


def offered_to(world: World, person: str) -> dict[str, Any]:
    """The latest answer that a person alone has seen."""
    return [message for message in world.messages("C1TALK") if message["visible_to"] == person][-1]


def button_in(shown: dict[str, Any], issue: dict[str, Any]) -> dict[str, Any]:
    return next((block for block in shown["blocks"] if block["block_id"] == f"known:{issue['id']}"), {})


def figures(world: World) -> dict[str, Any]:
    (track,) = json.loads(world.friction("scorecard", "--json").stdout)["tracks"]
    found: dict[str, Any] = track
    return found
