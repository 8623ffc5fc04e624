"""One person reports again and again through the form; the sandbox's ledgers say when each thing happened."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.world import Json, World, eventually

REFERENCE = "reference: a bare round trip to the sandbox"
FORM = "command → the form is opened"
ACK = "submit → Slack is answered"
RECEIPT = "submit → the receipt is posted"
ISSUE = "submit → the issue is created"
KEY = "submit → the receipt shows its key"

Samples = dict[str, list[float]]
"""Seconds, by what they are of."""

_PERSON = "U1ANN"
# As they are by default, where the tests hurry: what polls in a hurry would be in the way.
_UNHURRIED = {"POLL_INTERVAL_SECONDS": "60", "RECHECK_MINUTES": "30", "OUTBOX_LEASE_SECONDS": "30"}


def measure(directory: Path, database_url: str, reports: int) -> Samples:
    """Report so many times, each after the one before is in Jira."""
    samples: Samples = {name: [] for name in (REFERENCE, FORM, ACK, RECEIPT, ISSUE, KEY)}
    world = World(directory, database_url=database_url, **_UNHURRIED)
    try:
        world.start("run")
        person = Person(world)
        person.report(0)  # what is slow only once, is not waited for by everybody
        for number in range(1, reports + 1):
            for name, seconds in person.report(number).items():
                samples[name].append(seconds)
    finally:
        world.close()
    return samples


class Person:
    """Reports through the form, and looks up in the ledgers when what happened."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._slack = Ledger(world, world.sandbox.slack)
        self._jira = Ledger(world, world.sandbox.jira)

    def report(self, number: int) -> dict[str, float]:
        """Report once, and wait until the receipt shows the issue's key. Returns seconds by what they are of."""
        self._slack.forget()
        self._jira.forget()
        bare = self._bare_round_trip()
        self._world.command(_PERSON, "")
        words = f"Case {number}: the VPN drops"
        filled = {"product": "vpn", "what": f"{words} every hour on the train"}
        told = self._world.slack("submit", user=_PERSON, values=filled)
        if not told["acked"] or told["errors"]:
            raise RuntimeError(f"Slack was not answered as it should be: {told}")
        eventually(lambda: self._slack.first(_told(words, "Filed as")))
        asked, sent = self._slack.first(_is_command), self._slack.first(_is_submission)
        return {
            REFERENCE: bare,
            FORM: self._slack.first(_opens)["at"] - asked["at"],
            ACK: told["seconds"],
            RECEIPT: self._slack.first(_told(words))["at"] - sent["at"],
            ISSUE: self._jira.first(_creates(words))["at"] - sent["at"],
            KEY: self._slack.first(_told(words, "Filed as"))["at"] - sent["at"],
        }

    def _bare_round_trip(self) -> float:
        """Seconds of one request to the sandbox that asks next to nothing, over a connection that stands."""
        began = time.perf_counter()
        self._world.sandbox.see(self._world.sandbox.slack, "connections")
        return time.perf_counter() - began


class Ledger:
    """What one of the sandbox's two wrote down since it was last forgotten."""

    def __init__(self, world: World, url: str) -> None:
        self._world = world
        self._url = url
        self._entries: list[Json] = []
        self._newest = 0

    def forget(self) -> None:
        """Begin anew."""
        self._read()
        self._entries = []

    def first(self, wanted: Callable[[Json], Any]) -> Json:
        """The first entry that is wanted; empty where there is none yet."""
        self._read()
        return next((entry for entry in self._entries if wanted(entry)), {})

    def _read(self) -> None:
        self._entries += self._world.sandbox.see(self._url, "ledger", since=self._newest)["entries"]
        if self._entries:
            self._newest = int(self._entries[-1]["seq"])


def _is_command(entry: Json) -> bool:
    return entry["kind"] == "delivery" and entry["type"] == "slash_commands"


def _is_submission(entry: Json) -> bool:
    return entry["kind"] == "delivery" and entry["payload"].get("type") == "view_submission"


def _opens(entry: Json) -> bool:
    return entry.get("method") == "views.open"


def _told(*words: str) -> Callable[[Json], bool]:
    """A message with these words, new or changed. What belongs to an earlier report may come late."""

    def tells(entry: Json) -> bool:
        said = json.dumps(entry["arguments"]) if entry.get("method") in ("chat.postMessage", "chat.update") else ""
        return bool(said) and all(word in said for word in words)

    return tells


def _creates(words: str) -> Callable[[Json], bool]:
    return lambda entry: entry.get("method") == "POST" and words in json.dumps(entry.get("body"))
