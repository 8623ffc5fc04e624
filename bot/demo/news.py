"""What the product has posted in Slack since one last looked: receipts, news of ends, digests."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from bot.demo.controls import Control
from bot.demo.people import Person
from bot.demo.register import Register
from bot.demo.slack_texts import buttons

_RECEIPT = re.compile(r"Got it: (FR-[0-9A-Z]+)")
_ASKED = "verify_fixed"


@dataclass(frozen=True)
class Notice:
    """News that a person got. `jira_id` and `end` tell what it asks about; without buttons they are empty."""

    person: Person
    message: dict[str, Any]
    jira_id: str = ""
    end: int = 0


@dataclass(frozen=True)
class Fresh:
    """What is new: receipts by their report's reference, notices to people, and what was posted in channels."""

    receipts: dict[str, dict[str, Any]] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    elsewhere: list[dict[str, Any]] = field(default_factory=list)


class News:
    """Reads the sandbox's ledger from where it stopped the last time."""

    def __init__(self, slack: Control, register: Register) -> None:
        self._slack = slack
        self._register = register
        self._seen = 0
        self._direct: dict[str, Person] = {}

    def fresh(self) -> Fresh:
        """Return what the product has posted since the last call, as it stood when it was posted or last changed."""
        fresh = Fresh()
        for entry in self._slack.see("ledger", kind="message", since=self._seen)["entries"]:
            self._seen = entry["seq"]
            message = {**entry["message"], "channel": entry["channel"]}
            if message.get("bot_id") and entry["visible_to"] is None:
                self._sort(message, entry["action"], fresh)
        return fresh

    def _sort(self, message: dict[str, Any], action: str, fresh: Fresh) -> None:
        receipt = _RECEIPT.match(message["text"])
        if receipt is not None:
            planned = self._register.planned_as(receipt[1])
            if planned is not None:
                self._direct[message["channel"]] = planned.person
            fresh.receipts[receipt[1]] = message
        elif action == "posted" and message["channel"] in self._direct:
            jira_id, _, end = buttons(message).get(_ASKED, "").partition(":")
            fresh.notices.append(Notice(self._direct[message["channel"]], message, jira_id, int(end or 0)))
        elif action == "posted":
            fresh.elsewhere.append(message)
