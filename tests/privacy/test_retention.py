"""What is kept for how long: the clock process forgets, and every figure stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from tests.privacy.figures import figures
from tests.privacy.held import found, rows_now
from tests.world import World, eventually

OLD, YOUNG, DRAFT = "The quokka tunnel collapses", "The wombat printer jams", "A numbat draft never sent"
SECOND = str(1 / 86_400)


def test_words_and_names_go_when_their_time_is_over(make_world: Callable[..., World], database_url: str) -> None:
    world = make_world(database_url=database_url, FRICTION_CLOCK="clock", UPKEEP_MINUTES="0.01")
    _turn(world, timedelta())
    world.slack("users", id="U1ANN", name="anneliese")
    world.start("run", RETENTION_DONE_DAYS=SECOND, RETENTION_DELIVERY_DAYS=SECOND)
    _, old = world.file("U1ANN", "vpn", OLD)
    world.file("U2BOB", "wiki", YOUNG)
    world.command("U3CAT", DRAFT)
    world.close_issue(old, "Done")
    world.until_told("U1ANN", "shipped")
    world.until_nothing_is_owed()  # that it was told is recorded after Slack has it
    before = figures(world, database_url)

    # A week later drafts are gone. The words of the one that shipped stay for a year and a half.
    _turn(world, timedelta(days=8))
    eventually(lambda: found(("numbat",), rows_now(database_url)) == [])
    _turn(world, timedelta(days=540))
    world.after_more_polls()
    assert found(("quokka", "wombat"), rows_now(database_url)) == ["quokka", "wombat"]

    # Then they go, with the name; an open report keeps both, for its reporter is still to be told.
    _turn(world, timedelta(days=560))
    eventually(lambda: found(("quokka",), rows_now(database_url)) == [])
    eventually(lambda: found(("U1ANN", "anneliese"), rows_now(database_url)) == [])
    assert found(("U2BOB", "wombat"), rows_now(database_url)) == ["U2BOB", "wombat"]
    assert figures(world, database_url) == before
    assert world.notices("U1ANN", "shipped")


def _turn(world: World, ahead: timedelta) -> None:
    """Let business time run ahead of Jira's, which stamps the ends."""
    (world.directory / "clock").write_text(str(ahead.total_seconds()))
