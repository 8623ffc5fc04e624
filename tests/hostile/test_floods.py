"""One person's flood is asked to wait and hurts nobody; the same trouble of many people is kept, each report of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.world import World, eventually

FLOOD = 60
ALLOWED = 5


@pytest.mark.parametrize("mode", ["socket", "http"])
def test_input_57_a_flood_of_one_person(make_world: Callable[..., World], database_url: str, mode: str) -> None:
    world = make_world(database_url=database_url, mode=mode, REPORTS_PER_MINUTE=str(ALLOWED))
    world.start("run")
    with ThreadPoolExecutor(4) as people:
        flood = [people.submit(world.command, "U1ANN", f"vpn: It drops again, number {n}") for n in range(FLOOD)]
        other = people.submit(world.command, "U2BOB", "wiki: The search finds nothing at all")
        told = [f.result()["response"]["text"] for f in flood]
    assert "Got it" in other.result()["response"]["text"]
    taken = [text for text in told if "Got it" in text]
    # What was earned back while the flood lasted may be used, too: a twelfth of a minute for each.
    deliveries = world.deliveries("slash_commands")
    lasted = max(d["at"] + d["seconds"] for d in deliveries) - min(d["at"] for d in deliveries)
    assert ALLOWED <= len(taken) <= ALLOWED + lasted / (60 / ALLOWED) + 1
    assert all("again in a minute" in text for text in told if text not in taken)
    assert all(delivery["acked"] for delivery in deliveries)
    by_form = forms_until_one_is_refused(world, "U1ANN")
    eventually(lambda: len(world.issues()) == len(taken) + by_form + 1)


def forms_until_one_is_refused(world: World, user: str) -> int:
    """Fill in the form until it is refused like the command; how many were taken, by what was earned back since."""
    taken = 0
    while True:
        world.command(user, "")
        filled = {"product": "vpn", "what": f"And by the form as well, number {taken}"}
        errors = world.slack("submit", user=user, values=filled)["errors"]
        if errors is not None:
            assert "again in a minute" in json.dumps(errors)
            return taken
        taken += 1


def test_input_58_identical_reports_of_twenty_people(world: World) -> None:
    people = [f"U6P{n:02}" for n in range(20)]
    for person in people:
        world.slack("users", id=person, name=person.lower())
    with ThreadPoolExecutor(4) as pool:
        references = list(pool.map(lambda person: world.report(person, "vpn", "The VPN drops every hour"), people))
    assert len(set(references)) == 20
    eventually(lambda: len(world.issues()) == 20)
    for person, reference in zip(people, references, strict=True):
        world.until_receipt_shows(person, reference, "Filed as")
    assert all(len(world.direct(person)) == 1 for person in people)
