"""A reporter may take a report back until it is filed, and never afterwards."""

from __future__ import annotations

from collections.abc import Callable

from tests.world import World

MAINTENANCE = {"kind": "status", "status": 503, "headers": {"Retry-After": "1"}, "times": -1}


# DEMANDS 2: withdraw before filing; none that ended before filing is in any issue.
def test_a_withdrawn_report_never_reaches_jira(make_world: Callable[..., World], database_url: str) -> None:
    world = make_world(database_url=database_url)
    # Before the first comparison with Jira nobody begins to file: the button is not pressed while it is being tried.
    world.jira("faults", **MAINTENANCE)
    world.start("run")
    reference = world.report("U1ANN", "vpn", "I thought it was broken, it was my cable")
    stays = world.report("U2BOB", "vpn", "It is broken, cable or not")
    receipt = world.until_receipt("U1ANN", reference)
    world.click("U1ANN", receipt, "withdraw")
    world.until_receipt_shows("U1ANN", reference, "Withdrawn. Nothing was filed.")

    world.sandbox.forget_faults(world.sandbox.jira)
    world.filed("U2BOB", stays)  # so the worker has gone past the withdrawn one
    world.after_more_polls()
    assert world.issues_of(reference) == []
    assert len(world.issues()) == 1
    assert "withdrawn" in world.command("U1ANN", f"status {reference}")["response"]["text"]


# DEMANDS 2: *Withdraw* disappears once filed. Somebody else's report in a button's value.
def test_input_14_what_is_filed_or_not_yours_cannot_be_withdrawn(world: World) -> None:
    reference, issue = world.file("U1ANN", "vpn", "The VPN drops every hour")
    assert not world.receipt_shows("U1ANN", reference, '"withdraw"')
    world.close_issue(issue, "Done")
    notice = world.until_told("U1ANN", "shipped")
    _press_forged(world, "U1ANN", notice, reference)

    world.jira("faults", **MAINTENANCE)
    others = world.report("U2BOB", "vpn", "It does not find the gateway")
    world.until_receipt("U2BOB", others)
    _press_forged(world, "U1ANN", notice, others)
    world.sandbox.forget_faults(world.sandbox.jira)
    world.filed("U2BOB", others)
    world.until_receipt_shows("U1ANN", reference, "shipped")


def _press_forged(world: World, user: str, message: dict[str, str], reference: str) -> None:
    """Press a button of a message, with a payload that claims it was Withdraw for another report."""
    action = {"type": "button", "block_id": "x", "action_id": "withdraw", "value": reference, "action_ts": "1.0"}
    assert world.click(user, message, "verify_fixed", override={"actions": [action]})["acked"]
