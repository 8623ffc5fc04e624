"""What is said of figures that are of a part of a track only."""

from __future__ import annotations

from collections.abc import Callable

from bot.messages.pen import Pen
from bot.messages.text import listed
from loop.scorecard import Excerpt

_LONGEST_NAME = 60


def only_part(pen: Pen, excerpt: Excerpt, name_of: Callable[[str], str]) -> str:
    """Say which products and reports the figures are of, and what is left out; empty of whole tracks."""
    if excerpt.is_whole:
        return ""
    said = [part for part in (_products(pen, excerpt, name_of), _window(pen, excerpt)) if part]
    verdict = "The verdict reads these products alone, and" if excerpt.products is not None else "The verdict reads"
    rest = "Gates and money belong to whole tracks, and are left out."
    return f"Only {', '.join(said)}. {verdict} the two years that it always reads. {rest}"


def _products(pen: Pen, excerpt: Excerpt, name_of: Callable[[str], str]) -> str:
    if excerpt.products is None:
        return ""
    return f"reports on {listed([pen.safe(name_of(key), _LONGEST_NAME) for key in sorted(excerpt.products)])}"


def _window(pen: Pen, excerpt: Excerpt) -> str:
    since, until = excerpt.window.since, excerpt.window.until
    if since is None and until is None:
        return ""
    bounds = [f"from {pen.day(since)} on"] if since else []
    bounds += [f"before {pen.day(until)}"] if until else []
    what = "submitted" if excerpt.products is not None else "reports submitted"
    return f"{what} {' and '.join(bounds)}"
