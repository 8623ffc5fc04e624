"""What is said of figures that are of a part of a track only."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.messages.pen import Pen
from bot.messages.text import counted, listed
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


def in_no_track(pen: Pen, products: Mapping[str, int]) -> str:
    """Say what counts nowhere, because its track has left the catalogue, too; empty while there is nothing."""
    if not products:
        return ""
    n = sum(products.values())
    named = listed([f"{pen.safe(key, _LONGEST_NAME)} ({count})" for key, count in products.items()])
    counts = counted(n, "report counts", "reports count")
    return f"{counts} in no track: what {named} belonged to has left the catalogue. Give it a track there."


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
