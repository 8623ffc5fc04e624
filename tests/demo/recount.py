"""The figures of a demo once more, from what the sandbox's Slack and Jira hold: none of the product's code is used."""

from __future__ import annotations

import csv
import json
import math
import re
from collections import Counter, defaultdict
from functools import cached_property
from pathlib import Path
from typing import Any

Json = dict[str, Any]

ENDS = ("integrated", "declined", "duplicate", "not_reproducible", "answered", "unknown", "removed")

MEANING = {
    "Done": "integrated",
    "Fixed": "integrated",
    "Live": "integrated",
    "Rolled out": "integrated",
    "Won't Do": "declined",
    "Cannot Reproduce": "not_reproducible",
    "Known Error": "answered",
    "Article written": "answered",
    "Duplicate": "duplicate",
    "removed": "removed",
    "withdrawn": "withdrawn",
    "": "open",
}

RECEIPT = re.compile(r"Got it: (FR-[0-9A-Z]+) ")
# News of an end begins with the issue's key; the only other news that does is that it is open again.
NOTICE = re.compile(r"([A-Z]+-\d+)(?! is open again)\b")


class Leftovers:
    """What a demo left behind."""

    def __init__(self, artifacts: dict[str, str]) -> None:
        def load(name: str) -> list[Json]:
            loaded: list[Json] = json.loads(Path(artifacts[name]).read_text())
            return loaded

        self.artifacts = artifacts
        self.issues = load("jira_issues")
        self.requests = [entry for entry in load("jira_ledger") if entry["kind"] == "request"]
        self.slack_ledger = load("slack_ledger")
        messages = load("slack_messages")
        self.said = [message for message in messages if message.get("bot_id") and message["visible_to"] is None]

    @cached_property
    def receipts(self) -> dict[str, list[Json]]:
        """Receipts by reference."""
        found = defaultdict(list)
        for message in self.said:
            if match := RECEIPT.match(message["text"]):
                found[match[1]].append(message)
        return dict(found)

    @cached_property
    def withdrawn(self) -> set[str]:
        return {ref for ref, (receipt, *_) in self.receipts.items() if "Withdrawn." in str(receipt["blocks"])}

    @cached_property
    def filed(self) -> dict[str, list[Json]]:
        """Issues by the reference in their property, which only their creation sets."""
        found = defaultdict(list)
        for issue in self.issues:
            found[issue["properties"]["friction.report"]["reference"]].append(issue)
        return dict(found)

    def survivor(self, issue: Json) -> Json:
        """Follow the links of duplicates to the issue that stands for them."""
        by_key = {issue["key"]: issue for issue in self.issues}
        while issue["resolution"] == "Duplicate":
            links = [
                link["to"] for link in issue["links"] if (link["type"], link["direction"]) == ("Duplicate", "outward")
            ]
            if not links:
                break
            issue = by_key[links[0]]
        return issue

    def outcome(self, issue: Json) -> str:
        stands = self.survivor(issue)
        if stands["deleted"]:
            return "removed"
        if stands["resolution"] is None and stands["category"] != "done":
            return "open"
        return MEANING.get(stands["resolution"], "unknown")

    def channel_of(self, reference: str) -> str:
        channel: str = self.receipts[reference][0]["channel"]
        return channel

    @cached_property
    def notices(self) -> Counter[tuple[str, str]]:
        """How many news of ends each person's channel got about each issue, by the key it had then."""
        matches = ((message["channel"], NOTICE.match(message["text"])) for message in self.said)
        return Counter((channel, match[1]) for channel, match in matches if match)

    def notices_owed(self) -> Counter[tuple[str, str]]:
        """One for each end of an issue, to each person who reported it."""
        people = {(self.channel_of(ref), self.survivor(issue)["id"]) for ref, (issue,) in self.filed.items()}
        by_id = {issue["id"]: issue for issue in self.issues}
        return Counter(
            {(channel, by_id[jira_id]["key"]): ends for channel, jira_id in people if (ends := ends_of(by_id[jira_id]))}
        )

    def live(self) -> Json:
        found = Counter(self.outcome(issue) for (issue,) in self.filed.values())
        return {
            "reports": len(self.receipts),
            "issues": len(self.issues),
            **{end: found[end] for end in ENDS},
            "withdrawn": len(self.withdrawn),
            "open": found["open"],
        }

    def baseline(self) -> Json:
        with Path(self.artifacts["history"]).open(newline="") as file:
            rows = list(csv.DictReader(file))
        found = Counter(MEANING.get(row["outcome"], "unknown") for row in rows)
        return {
            "reports": len(rows),
            "issues": len({row["issue_key"] for row in rows} - {""}),
            **{end: found[end] for end in ENDS},
            "withdrawn": found["withdrawn"],
            "open": found["open"],
        }


def ends_of(issue: Json) -> int:
    """Count how often an issue came to an end: resolved, or deleted."""
    resolved = sum(
        item["field"] == "resolution" and item["from"] is None
        for change in issue["changelog"]
        for item in change["items"]
    )
    return int(resolved) + int(issue["deleted"])


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Solve |p - part/whole| = z √(p(1-p)/whole) for p."""
    z = 1.959963984540054
    a, b, c = 1 + z * z / whole, -(2 * part / whole + z * z / whole), (part / whole) ** 2
    root = math.sqrt(b * b - 4 * a * c)
    return (-b - root) / (2 * a), (-b + root) / (2 * a)
