"""Rights are asked at every command and click: refusals are polite, change nothing, and are noted by ids alone."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable

import psycopg

from tests.world import CATALOGUE, Json, World, eventually


# Hostile inputs 14 and 17: another's report and a missing one are the same in everything that can be seen.
def test_what_is_not_yours_is_not_there(world: World, database_url: str) -> None:
    reference, issue = world.file("U1ANN", "vpn", "The VPN drops every hour")
    _, mine = world.file("U2BOB", "wiki", "The search finds nothing")
    others, missing = (world.command("U2BOB", f"status {each}")["response"] for each in (reference, "FR-0000"))
    assert others == missing
    assert reference in world.command("U1ANN", f"status {reference}")["response"]["text"]

    world.close_issue(mine, "Done")
    notice = world.until_told("U2BOB", "shipped")
    for forged in (f"{issue['id']}:1", "999999:1", "nonsense"):
        action = {"type": "button", "block_id": "x", "action_id": "verify_broken", "value": forged, "action_ts": "1.0"}
        assert world.click("U2BOB", notice, "verify_fixed", override={"actions": [action]})["acked"]
    shown = [call["arguments"]["text"] for call in world.slack_calls("chat.postEphemeral")]
    assert len(shown) == 3
    assert set(shown) == {"I do not find that among your reports, so I did nothing. `/friction mine` lists them."}
    assert [data["what"] for _, data in refusals(database_url)] == ["status", "status", "verify", "verify", "verify"]


# Hostile inputs 13 and 15: `/friction admin`, by nobody in particular, by a group, and by one who left the group.
def test_administrators_are_who_the_catalogue_says_now(make_world: Callable[..., World], database_url: str) -> None:
    world = make_world(database_url=database_url, RIGHTS_CACHE_SECONDS="0.1")
    world.start("run")
    for channel in ("C1TALK", "D1ANN"):
        assert "Only the administrators" in admin(world, "U1ANN", "admin", channel=channel)
        assert "Only the administrators" in admin(world, "U1ANN", "admin retry 1", channel=channel)
    assert [(person, data["why"]) for person, data in refusals(database_url)] == [("U1ANN", "not_admin")] * 4

    world.slack("usergroups", id="S0ADMINS", users=["U1ANN"])
    world.catalogue.write_text(CATALOGUE + '\n[roles]\nadmin = ["S0ADMINS", "U3CAT"]\n')
    for user in ("U1ANN", "U3CAT"):
        eventually(lambda user=user: "Nothing waits for a person" in admin(world, user, "admin"))
    assert "Only the administrators" in admin(world, "U2BOB", "admin")
    world.slack("usergroups", id="S0ADMINS", users=["U2BOB"])
    eventually(lambda: "Only the administrators" in admin(world, "U1ANN", "admin"))
    assert "does not exist" in admin(world, "U2BOB", "admin retry 999999999")

    # Without the scope the group gives nobody a right; whoever is named keeps theirs.
    world.slack("app", scopes=["chat:write", "im:write", "users:read", "commands"])
    eventually(lambda: "Only the administrators" in admin(world, "U2BOB", "admin"))
    assert "Nothing waits" in admin(world, "U3CAT", "admin")
    # The word alone makes no command: this is a report.
    assert world.command("U1ANN", "admin portal is slow")["response"] is None
    # Slack opens no form for files for an app that may not read them.
    assert "file_input" not in json.dumps(world.views("U1ANN"))


def admin(world: World, user: str, text: str, channel: str = "C1TALK") -> str:
    told = world.slack("command", user=user, channel=channel, command="/friction", text=text)
    return str(told["response"]["text"])


def refusals(database_url: str) -> list[tuple[str, Json]]:
    """What was noted, oldest first: who, and what else."""
    query = "SELECT actor, data FROM events WHERE kind = 'refused' ORDER BY id"
    if database_url.startswith("sqlite"):
        with sqlite3.connect(database_url.removeprefix("sqlite:///")) as connection:
            rows = [(actor, json.loads(data)) for actor, data in connection.execute(query)]
        connection.close()
        return rows
    with psycopg.connect(database_url) as connection:
        return list(connection.execute(query).fetchall())
