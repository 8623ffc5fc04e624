"""The app's home: true right after a change, for whoever has opened it, and for nobody else."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.world import CATALOGUE, World, eventually

PER_PAGE = 10


# Issue 6, line 7: reports with where they wait, what was told, the most felt, the rates; an owner's queue, in pages.
def test_the_home_shows_how_things_stand_now(make_world: Callable[..., World], database_url: str) -> None:
    world = make_world(database_url=database_url)
    world.catalogue.write_text(CATALOGUE + '\n[roles]\nlead = ["U3CAT"]\n')
    world.start("run")
    world.slack("home_opened", user="U1ANN")
    shows(world, "U1ANN", "You have not reported anything yet")
    issues = [world.file("U1ANN", "vpn", f"The VPN drops, case {number}")[1] for number in range(PER_PAGE + 1)]
    oldest, newest = issues[0], issues[-1]
    shows(world, "U1ANN", f"|{newest['key']}> waits with the owner of VPN")
    assert f"|{oldest['key']}> waits" not in text_of(world, "U1ANN")

    turn(world, "U1ANN", "home_older")
    shows(world, "U1ANN", f"|{oldest['key']}> waits")
    world.close_issue(oldest, "Done")
    notice = world.until_told("U1ANN", "shipped")
    shows(world, "U1ANN", "you have not said yet whether it is fixed")
    world.click("U1ANN", notice, "verify_fixed")
    shows(world, "U1ANN", "you said: *Fixed*")
    # Rates are for the leads that the catalogue names, a queue for its owner; the oldest stands on the first page.
    for user in ("U3CAT", "U0OWNER"):
        world.slack("home_opened", user=user)
    shows(world, "U3CAT", "The headline figures")
    shows(world, "U3CAT", "Access and network")
    shows(world, "U0OWNER", "Your queue, most urgent first")
    for user, absent in (("U1ANN", "Access and network"), ("U1ANN", "Your queue"), ("U3CAT", "Your queue")):
        assert absent not in text_of(world, user)
    assert f"|{issues[1]['key']}>" in text_of(world, "U0OWNER").split("Your reports")[0]
    assert len(world.home("U0OWNER")) <= 100
    # Whose home was never opened, is shown nothing.
    world.file("U2BOB", "vpn", "It asks for the code twice")
    assert {call["arguments"]["user_id"] for call in world.slack_calls("views.publish")} == {
        "U1ANN",
        "U3CAT",
        "U0OWNER",
    }
    # What waits for a decision is the first thing in its owner's home, also in one that stands open.
    world.catalogue.write_text(CATALOGUE.replace('name = "VPN"', 'name = "VPN"\npolicy = "review"'))
    waiting = world.report("U1ANN", "vpn", "It forgets my certificate")
    shows(world, "U0OWNER", "*1 report waits for a decision")
    assert waiting in text_of(world, "U0OWNER").split("Priority")[0]


# A failure of Slack is tried again, and many changes are few publications when it takes some again.
def test_what_slack_refuses_is_published_later(world: World) -> None:
    world.slack("home_opened", user="U1ANN")
    shows(world, "U1ANN", "You have not reported anything yet")
    world.slack("faults", kind="http_500", method="views.publish", times=2)
    world.slack("faults", kind="ratelimited", method="views.publish", retry_after=1, times=-1)
    references = [world.report("U1ANN", "vpn", f"The VPN drops, case {number}") for number in range(8)]
    keys = [world.filed("U1ANN", reference)["key"] for reference in references]
    eventually(lambda: "ratelimited" in faults_met(world))
    assert faults_met(world).count("http_500") == 2
    world.sandbox.forget_faults(world.sandbox.slack)
    for key in keys:
        shows(world, "U1ANN", f"|{key}> waits")
    world.until_nothing_is_owed()
    assert faults_met(world).count(None) - 1 < len(references)


def faults_met(world: World) -> list[str | None]:
    """What befell each publication, oldest first; None if nothing did."""
    return [call["fault"] for call in world.slack_calls("views.publish")]


def text_of(world: World, user: str) -> str:
    return json.dumps(world.home(user), ensure_ascii=False)


def shows(world: World, user: str, words: str) -> None:
    eventually(lambda: words in text_of(world, user))


def turn(world: World, user: str, action_id: str) -> None:
    """Press a button of the home."""
    home = world.sandbox.see(world.sandbox.slack, "views", user=user)["home"]
    assert world.slack("click", user=user, view_id=home["id"], action_id=action_id)["acked"]
