"""A reporter may say a report better until it is filed, and add to it afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.cards.desk import card, cards, desk_world, shows, until_shows
from tests.world import World, eventually

TOKEN = "xoxb-123456789012-abcdefghijklmnop"


WHAT_LACKS = "What did you do just before it happened?"


# DEMANDS 5: the form behind the receipt's button; a new revision; later a comment, once, however often it is delivered.
def test_a_report_is_said_better_and_added_to(make_world: Callable[..., World], database_url: str) -> None:
    world = desk_world(make_world, database_url)
    world.start("run")
    reference = world.report("U1ANN", "vpn", "It drops")
    posted = card(world, reference)
    receipt = world.until_receipt("U1ANN", reference)
    # Its reporter is asked for the one thing that whoever mends it will miss; once they said anything, no more.
    assert WHAT_LACKS in json.dumps(receipt)
    assert f"{WHAT_LACKS} Its reporter was asked." in json.dumps(posted)
    world.click("U1ANN", receipt, "edit_report")
    assert list(world.slack("submit", user="U1ANN", values={"what": ":shrug:"})["errors"]) == ["what"]
    better = f"The VPN drops in tunnels. My token: {TOKEN}"
    assert world.slack("submit", user="U1ANN", values={"what": better})["errors"] is None
    until_shows(world, reference, "The VPN drops in tunnels")
    assert not shows(world, reference, WHAT_LACKS)
    eventually(lambda: not world.receipt_shows("U1ANN", reference, WHAT_LACKS))
    world.until_receipt_shows("U1ANN", reference, "I masked what looks like a secret")

    # A form that was open while the report was filed comes too late.
    world.click("U1ANN", receipt, "edit_report")
    world.click("U0OWNER", posted, "triage_file")
    issue = world.filed("U1ANN", reference)
    world.slack("submit", user="U1ANN", values={"what": "Something else"})
    assert "its text stays as it is" in json.dumps(world.views("U1ANN"))
    assert issue["summary"] == "The VPN drops in tunnels"

    receipt = world.until_receipt("U1ANN", reference)
    world.click("U1ANN", receipt, "add_to_report")
    added = f"Only since Monday, on client 5.2. {TOKEN}"
    assert world.slack("submit", user="U1ANN", values={"what": added})["errors"] is None
    world.slack("redeliver", seq=world.deliveries("view_submission")[-1]["seq"])
    comment = json.dumps(eventually(lambda: world.see_issue(issue)["comments"]))
    assert "adds to what was reported here" in comment
    assert "Only since Monday" in comment
    until_shows(world, reference, "Only since Monday")
    world.click("U1ANN", receipt, "add_to_report")
    world.close_issue(issue, "Done")
    world.until_told("U1ANN", "shipped")
    world.slack("submit", user="U1ANN", values={"what": "And on Tuesdays"})
    assert "nothing can be added" in json.dumps(world.views("U1ANN")[-1])
    assert len(world.see_issue(issue)["comments"]) == 1
    assert TOKEN not in json.dumps([world.issues(), world.messages("C2DESK"), world.direct("U1ANN")])
    assert len(cards(world, reference)) == 1

    # Where nobody decides, it is asked while the report is filed, and the answer is a comment.
    reference, issue = world.file("U2BOB", "wiki", "It drops")
    world.until_receipt_shows("U2BOB", reference, WHAT_LACKS)
    world.click("U2BOB", world.until_receipt("U2BOB", reference), "add_to_report")
    world.slack("submit", user="U2BOB", values={"what": "I pressed print"})
    assert "I pressed print" in json.dumps(eventually(lambda: world.see_issue(issue)["comments"]))
    eventually(lambda: not world.receipt_shows("U2BOB", reference, WHAT_LACKS))
    assert len(world.receipts("U2BOB", reference)) == 1
