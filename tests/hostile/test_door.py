"""Who may come in: this workspace's own people, through this app. Everybody else is told so, and leaves no report."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from sqlalchemy import select

from storage.database import Database
from storage.event import Event, EventKind
from tests.world import CATALOGUE, Json, World, eventually

STRANGERS = {
    "U5GUEST": {"is_restricted": True},
    "U5SINGLE": {"is_restricted": True, "is_ultra_restricted": True},
    "U5STRANGER": {"is_stranger": True},
    "U5BOT": {"is_bot": True},
    "U5GONE": {"deleted": True},
}
ELSEWHERE: list[Json] = [
    {"api_app_id": "A0OTHER"},
    {"team_id": "T0OTHER"},
    {"enterprise_id": "E0OTHER", "team_id": "T0OTHER"},
]


def audited(database_url: str) -> list[tuple[str, str]]:
    """Whom the history names as refused, and why. Nothing but the history shows it yet."""
    database = Database(database_url)
    with database.reading() as session:
        refusals = session.scalars(select(Event).where(Event.kind == EventKind.REFUSED).order_by(Event.id))
        found = [(event.actor, event.data["why"]) for event in refusals]
    database.close()
    return found


def nothing_came_of_it(world: World) -> None:
    """One report after all the others is the only one that anybody heard of."""
    world.file("U1ANN", "vpn", "The VPN drops every hour")
    assert len(world.issues()) == 1
    posts = world.slack_calls("chat.postMessage")
    assert len(posts) == 1, posts


@pytest.mark.parametrize("mode", ["socket", "http"])
def test_input_10_18_what_is_meant_for_another_app_or_workspace(
    make_world: Callable[..., World], database_url: str, mode: str
) -> None:
    world = make_world(database_url=database_url, mode=mode)
    world.start("run")
    for override in ELSEWHERE:
        told = world.command("U1ANN", "vpn: The VPN drops", override=override)
        assert "another workspace or app" in told["response"]["text"], override
    assert audited(database_url) == [("U1ANN", "another app"), *[("U1ANN", "another workspace")] * 2]
    # A report of this workspace, asked for from another one.
    reference, _ = world.file("U2BOB", "vpn", "The VPN drops every hour")
    asked = world.command("U2BOB", f"status {reference}", override={"team_id": "T0OTHER"})["response"]["text"]
    assert reference not in asked
    receipt = world.receipts("U2BOB", reference)[0]
    world.close_issue(world.issues()[0], "Done")
    notice = world.until_told("U2BOB", "shipped")
    foreign = {"team": {"id": "T0OTHER", "domain": "other"}}
    assert world.click("U2BOB", notice, "verify_broken", override=foreign)["acked"]
    assert world.slack("shortcut", user="U1ANN", type="global", callback_id="friction_new", override=foreign)["acked"]
    assert "another workspace" in json.dumps(eventually(lambda: world.views("U1ANN")))
    world.after_more_polls()
    assert world.jira_requests("POST", "/comment") == []
    assert len(world.issues()) == 1
    assert receipt["channel"] == notice["channel"]


def test_input_12_guests_strangers_bots_and_deactivated_accounts(world: World, database_url: str) -> None:
    for user, kind in STRANGERS.items():
        world.slack("users", id=user, name=user.lower(), **kind)
        told = world.command(user, "vpn: The VPN drops every day")["response"]["text"]
        assert "Got it" not in told
        assert told.endswith("."), told
        world.slack("shortcut", user=user, type="global", callback_id="friction_new")
        assert "input" not in json.dumps(world.views(user))
    nothing_came_of_it(world)
    whys = ("guest", "guest", "stranger", "bot", "deactivated")
    assert audited(database_url) == [(user, why) for user, why in zip(STRANGERS, whys, strict=True) for _ in range(2)]
    # The policy may be another one.
    world.catalogue.write_text(f"{CATALOGUE}\n[reporters]\nguests = true\n")
    world.filed("U5GUEST", world.report("U5GUEST", "vpn", "The guest network asks for a password twice"))
    assert "Got it" not in world.command("U5STRANGER", "vpn: The VPN drops")["response"]["text"]


def test_input_12_a_member_does_not_wait_until_slack_says_who_it_is(world: World) -> None:
    world.slack("faults", method="users.info", kind="http_500", times=-1)
    world.filed("U1ANN", world.report("U1ANN", "vpn", "The VPN drops every hour"))
