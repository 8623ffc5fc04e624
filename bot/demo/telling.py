"""Telling what happens, as it happens, in words for somebody who sees the loop for the first time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.demo.chronicle import Chronicle
from bot.demo.employees import Reported
from bot.demo.news import Fresh, Notice
from bot.demo.owners import Deed
from bot.demo.people import SIMULATED, Person
from bot.demo.script import Planned
from bot.demo.slack_texts import lines_of, readable
from config.catalogue import Catalogue
from loop.masking import mask

_LONGEST_QUOTE = 220

PRESSED = {"verify_fixed": "Fixed", "verify_broken": "Still broken", "verify_unsure": "Can't tell"}


class Telling:
    """Turns what was done and shown into beats. `names`: of people and channels, by their Slack ids."""

    def __init__(
        self, chronicle: Chronicle, catalogue: Catalogue, names: dict[str, str], now: Callable[[], datetime]
    ) -> None:
        self._chronicle = chronicle
        self._catalogue = catalogue
        self._names = names
        self._now = now

    def report(
        self, planned: Planned, reported: Reported, receipt: dict[str, Any] | None, key: str, hitch: str
    ) -> None:
        """Tell of a report: what was said, what Slack answered, what Jira got. `key` is empty if nothing was filed."""
        product = self._catalogue.product(planned.sample.product).name
        # What goes into a transcript is what the product keeps: without the secrets.
        text = " ".join(mask(planned.sample.text).text.split())
        quote = text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "…"
        source = f", written by {planned.said_by.real_name}" if planned.said_by else ""
        at_once = readable(reported.answer, self._names).splitlines()[:1]
        lines = lines_of(receipt, self._names) if receipt else []
        self._tell(
            planned.person.real_name,
            f"reported on {product} with {planned.way.value}: “{quote}”{source}",
            *(f"Slack, at once: {line}" for line in at_once),
            *(f"Slack, receipt: {line}" for line in lines),
            f"Jira: {key}" if key else "Jira: nothing was filed",
            hitch,
            topic=(planned.twist or planned.way).name,
        )

    def deed(self, owner: Person, deed: Deed, topic: str) -> None:
        """Tell what a product owner did."""
        self._tell(f"{owner.real_name} ({SIMULATED})", deed.did, f"“{deed.said}”" if deed.said else "", topic=topic)

    def pressed(self, person: Person, action: str, key: str) -> None:
        """Tell what a reporter answered."""
        self._tell(person.real_name, f"pressed [{PRESSED[action]}] under the news of {key}", topic=action)

    def news(self, fresh: Fresh) -> None:
        """Tell what the product posted of its own accord."""
        for notice in fresh.notices:
            self._notice(notice)
        for message in fresh.elsewhere:
            channel = self._names.get(message["channel"], message["channel"])
            files = [f"[picture: {file.get('title')}]" for file in message.get("files") or []]
            topic = "chart" if files else f"posted:{channel}"
            self._tell("friction", f"posted in #{channel}", *lines_of(message, self._names), *files, topic=topic)

    def _notice(self, notice: Notice) -> None:
        lines = lines_of(notice.message, self._names)
        first = notice.message["text"]
        topic = f"told:{first.partition(':')[0].partition(' ')[2]}"  # "told:shipped", whatever the issue is called
        self._tell("friction", f"told {notice.person.real_name} in Slack", *lines, topic=topic)

    def _tell(self, who: str, did: str, *shown: str, topic: str) -> None:
        self._chronicle.tell(self._now(), who, did, *shown, topic=topic)
