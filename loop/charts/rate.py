"""One track's integration rate over time, with its interval, against one in three and the target."""

from __future__ import annotations

import math
from collections.abc import Sequence

from loop.charts.card import MARGIN, Card, Chart, Plot, Theme
from loop.charts.lettering import HEADLINE, fitted, headline, spoken
from loop.charts.readings import MOST_SPOKEN, RatePoint, between, day, is_a_third, percent, percent_range, reports
from loop.statistics import ONE_THIRD

_SCALE_WIDTH = 36.0  # left of the plot: "100 %"
_LABELS_WIDTH = 86.0  # right of it: "one in three"
_SMALL, _LARGE = 11.0, 20.0
_LOWEST = 220.0  # three lines of title leave a plot of 80
_FEW = 15  # up to so many points each is marked: a line alone would look like more than was measured


def rate_chart(
    track_name: str,
    points: Sequence[RatePoint],
    *,
    target: float | None,
    title: str,
    size: tuple[float, float] = (400, 270),
    theme: Theme = "light",
) -> Chart:
    """Draw the rate at each point as a line in the band of its interval; the points may be few, none, or in any order.

    `title` states the finding: it heads the picture, on up to three lines, and the alt text. `size` is the width and
    height in pixels at which it will be read; the PNG is sharper. Raises ValueError for one too small to read.
    """
    if size[1] < _LOWEST:
        raise ValueError(f"A rate over time needs {_LOWEST:.0f} pixels of height, not {size[1]:.0f}.")
    points = sorted(points, key=lambda point: point.at)
    card = Card(*size, theme)
    below = _heading(card, title, track_name, points)
    plot = card.plot(MARGIN + _SCALE_WIDTH, below + 14, card.width - MARGIN - _LABELS_WIDTH, card.height - MARGIN - 20)
    plot.axes.set_ylim(0, _scale_end(points, target))
    plot.axes.set_xlim(*_time_span(points))
    _scale(card, plot)
    _goals(card, plot, target)
    _band(card, plot, points)
    _labels_at_the_end(card, plot, points, target)
    _days(card, plot, points)
    return Chart(card.png(), _alt(track_name, points, target, title))


def _heading(card: Card, title: str, track_name: str, points: Sequence[RatePoint]) -> float:
    room = card.width - 2 * MARGIN
    lines = headline(title, room)
    below = card.paragraph(lines, MARGIN - 2, size=HEADLINE, color=card.palette.ink, bold=True)
    base = f" of {reports(points[-1].n)}" if points else ""
    subtitle = f"Share shipped{base}, with 95\N{NO-BREAK SPACE}% interval · {track_name}"
    return card.paragraph(fitted(subtitle, room, size=_SMALL), below + 3, size=_SMALL, color=card.palette.quiet)


def _scale_end(points: Sequence[RatePoint], target: float | None) -> float:
    """Return where the scale ends: it starts at 0 always, and shows the whole of all that is drawn."""
    highest = max([0.55, target or 0, *(point.high for point in points)])
    return min(1.0, math.ceil(highest * 10 + 0.25) / 10)


def _time_span(points: Sequence[RatePoint]) -> tuple[float, float]:
    """Return the first and last instant in epoch seconds; a single one stands in the middle of its span."""
    first, last = (points[0].at.timestamp(), points[-1].at.timestamp()) if points else (0.0, 0.0)
    return (first, last) if first < last else (first - 1, first + 1)


def _scale(card: Card, plot: Plot) -> None:
    highest = plot.axes.get_ylim()[1]
    for share in (0.2 * count for count in range(6)):
        if share > highest + 0.01:
            break
        plot.axes.axhline(share, color=card.palette.grid, linewidth=1, zorder=0, clip_on=False)
        card.text(percent(share), plot.left - 7, plot.y(share), size=_SMALL, color=card.palette.quiet, align="right")


def _goals(card: Card, plot: Plot, target: float | None) -> None:
    """Draw one in three, and the target unless it is the same line; their dashes differ, not their hue alone."""
    plot.axes.axhline(ONE_THIRD, color=card.palette.third, linewidth=1.6, dashes=(5, 2), zorder=2)
    if target is not None and not is_a_third(target):
        plot.axes.axhline(target, color=card.palette.target, linewidth=1.6, dashes=(1, 1.5), zorder=2)


