"""The transcript as a file: everything that happened, day by day, and the figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.demo.chronicle import Beat
from bot.demo.figures import Figures
from bot.demo.figures_in_words import figures_in_words
from bot.demo.people import SIMULATED

INTRODUCTION = (
    "Everything below happened on this machine: a local Slack, a local Jira, and between them the product as it would "
    "run in a company. Employees report friction; the product files it in Jira, watches what becomes of it, and tells "
    f"those who reported it. What product owners decide in here is {SIMULATED}."
)


def transcript(beats: Sequence[Beat], figures: Figures, seed: int) -> str:
    """Return the whole transcript as Markdown."""
    parts = ["# A fortnight with the friction loop", "", INTRODUCTION, "", f"Seed {seed}.", ""]
    for day, of_day in groupby(beats, key=lambda beat: f"{beat.at:%A, %d %B %Y}"):
        parts += [f"## {day}", "", *(line for beat in of_day for line in _lines(beat)), ""]
    parts += ["## The figures", "", *(f"- {line}" for line in figures_in_words(figures)), ""]
    return "\n".join(parts)


def _lines(beat: Beat) -> Iterator[str]:
    yield f"- {beat.at:%H:%M} **{beat.who}** {_literal(beat.did)}"
    if beat.shown:
        yield ""
        yield from (f"  > {_literal(line)}\\" for line in beat.shown[:-1])
        yield f"  > {_literal(beat.shown[-1])}"
        yield ""


def _literal(text: str) -> str:
    """Keep what people typed from becoming markup of the transcript."""
    return "".join(f"\\{sign}" if sign in "\\`*_<>[]#" else sign for sign in text)
