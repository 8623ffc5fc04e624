"""The transcript: what happened, for a newcomer; whole as a file, and on two screens."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from bot.demo.chronicle import Beat
from bot.demo.figures import Counts, Figures
from bot.demo.out_directory import OutDirectory
from bot.demo.people import SIMULATED
from bot.demo.slack_texts import lines_of
from config.words import Outcome

_MOST_DIGEST_LINES = 14
_WIDTH = 116

# The beats that tell a newcomer most, in this order of preference; the short transcript shows the first of each.
_TOPICS = (
    "SLASH",
    "MODAL",
    "SHORTCUT",
    "LOST_ANSWER",
    "WITHDRAWN",
    "DUPLICATE",
    "SHIP",
    "told:shipped",
    "verify_broken",
    "REOPENED",
    "DECLINE",
    "told:will not be done",
    "DELETE",
)

_INTRODUCTION = f"""Everything below happened on this machine: a local Slack and a local Jira, and the product between
them, as it would run in a company. Employees report friction, the product files it in Jira, watches what becomes of it
and tells those who reported it. What product owners decide in here is *{SIMULATED}*."""


@dataclass(frozen=True)
class Ending:
    """What the transcript says besides the beats."""

    figures: Figures
    digest: dict[str, Any] | None
    names: dict[str, str]
    out: OutDirectory
    seed: int
    seconds: float


def whole(beats: Sequence[Beat], ending: Ending) -> str:
    """Return the whole transcript as Markdown."""
    parts = ["# A fortnight with the friction loop", "", _INTRODUCTION, f"Seed {ending.seed}.", ""]
    for day, of_day in groupby(beats, key=lambda beat: f"{beat.at:%A, %d %B %Y}"):
        parts += [f"## {day}", "", *(line for beat in of_day for line in _markdown(beat)), ""]
    parts += ["## The figures", "", *(f"- {line}" for line in figures_in_words(ending.figures)), ""]
    return "\n".join(parts)


def short(beats: Sequence[Beat], ending: Ending) -> list[str]:
    """Return the lines of the short transcript."""
    chosen = {id(beat) for topic in _TOPICS if (beat := _first(beats, topic)) is not None}
    lines = ["A fortnight with the friction loop", "", *_INTRODUCTION.replace("*", "").splitlines(), ""]
    for day, of_day in groupby((b for b in beats if id(b) in chosen), key=lambda beat: f"{beat.at:%A %d %B}"):
        lines += [day, *(line for beat in of_day for line in _plain(beat))]
    if ending.digest is not None:
        said = lines_of(ending.digest, ending.names)
        lines += [
            "",
            "The last weekly digest, as Slack got it",
            *(f"  | {_cut(line)}" for line in said[:_MOST_DIGEST_LINES]),
        ]
        lines += ["  | …"] if len(said) > _MOST_DIGEST_LINES else []
    lines += ["", "The figures", *(f"  {line}" for line in figures_in_words(ending.figures))]
    return [*lines, "", *_whats_next(ending)]


def figures_in_words(figures: Figures) -> list[str]:
    """Return the figures as sentences."""
    live, past = figures.live, figures.baseline
    rate, interval = live.share.rate, live.share.wilson95
    lines = [_counted("In the fortnight", live), _counted("Before it (imported)", past)]
    if rate is not None and interval is not None:
        lines.append(
            f"Integration rate of the fortnight: {rate:.1%} ({live.share.integrated} of {live.share.n}), "
            f"Wilson 95 % between {interval.low:.1%} and {interval.high:.1%}. Two weeks prove nothing yet."
        )
    for card in figures.cards:
        share = f"{card.total.rate:.0%} of {card.total.n}" if card.total.rate is not None else "nothing reported"
        verdict = card.verdict.value.replace("_", " ")
        lines.append(f"{card.track.name}: {share} shipped, matured alone {_matured(card.matured.rate)}; {verdict}.")
    told = f"{figures.reporters_told} people heard what became of something they reported"
    return [*lines, f"{told}; the weekly digest was {'' if figures.digest_posted else 'not '}posted."]


def _matured(rate: float | None) -> str:
    return "nothing yet" if rate is None else f"{rate:.0%}"


def _counted(what: str, counts: Counts) -> str:
    ends = [f"{counts.outcomes[end]} {end.value.replace('_', ' ')}" for end in Outcome if counts.outcomes[end]]
    parts = [*ends, f"{counts.open} open", *([f"{counts.withdrawn} withdrawn"] if counts.withdrawn else [])]
    reports = counts.share.n + counts.withdrawn
    return f"{what}: {reports} reports, {counts.issues} Jira issues. {', '.join(parts)}."


def _markdown(beat: Beat) -> Iterator[str]:
    yield f"- {beat.at:%H:%M} **{beat.who}** {_literal(beat.did)}"
    yield from (f"    > {_literal(line)}  " for line in beat.shown)


def _literal(text: str) -> str:
    """Keep what people typed from becoming markup of the transcript."""
    return "".join(f"\\{sign}" if sign in "\\`*_<>[]#" else sign for sign in text)


def _plain(beat: Beat) -> Iterator[str]:
    yield from _wrapped(f"  {beat.at:%H:%M} {beat.who} {beat.did}", "        ")
    yield from (f"        | {_cut(line)}" for line in _without_repeats(beat.shown))


def _without_repeats(shown: Iterable[str]) -> list[str]:
    """Drop the receipt's first line where Slack's answer has just said the same."""
    lines = list(shown)
    firsts = [line.partition(": ")[2] for line in lines if line.startswith("Slack, at once: ")]
    return [line for line in lines if not (line.startswith("Slack, receipt: ") and line.partition(": ")[2] in firsts)]


def _first(beats: Sequence[Beat], topic: str) -> Beat | None:
    return next((beat for beat in beats if beat.topic == topic), None)


def _whats_next(ending: Ending) -> list[str]:
    kept = ending.out
    chart = [f"The chart that came with it:  {kept.file('chart')}"] if kept.file("chart").exists() else []
    return [
        *chart,
        f"The whole transcript:         {kept.file('transcript')}",
        f"Played in {ending.seconds:.0f} seconds.           Another fortnight: friction demo --seed {ending.seed + 1}",
        "Your own reports instead:     friction demo --reports FILE.csv   (text, product, reporter, submitted_at)",
        "On your own Slack and Jira:   README.md, “Set it up”",
    ]


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent="", subsequent_indent=indent, drop_whitespace=True)


def _cut(line: str) -> str:
    return line if len(line) <= _WIDTH else line[: _WIDTH - 1] + "…"
