"""The transcript on two screens: one report from its first word to its end, what went wrong, digest and figures."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.demo.chronicle import Beat
from bot.demo.figures import Figures
from bot.demo.figures_in_words import figures_in_words
from bot.demo.out_directory import OutDirectory
from bot.demo.script import Fate, Planned, Script, Twist
from bot.demo.slack_texts import lines_of
from bot.demo.transcript import INTRODUCTION

_WIDTH = 110
_MOST_DIGEST_LINES = 12
_MOST_BEATS = 18
_FEW = 3

_TOLD_IN_FULL = (Fate.REOPEN, Fate.SHIP, Fate.MOVE, Fate.DECLINE)
"""Which kind of story is told from its first word to its end: the first of these that happened."""


@dataclass(frozen=True)
class Run:
    """A demo that was played: its script, what happened, and what came of it."""

    script: Script
    beats: Sequence[Beat]
    figures: Figures
    digest: dict[str, Any] | None
    names: dict[str, str]
    out: OutDirectory
    seconds: float


def summary(run: Run) -> list[str]:
    """Return the lines of the short transcript."""
    lines = ["A fortnight with the friction loop", "", *textwrap.wrap(INTRODUCTION, _WIDTH), ""]
    for title, beats in _chapters(run):
        if beats:
            lines += [title, *(line for beat in beats for line in _told(beat)), ""]
    if run.digest is not None:
        lines += ["The last weekly digest, as Slack got it", *_digest(run.digest, run.names), ""]
    lines += [
        "The figures",
        *(line for said in figures_in_words(run.figures) for line in _indented(said, "  ", "    ")),
    ]
    return [*lines, "", *_whats_next(run)]


def _chapters(run: Run) -> Iterator[tuple[str, list[Beat]]]:
    yield "One report, from its first word to its end", _story(run)
    yield "Jira's answer was lost on the way", _made(run, _numbers(run, Twist.LOST_ANSWER))
    yield "Jira was down, and somebody thought better of it", _made(run, _numbers(run, Twist.WITHDRAWN))
    yield "Somebody pasted more than they should", _made(run, [_first_masked(run)])
    yield "Not everything ships, and that is told too", _ended(run, Fate.DECLINE)


def _story(run: Run) -> list[Beat]:
    """Follow one report, and the one that said the same: both are one issue in the end."""
    doubles = {planned.same_as: planned.number for planned in run.script.reports if planned.same_as is not None}
    found = [planned.number for fate in _TOLD_IN_FULL for planned in _with_fate(run, fate)]
    if not found:
        return []
    chosen = next((number for number in found[:_FEW] if number in doubles), found[0])
    return list(_once([beat for beat in run.beats if beat.story in (chosen, doubles.get(chosen))]))[:_MOST_BEATS]


def _once(beats: Sequence[Beat]) -> Iterator[Beat]:
    """Show what stands under the news of an end, buttons and all, the first time only."""
    shown = False
    for beat in beats:
        yield replace(beat, shown=()) if shown and not beat.made else beat
        shown = shown or (len(beat.shown) > 1 and not beat.made)


def _ended(run: Run, fate: Fate) -> list[Beat]:
    """Show one decision of a kind, and how it was told."""
    chosen = next(_with_fate(run, fate), None)
    return [beat for beat in run.beats if chosen and beat.story == chosen.number and not beat.made]


def _with_fate(run: Run, fate: Fate) -> Iterator[Planned]:
    """Yield the reports with a fate that came: others may have been left open at the end."""
    moved = {beat.story for beat in run.beats if not beat.made}
    return (planned for planned in run.script.reports if planned.fate is fate and planned.number in moved)


def _made(run: Run, numbers: Sequence[int | None]) -> list[Beat]:
    return [beat for beat in run.beats if beat.made and beat.story in numbers]


def _numbers(run: Run, twist: Twist) -> list[int]:
    return [planned.number for planned in run.script.reports if planned.twist is twist]


def _first_masked(run: Run) -> int | None:
    return next((beat.story for beat in run.beats if beat.made and any("masked" in line for line in beat.shown)), -1)


def _told(beat: Beat) -> Iterator[str]:
    yield from _indented(f"{beat.at:%a %d %b %H:%M}  {beat.who} {beat.did}", "  ", " " * 20)
    for line in beat.shown:
        yield from _indented(line, " " * 20 + "| ", " " * 20 + "|   ")


def _digest(digest: dict[str, Any], names: dict[str, str]) -> Iterator[str]:
    lines = lines_of(digest, names)
    for line in lines[:_MOST_DIGEST_LINES]:
        yield from _indented(line, "  | ", "  |   ")
    if len(lines) > _MOST_DIGEST_LINES:
        yield "  | …"


def _indented(text: str, first: str, others: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=first, subsequent_indent=others, break_on_hyphens=False)


def _whats_next(run: Run) -> Iterator[str]:
    yield f"Played in {run.seconds:.0f} seconds. What is left of it:"
    for artifact, what in (("transcript", "everything that happened"), ("chart", "the digest's chart")):
        if run.out.file(artifact).exists():
            yield f"  {run.out.file(artifact)}  {what}"
    yield "What to do next:"
    yield f"  friction demo --seed {run.script.seed + 1}         another fortnight"
    yield "  friction demo --reports FILE   your own reports (CSV or JSON lines: text, product, reporter, submitted_at)"
    yield "  README.md                      setting it up on your own Slack and Jira"
