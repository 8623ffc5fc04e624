"""Silence speaks: a message waits in Slack that only a living loop puts off."""

from __future__ import annotations

import itertools
import json
import signal
from collections.abc import Callable

from tests.world import Json, World, eventually


def test_slack_speaks_when_the_loop_is_dead(make_world: Callable[..., World], sqlite_url: str) -> None:
    world = make_world(database_url=sqlite_url, DEADMAN_HOURS="0.025")
    first, second = world.start_all(("run", {}), ("clock", {}))
    earlier = eventually(lambda: waiting(world))[0]
    eventually(lambda: waiting(world) and waiting(world)[0]["post_at"] > earlier["post_at"])
    eventually(lambda: len(waiting(world)) == 1)  # two processes keep one message between them
    scheduled = world.slack_calls("chat.scheduleMessage")
    assert min(later["at"] - before["at"] for before, later in itertools.pairwise(scheduled)) > 9
    assert world.messages("C0ADMIN") == []

    world.stop(first, signal.SIGKILL)
    world.stop(second, signal.SIGKILL)
    world.slack("clock", offset=200)
    spoken = eventually(lambda: world.messages("C0ADMIN"))
    assert [message["text"] for message in spoken] == ["The friction loop has been silent for 0.025 hours"]
    assert "I last read Jira on" in json.dumps(spoken[0]["blocks"])


def waiting(world: World) -> list[Json]:
    """What Slack will post by itself, as the app last learnt it or caused it, oldest first."""
    calls = [entry for entry in world.slack_ledger("api") if entry["effect"] and "chedule" in entry["method"]]
    kept: dict[str, Json] = {}
    for call in calls:
        if call["method"] == "chat.scheduleMessage":
            kept[call["response"]["scheduled_message_id"]] = call["response"]
        elif call["method"] == "chat.deleteScheduledMessage":
            kept.pop(call["arguments"]["scheduled_message_id"])
    return list(kept.values())