def _band(card: Card, plot: Plot, points: Sequence[RatePoint]) -> None:
    if not points:
        middle = (plot.left + plot.right) / 2
        card.text(
            "Nothing reported yet", middle, plot.y(ONE_THIRD / 2), size=13, color=card.palette.quiet, align="center"
        )
        return
    color, last = card.palette.rate, points[-1]
    times, rates = [point.at.timestamp() for point in points], [point.rate for point in points]
    lows, highs = [point.low for point in points], [point.high for point in points]
    if times[0] < times[-1]:
        plot.axes.fill_between(times, lows, highs, color=color, alpha=0.2, linewidth=0, zorder=1)
        plot.axes.plot(times, rates, color=color, linewidth=2.4, zorder=3, solid_joinstyle="round", clip_on=False)
    else:
        plot.axes.vlines(times[-1:], lows[-1], highs[-1], color=color, alpha=0.3, linewidth=9, zorder=1)
    if len(points) <= _FEW:
        plot.axes.plot(times, rates, "o", markersize=4.5, color=color, zorder=4, clip_on=False)
    plot.axes.plot(times[-1:], [last.rate], "o", markersize=9, color=color, zorder=4, clip_on=False)


def _labels_at_the_end(card: Card, plot: Plot, points: Sequence[RatePoint], target: float | None) -> None:
    """Write at the right end of each line what it is: the last rate in its place, the goals moved clear of it."""
    x = plot.right + 12
    goals = _goal_labels(card, plot, target)
    if points:
        last = points[-1]
        y = min(max(plot.y(last.rate), plot.top + 8), plot.bottom - 10)
        card.text(percent(last.rate), x, y - 6, size=_LARGE, color=card.palette.rate, bold=True)
        card.text(percent_range(last.low, last.high), x, y + 11, size=_SMALL, color=card.palette.rate)
        taken = (y - 18, y + 19)
    else:
        taken = (plot.bottom, plot.bottom)
    for label_y, (_, words, color) in zip(clear_of(taken, [y for y, _, _ in goals]), goals, strict=True):
        card.text(words, x, label_y, size=_SMALL, color=color)


def _goal_labels(card: Card, plot: Plot, target: float | None) -> list[tuple[float, str, str]]:
    """Return height, words and colour of each goal's label, the highest first."""
    third = (plot.y(ONE_THIRD), "one in three", card.palette.third)
    if target is None:
        return [third]
    if is_a_third(target):
        return [(third[0], "target: 1 in 3", third[2])]
    return sorted([third, (plot.y(target), f"target {percent(target)}", card.palette.target)])


def clear_of(taken: tuple[float, float], wished: Sequence[float]) -> list[float]:
    """Return heights for labels, near those wished and in their order, clear of each other and of the taken stretch.

    Heights grow downward and come sorted; a label is as tall as a line of small print.
    """
    tall = _SMALL * 1.3
    top, bottom = taken
    middle = (top + bottom) / 2
    above: list[float] = []
    for y in reversed([y for y in wished if y <= middle]):
        above.insert(0, min(y, (above[0] - tall) if above else top - tall / 2))
    below: list[float] = []
    for y in (y for y in wished if y > middle):
        below.append(max(y, (below[-1] + tall) if below else bottom + tall / 2))
    return above + below


def _days(card: Card, plot: Plot, points: Sequence[RatePoint]) -> None:
    if not points:
        return
    y, color = plot.bottom + 15, card.palette.quiet
    first, last = day(points[0].at), day(points[-1].at)
    if first == last:
        card.text(last, (plot.left + plot.right) / 2, y, size=_SMALL, color=color, align="center")
        return
    card.text(first, plot.left, y, size=_SMALL, color=color)
    card.text(last, plot.right, y, size=_SMALL, color=color, align="right")


def _alt(track_name: str, points: Sequence[RatePoint], target: float | None, title: str) -> str:
    """Return the title, then the numbers the picture shows."""
    sentences = [f"{spoken(title, 400).rstrip('.')}. {spoken(track_name, 200)}: {_alt_rate(points)}."]
    if len(points) > 1:
        sentences.append(f"On {day(points[0].at)} it was {percent(points[0].rate)}.")
    goal = "" if target is None else f"; the target is {percent(target)}"
    sentences.append(f"One in three is {percent(ONE_THIRD)}{goal}.")
    return spoken(" ".join(sentences), MOST_SPOKEN)


def _alt_rate(points: Sequence[RatePoint]) -> str:
    if not points:
        return "nothing reported yet"
    last = points[-1]
    shipped = f"{percent(last.rate)} of {reports(last.n)} shipped by {day(last.at)}"
    return f"{shipped} (95\N{NO-BREAK SPACE}% {between(last.low, last.high)})"
