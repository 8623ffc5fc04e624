"""How to write the same sentence for Slack and for a terminal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.messages import text

_SPACE = "\N{NO-BREAK SPACE}"
_BREAKS_A_LINK = re.compile(r"[\s<>|]")


@dataclass(frozen=True)
class Pen:
    """bold: our own words made bold. safe: what others typed, cut to so many characters and made literal.
    link: a label that leads to an address, or the label where it cannot. day: an instant as a date. bullet: what a
    line of a list begins with.
    """

    bold: Callable[[str], str]
    safe: Callable[[str, int], str]
    link: Callable[[str, str], str]
    day: Callable[[datetime], str]
    bullet: str


def _linked(url: str, label: str) -> str:
    return text.link(url, label) if url and not _BREAKS_A_LINK.search(url) else text.inline(label, 60)


def _printable(words: str, longest: int) -> str:
    """One line without what would move the cursor, or turn the direction of what follows."""
    line = " ".join("".join(c if not unicodedata.category(c).startswith("C") else " " for c in words).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def _utc_day(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%d %b %Y}".lstrip("0")


SLACK = Pen(bold=lambda words: f"*{words}*", safe=text.inline, link=_linked, day=text.day, bullet="• ")
TERMINAL = Pen(
    bold=lambda words: words,
    safe=_printable,
    link=lambda _url, label: _printable(label, 60),
    day=_utc_day,
    bullet="- ",
)


def percent(share: float) -> str:
    """`46 %`, never broken over two lines."""
    return f"{round(100 * share)}{_SPACE}%"
