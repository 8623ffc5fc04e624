"""A card on which nobody acts is brought up once."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from tests.cards.desk import card, decide, desk_world
from tests.world import Json, World, eventually


# Issue 6, line 4: in its thread, with the owner's name; not where somebody has asked meanwhile, or decided.
def test_a_card_that_waits_is_brought_up_once(make_world: Callable[..., World], sqlite_url: str) -> None:
    world = desk_world(make_world, sqlite_url, CARD_REMINDER_DAYS="2")
    monday = datetime.now(UTC).replace(hour=10)
    monday += timedelta(days=7 - monday.weekday())
    clock = world.directory / "clock"

    def turn(days: int) -> None:
        clock.write_text((monday + timedelta(days=days, minutes=days)).isoformat())

    turn(0)
    world.start("run", FRICTION_CLOCK=str(clock))
    asked, declined, waiting = (world.report("U1ANN", "vpn", text) for text in ("It drops", "It is grey", "It is slow"))
    cards = {reference: card(world, reference) for reference in (asked, declined, waiting)}
    decide(world, "U0OWNER", declined, "triage_decline", what="We like it grey")
    world.until_told("U1ANN", f"{declined} will not be done")
    turn(1)
    decide(world, "U0OWNER", asked, "triage_ask", what="On which client?")
    world.until_told("U1ANN", "A question about")

    turn(2)
    brought_up = eventually(lambda: thread(world, cards[waiting]))[0]
    assert "<@U0OWNER>" in json.dumps(brought_up["blocks"])
    assert waiting in brought_up["text"]
    world.until_nothing_is_owed()
    assert thread(world, cards[asked]) == []
    turn(4)
    eventually(lambda: thread(world, cards[asked]))
    turn(30)
    world.after_more_polls(8)
    world.until_nothing_is_owed()
    assert [len(thread(world, each)) for each in cards.values()] == [1, 0, 1]


def thread(world: World, under: Json) -> list[Json]:
    found = [message for message in world.messages(under["channel"]) if message.get("thread_ts") == under["ts"]]
    return [message for message in found if message["ts"] != under["ts"]]
