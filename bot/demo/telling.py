"""Telling what happens, as it happens, in words for somebody who sees the loop for the first time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.demo.business_clock import moment_of
from bot.demo.chronicle import Beat, Chronicle
from bot.demo.employees import Reported
from bot.demo.news import Fresh, Notice
from bot.demo.owners import Deed
from bot.demo.people import SIMULATED, Person
from bot.demo.register import Register
from bot.demo.script import Planned
from bot.demo.slack_texts import lines_of, readable
from config.catalogue import Catalogue
from loop.masking import mask

_LONGEST_QUOTE = 220

PRESSED = {"verify_fixed": "Fixed", "verify_broken": "Still broken", "verify_unsure": "Can't tell"}


class Telling:
    """Turns what was done and shown into beats. `names`: of people and channels, by their Slack ids."""

    def __init__(
        self,
        chronicle: Chronicle,
        catalogue: Catalogue,
        register: Register,
        names: dict[str, str],
        now: Callable[[], datetime],
    ) -> None:
        self._chronicle = chronicle
        self._catalogue = catalogue
        self._register = register
        self._names = names
        self._now = now

    def report(
        self, planned: Planned, reported: Reported, receipt: dict[str, Any] | None, key: str, hitch: str
    ) -> None:
        """Tell of a report: what was said, what Slack answered, what Jira got. `key` is empty if nothing was filed."""
        product = self._catalogue.product(planned.sample.product)
        said_by = f" {planned.said_by.real_name} wrote it in #it-chat." if planned.said_by else ""
        slack = readable(reported.answer, self._names).splitlines()[:1]
        slack += [line for line in (lines_of(receipt, self._names) if receipt else []) if line not in slack]
        jira = [f"Jira: {key}, in the queue of {product.name}" if key else "Jira: nothing was filed", hitch]
        self._tell(
            planned.person.real_name,
            f"reports with {planned.way.value} ({product.name}): “{_quote(planned.sample.text)}”{said_by}",
            [*(f"Slack: {line}" for line in slack), *jira],
            planned.number,
            made_at=moment_of(planned.step),
        )

    def deed(self, owner: Person, deed: Deed, number: int) -> None:
        """Tell what a product owner did to the issue of a report."""
        self._tell(f"{owner.real_name} ({SIMULATED})", deed.did, [f"“{deed.said}”"] if deed.said else [], number)

    def pressed(self, person: Person, action: str, number: int) -> None:
        """Tell what a reporter answered to the news of an end."""
        key = self._register.queue[number].key
        self._tell(person.real_name, f"presses [{PRESSED[action]}] under the news of {key}", [], number)

    def news(self, fresh: Fresh) -> None:
        """Tell what the product posted of its own accord."""
        for notice in fresh.notices:
            self._notice(notice)
        for message in fresh.elsewhere:
            channel = self._names.get(message["channel"], message["channel"])
            pictures = [str(file.get("title")) for file in message.get("files") or []]
            did = f"adds the picture “{pictures[0]}” in #{channel}" if pictures else f"posts in #{channel}"
            self._tell("friction", did, lines_of(message, self._names))

    def _notice(self, notice: Notice) -> None:
        text = readable(str(notice.message["text"]), self._names)
        number = self._register.number_of_key(text.split(" ", 1)[0])
        lines = lines_of(notice.message, self._names)
        self._tell("friction", f"tells {notice.person.real_name} in Slack: “{text}”", lines[1:], number)

    def _tell(
        self, who: str, did: str, shown: list[str], story: int | None = None, *, made_at: datetime | None = None
    ) -> None:
        beat = Beat(made_at or self._now(), who, did, tuple(line for line in shown if line), story, made_at is not None)
        self._chronicle.tell(beat)


def _quote(text: str) -> str:
    """Return what the product keeps of a text, on one line and not too long: a transcript holds no secrets either."""
    kept = " ".join(mask(text).text.split())
    return kept if len(kept) <= _LONGEST_QUOTE else kept[: _LONGEST_QUOTE - 1] + "…"
