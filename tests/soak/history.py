"""The judge: what the sandbox's Slack and Jira hold against what people were promised. Our own tables play no part."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tests.soak.people import Owners, Reporters
from tests.soak.weather import POST, is_ambiguous_create, is_ambiguous_post
from tests.world import World

# A line of a summary: its key, linked unless there was no room for that.
_LINE = re.compile(r"^• (?:<\S+\|)?([A-Z]+-\d+)", re.MULTILINE)


@dataclass(frozen=True)
class Findings:
    """Broken promises, as lists of what they concern."""

    not_filed: list[str]
    without_receipt: list[str]
    duplicate_issues: list[str]
    duplicate_notices: list[tuple[str, str]]
    missing_notices: list[tuple[str, str]]

    @property
    def lost(self) -> list[str]:
        """Acknowledged, and no issue in Jira or no receipt in Slack."""
        return sorted({*self.not_filed, *self.without_receipt})


def judge(world: World, reporters: Reporters, owners: Owners) -> Findings:
    """Compare. A receipt is a direct message that names the reference first; a notice one that begins with the key of
    an issue. Each is to be there once per person.
    """
    acknowledged = reporters.acknowledged
    received = Counter(_said(world, {done.person for done in acknowledged.values()}))
    receipts = {reference: received[done.person, reference] for reference, done in acknowledged.items()}
    notices = {
        (done.person, key): received[done.person, key]
        for reference, done in acknowledged.items()
        for key in owners.issues.get(reference, [])[:1]
        if key in owners.ended
    }
    return Findings(
        not_filed=[reference for reference in acknowledged if reference not in owners.issues],
        without_receipt=[reference for reference, count in receipts.items() if not count],
        duplicate_issues=[reference for reference, keys in owners.issues.items() if len(keys) > 1],
        duplicate_notices=[about for about, count in received.items() if count > 1],
        missing_notices=[about for about, count in notices.items() if not count],
    )


def _said(world: World, people: Iterable[str]) -> list[tuple[str, str]]:
    """Every direct message as (person, what it is about: a reference or an issue's key); a summary is about several."""
    channels = {f"D{person[1:]}": person for person in people}
    messages = world.sandbox.see(world.sandbox.slack, "messages")["messages"]
    return [(channels[m["channel"]], about) for m in messages if m["channel"] in channels for about in _all_about(m)]


def _all_about(message: dict[str, Any]) -> list[str]:
    """The keys in the lines of a summary, each once per line; else what the message begins with."""
    told = [block["text"]["text"] for block in message.get("blocks") or [] if block["type"] == "section"]
    return _LINE.findall("\n".join(told)) or [_about(message["text"])]


def _about(text: str) -> str:
    """The reference in a receipt's first line, else the word a notice begins with, which is the issue's key."""
    named = [word.strip("*,.:") for word in text.partition("\n")[0].split() if word.strip("*").startswith("FR-")]
    return named[0] if named else text.split(maxsplit=1)[0]


@dataclass(frozen=True)
class Answers:
    """How many writes were asked for, and of how many the answer left open whether they were done."""

    writes: int
    ambiguous: int


def count_answers(world: World) -> Answers:
    """Count creates in Jira and posts in Slack, and those that were spoilt."""
    sandbox = world.sandbox
    asked = sandbox.see(sandbox.jira, "ledger", kind="request")["entries"]
    creates = [entry for entry in asked if entry["method"] == "POST" and entry["path"].endswith("/issue")]
    posts = [entry for entry in sandbox.see(sandbox.slack, "ledger", kind="api")["entries"] if entry["method"] == POST]
    ambiguous = sum(map(is_ambiguous_create, creates)) + sum(map(is_ambiguous_post, posts))
    return Answers(len(creates) + len(posts), ambiguous)
