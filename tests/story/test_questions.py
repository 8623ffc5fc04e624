"""Questions: answered to whoever asks and nobody else, until they press Share here."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.rights.test_who_may import refusals
from tests.world import CATALOGUE, Json, World, eventually

HIDDEN = "The payroll site logs me out"


# Issue 6, line 8: top, rate, why, status and mine, private by default and shared by a button, in the asker's name.
def test_questions_are_answered_in_private_and_shared_by_a_button(world: World) -> None:
    world.slack("channels", id="C2PRIVATE", name="private", is_private=True, members=["U1ANN"])
    hidden = by_form(world, "U1ANN", product="wiki", what=HIDDEN, privacy=["hide_name"])
    drops = by_form(world, "U2BOB", product="vpn", what="The VPN drops", minutes=20)
    shipped = world.file("U1ANN", "wiki", "The search finds nothing")[1]
    for user, reference in (("U1ANN", hidden), ("U2BOB", drops)):
        world.filed(user, reference)
    world.close_issue(shipped, "Done")
    world.until_told("U1ANN", "shipped")

    top = asked(world, "U3CAT", "top")
    assert ": The VPN drops · VPN · felt by 1 person, 20 minutes lost each time" in top
    assert "search" not in top
    assert "shipped (1 of 3)" in asked(world, "U3CAT", "rate network")
    assert asked(world, "U3CAT", "rate Access and network")
    assert "3 reports count, 1 shipped" in asked(world, "U3CAT", "why network")
    assert "I know no track called “printing”. I know: `network`." in asked(world, "U3CAT", "rate printing")
    assert "3 reports count, 1 shipped" in asked(world, "U3CAT", "why")
    assert "shipped" in asked(world, "U1ANN", f"status {shipped['key'].lower()}")
    assert asked(world, "U1ANN", hidden.lower()) == asked(world, "U1ANN", f"status {hidden}")
    assert asked(world, "U1ANN", "status") == asked(world, "U1ANN", "mine")
    # Another's issue and a missing one are the same; and what begins like a question may be a report.
    assert asked(world, "U2BOB", f"status {shipped['key']}") == asked(world, "U2BOB", "status NET-999")
    assert world.command("U2BOB", "rate limits hit us every day")["response"] is None
    assert seen_by_all(world, "C1TALK") == []

    # Shared once, however often it is pressed, with a name and without what its owner hides.
    assert HIDDEN in asked(world, "U1ANN", "mine")
    assert hidden in asked(world, "U1ANN", "mine")
    for _ in range(2):
        press_share(world, "U1ANN", "C1TALK")
    (posted,) = eventually(lambda: seen_by_all(world, "C1TALK"))
    assert "The search finds nothing" in json.dumps(posted["blocks"])
    assert HIDDEN not in json.dumps(posted["blocks"])
    assert "<@U1ANN> shares the answer to `/friction mine`" in json.dumps(posted["blocks"])
    # Where the bot is not, whoever shares is told so, and nobody else is bothered.
    asked(world, "U1ANN", "top", channel="C2PRIVATE")
    press_share(world, "U1ANN", "C2PRIVATE")
    world.until_told("U1ANN", "I could not share the answer to")
    world.after_more_polls()
    assert (len(seen_by_all(world, "C1TALK")), world.messages("C0ADMIN")) == (1, [])


# `[roles] lead` reads the rates; without it everybody does. Asked at the click as well: the right may be lost.
def test_rates_are_for_the_leads_that_the_catalogue_names(make_world: Callable[..., World], database_url: str) -> None:
    world = make_world(database_url=database_url, RIGHTS_CACHE_SECONDS="0.1")
    world.start("run")
    assert "nothing has been reported yet" in asked(world, "U1ANN", "rate")
    world.catalogue.write_text(CATALOGUE + '\n[roles]\nlead = ["U2BOB"]\n')
    eventually(lambda: "Only the leads" in asked(world, "U1ANN", "rate"))
    assert "Only the leads" in asked(world, "U1ANN", "why network")
    # Whether there is such a track is nobody's business who may not read it.
    assert asked(world, "U1ANN", "rate printing") == asked(world, "U1ANN", "rate")
    assert {data["why"] for _, data in refusals(database_url)} == {"not_lead"}
    assert "nothing has been reported yet" in asked(world, "U2BOB", "rate")
    world.catalogue.write_text(CATALOGUE + '\n[roles]\nlead = ["U3CAT"]\n')
    eventually(lambda: "Only the leads" in asked(world, "U2BOB", "rate", channel="C0LEADS"))
    press_share(world, "U2BOB", "C1TALK")
    asked(world, "U2BOB", "top")
    press_share(world, "U2BOB", "C1TALK")
    (posted,) = eventually(lambda: seen_by_all(world, "C1TALK"))
    assert "/friction top" in json.dumps(posted["blocks"])


def asked(world: World, user: str, text: str, channel: str = "C1TALK") -> str:
    told = world.slack("command", user=user, channel=channel, command="/friction", text=text)
    return str(told["response"]["text"])


def press_share(world: World, user: str, channel: str) -> None:
    """Press the button under the last answer that somebody got."""
    own = [message for message in world.messages(channel) if message["visible_to"] == user]
    assert world.click(user, [message for message in own if message.get("blocks")][-1], "share_answer")["acked"]


def seen_by_all(world: World, channel: str) -> list[Json]:
    return [message for message in world.messages(channel) if message["visible_to"] is None]


def by_form(world: World, user: str, **values: object) -> str:
    """Report through the form; returns the reference."""
    world.slack("shortcut", user=user, type="global", callback_id="friction_new")
    eventually(lambda: world.views(user))
    world.slack("submit", user=user, values=values)
    receipt = eventually(lambda: world.notices(user, "FR-"))[0]
    return str(next(word for word in receipt["text"].split() if word.startswith("FR-")))
