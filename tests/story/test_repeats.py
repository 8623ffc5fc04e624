"""Slack repeats itself: whatever is delivered twice happens once, and is answered the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.world import World, eventually


# DEMANDS 2: delivery keys make Slack's repeats harmless. Faults 22 to 24.
@pytest.mark.parametrize("mode", ["socket", "http"])
def test_input_06_19_faults_22_24_what_is_delivered_again_changes_nothing(
    make_world: Callable[..., World], database_url: str, mode: str
) -> None:
    world = make_world(database_url=database_url, mode=mode)
    world.start("run")
    reference, issue = world.file("U1ANN", "vpn", "The VPN drops every hour")
    world.slack("shortcut", user="U2BOB", type="global", callback_id="friction_new")
    world.slack("submit", user="U2BOB", values={"product": "wiki", "what": "The search finds nothing"})
    world.close_issue(issue, "Done")
    notice = world.until_told("U1ANN", "shipped")
    world.click("U1ANN", notice, "verify_broken")
    eventually(lambda: world.see_issue(issue)["comments"])

    for kind in ("slash_commands", "view_submission", "block_actions"):
        for first in world.deliveries(kind):
            again = world.slack("redeliver", seq=first["seq"])
            assert again["acked"]
            assert again["response"] == first["ack"]

    later, _ = world.file("U3CAT", "vpn", "It does not find the gateway")
    world.until_receipt_shows("U2BOB", "FR-", "Filed as")
    world.after_more_polls()
    world.until_nothing_is_owed()
    assert len(world.issues()) == 3
    assert len(world.see_issue(issue)["comments"]) == 1
    assert [len(world.direct(user)) for user in ("U1ANN", "U2BOB", "U3CAT")] == [2, 1, 1]
    assert reference != later
