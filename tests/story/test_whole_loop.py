"""From `/friction` to the comment on the issue: the loop, whole, in every way in which it is installed."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.world import World, eventually


# DEMANDS 2: whole-loop stories run in Socket Mode and HTTP mode, against Cloud and Data Center, on both databases.
@pytest.mark.parametrize("deployment", ["cloud", "datacenter"])
@pytest.mark.parametrize("mode", ["socket", "http"])
def test_a_report_comes_back_to_whoever_made_it(
    make_world: Callable[..., World], database_url: str, mode: str, deployment: str
) -> None:
    world = make_world(database_url=database_url, mode=mode, deployment=deployment)
    world.start("run")

    reference, issue = world.file("U1ANN", "remote access", "The VPN drops every hour on the train")
    assert issue["project"] == "NET"
    assert issue["summary"] == "The VPN drops every hour on the train"
    assert issue["labels"] == [f"fr-main-{reference}"]
    assert issue["properties"]["friction.report"]["reference"] == reference
    for words in ("The VPN drops every hour on the train", "U1ANN", f"Ref {reference}", "Reports so far: 1"):
        assert words in issue["description"]

    world.close_issue(issue, "Done")
    notice = world.until_told("U1ANN", f"{issue['key']} shipped")
    assert world.click("U1ANN", notice, "verify_broken")["acked"]
    comment = eventually(lambda: world.issues_of(reference)[0]["comments"])[0]
    assert "still broken" in comment["text"]
    assert reference in comment["text"]
    eventually(lambda: "You said: *Still broken*" in json.dumps(world.direct("U1ANN")))

    world.after_more_polls()
    assert len(world.issues()) == 1
    assert len(world.issues_of(reference)[0]["comments"]) == 1
    assert len(world.receipts("U1ANN", reference)) == 1
    assert len(world.direct("U1ANN")) == 2  # the receipt, and one notice
    assert world.messages("C0ADMIN") == []
