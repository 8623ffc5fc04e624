"""A world in which people look at reports of the VPN before they are filed, and what its triage channel shows."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.world import CATALOGUE, Json, World, eventually

DESK = "C2DESK"
REVIEWED = CATALOGUE.replace(
    'aliases = ["remote access"]', 'aliases = ["remote access"]\npolicy = "review"\ntriage_channel = "C2DESK"'
)


def desk_world(make_world: Callable[..., World], database_url: str, catalogue: str = REVIEWED, **options: str) -> World:
    """An installation with a triage channel; nothing is started yet."""
    world = make_world(database_url=database_url, **options)
    world.slack("channels", id=DESK, name="vpn-triage", members=["U0OWNER", "U1ANN", "U2BOB", "U3CAT", "U0BOT"])
    world.slack("channels", id="C3WIKI", name="wiki-triage", members=["U3CAT", "U0BOT"])
    world.catalogue.write_text(catalogue)
    return world


def cards(world: World, reference: str, channel: str = DESK) -> list[Json]:
    """The cards of a report that stand in a channel; there should be one."""
    return [message for message in world.messages(channel) if message["text"].startswith(reference)]


def card(world: World, reference: str, channel: str = DESK) -> Json:
    """Wait for the card of a report."""
    found: Json = eventually(lambda: cards(world, reference, channel))[0]
    return found


def shows(world: World, reference: str, words: str, channel: str = DESK) -> bool:
    """Whether the card of a report shows these words."""
    found = cards(world, reference, channel)
    return any(words in json.dumps(message["blocks"], ensure_ascii=False) for message in found)


def until_shows(world: World, reference: str, words: str, channel: str = DESK) -> None:
    eventually(lambda: shows(world, reference, words, channel))


def decide(world: World, user: str, reference: str, action: str, channel: str = DESK, **values: str) -> Json:
    """Press a button of a card, and send the form behind it."""
    world.click(user, card(world, reference, channel), action, block_id="decide")
    told: Json = world.slack("submit", user=user, values=values)
    return told


def whispers(world: World) -> list[str]:
    """What was said to one person alone, oldest first."""
    return [call["arguments"]["text"] for call in world.slack_calls("chat.postEphemeral")]
