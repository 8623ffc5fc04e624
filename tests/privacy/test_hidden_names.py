"""A reporter may keep their name out of Jira and channels; the loop still tells them, and says what hidden means."""

from __future__ import annotations

import json

from tests.privacy.held import database_now, found, jira_now
from tests.world import World, eventually

NAME = ("U1ANN", "anneliese", "talks.slack")


def test_a_hidden_name_stays_out_of_jira_and_channels(world: World, database_url: str) -> None:
    world.slack("users", id="U1ANN", name="anneliese", email="ann@example.com")
    said = world.slack("message", user="U1ANN", channel="C1TALK", text="The VPN drops on every train")
    where = {"channel": "C1TALK", "message_ts": said["ts"]}
    world.slack("shortcut", user="U1ANN", type="message", callback_id="friction_message", **where)
    eventually(lambda: world.views("U1ANN"))
    assert "Its admins can see it" in json.dumps(world.views("U1ANN"))
    world.slack("submit", user="U1ANN", values={"product": "vpn", "privacy": ["hide_name"]})
    receipt = eventually(lambda: world.notices("U1ANN", "FR-"))[0]
    reference = next(word for word in receipt["text"].split() if word.startswith("FR-"))
    issue = world.filed("U1ANN", reference)
    assert world.receipt_shows("U1ANN", reference, "It is not anonymous")
    assert "somebody who asked not to be named" in jira_now(world)
    assert "The conversation in Slack" not in jira_now(world)

    # Told and asked as everybody is; what they answer is written down without their name.
    world.close_issue(issue, "Done")
    world.click("U1ANN", world.until_told("U1ANN", "shipped"), "verify_broken")
    eventually(lambda: "A reporter says this is still broken" in jira_now(world))
    world.until_nothing_is_owed()  # that the end was told is recorded after Slack has it
    world.reopen_issue(issue)
    world.until_told("U1ANN", "open again")
    assert found(NAME, jira_now(world) + json.dumps([world.messages("C0LEADS"), world.messages("C0ADMIN")])) == []
    # The history does not name them either; the report does, for somebody must be told.
    held = json.loads(world.friction("export", "--user", "U1ANN").stdout)
    assert held["reports"][0]["reporter"] == "U1ANN"
    assert {event["actor"] for event in held["history"]} == {f"reporter of {reference}", "friction", "Olga"}
    assert "U1ANN" in database_now(database_url)
