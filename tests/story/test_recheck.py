"""What Jira's search never shows is found all the same: issues are read again by their ids."""

from __future__ import annotations

from collections.abc import Callable

from tests.world import World


# DEMANDS 2: an update that search never shows is delivered. Without the recheck this fails.
def test_faults_52_55_an_update_that_search_never_shows_is_delivered(
    make_world: Callable[..., World], database_url: str, deployment: str
) -> None:
    world = make_world(database_url=database_url, deployment=deployment)
    world.start("run")
    reference, issue = world.file("U1ANN", "vpn", "The VPN drops every hour")
    world.after_more_polls()  # until it has been read: what was never read is read at any hint of it
    world.jira("search", never_index=[issue["key"]])
    world.close_issue(issue, "Done")
    world.until_told("U1ANN", "shipped")
    world.after_more_polls()
    assert len(world.notices("U1ANN", "shipped")) == 1
    assert world.receipt_shows("U1ANN", reference, "shipped")
