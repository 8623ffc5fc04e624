"""How soon it ships: the share shipped by each day after reporting, one curve per track."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from loop.charts.card import MARGIN, Card, Chart, Plot, Theme
from loop.charts.lettering import HEADLINE, fitted, headline, measured, spoken
from loop.charts.readings import MOST_SPOKEN, percent

MOST_CURVES = 4
"""More lines than these cannot be told apart; the others are left to the page."""

_HORIZONS = (0, 90, 180, 270, 365)
_SPOKEN = (90, 180, 365)
_SMALL, _NAME = 11.0, 12.0
_WIDEST_NAME = 110.0
_APART = 27.0
_FINE = 0.5  # up to this share the scale has a line for every tenth
_DASHES: Sequence[tuple[float, ...]] = ((), (6, 2), (1.5, 1.5), (6, 2, 1.5, 2))
"""Lines differ by their dashes too, not by hue alone."""


@dataclass(frozen=True, slots=True)
class Curve:
    """One track's share shipped within so many days, as fractions; days without a value are beyond what was seen."""

    name: str
    shipped: Mapping[int, float]


def incidence_chart(
    curves: Sequence[Curve], *, title: str, size: tuple[float, float] = (400, 270), theme: Theme = "light"
) -> Chart:
    """Draw the first `MOST_CURVES` curves as steps, each labelled at its end. `title` states the finding: it heads the
    picture and the alt text.
    """
    card = Card(*size, theme)
    drawn = [curve for curve in curves if curve.shipped][:MOST_CURVES]
    below = card.paragraph(
        headline(title, card.width - 2 * MARGIN), MARGIN - 2, size=HEADLINE, color=card.palette.ink, bold=True
    )
    words = "Share of all reports shipped, by days since the report"
    small = fitted(words, card.width - 2 * MARGIN, size=_SMALL)
    below = card.paragraph(small, below + 3, size=_SMALL, color=card.palette.quiet)
    names = min(_WIDEST_NAME, max((measured(curve.name, _NAME) for curve in drawn), default=0))
    plot = card.plot(MARGIN + 36, below + 12, card.width - MARGIN - names - 12, card.height - MARGIN - 20)
    highest = max([0.25, *(max(curve.shipped.values()) for curve in drawn)])
    plot.axes.set_xlim(0, _HORIZONS[-1])
    plot.axes.set_ylim(0, min(1.0, highest * 1.12))
    _scale(card, plot)
    colors = (card.palette.rate, card.palette.third, card.palette.target, card.palette.quiet)
    for curve, color, dashes in zip(drawn, colors, _DASHES, strict=False):
        days = sorted(curve.shipped)
        line = plot.axes.plot(days, [curve.shipped[day] for day in days], color=color, linewidth=2.4)[0]
        if dashes:
            line.set_dashes(dashes)
    _labels(card, plot, drawn, colors)
    if not drawn:
        middle = (plot.left + plot.right) / 2, (plot.top + plot.bottom) / 2
        card.text("Nothing reported yet", *middle, size=13, color=card.palette.quiet, align="center")
    return Chart(card.png(), _alt(drawn, len(curves) - len(drawn), title))


def _scale(card: Card, plot: Plot) -> None:
    highest = plot.axes.get_ylim()[1]
    step = 0.1 if highest <= _FINE else 0.2
    for share in (step * count for count in range(11)):
        if share > highest:
            break
        plot.axes.axhline(share, color=card.palette.grid, linewidth=1, zorder=0, clip_on=False)
        card.text(percent(share), plot.left - 7, plot.y(share), size=_SMALL, color=card.palette.quiet, align="right")
    for days in _HORIZONS:
        label = f"{days} days" if days == _HORIZONS[-1] else str(days)
        card.text(label, plot.x(days), plot.bottom + 15, size=_SMALL, color=card.palette.quiet, align="center")


def _labels(card: Card, plot: Plot, curves: Sequence[Curve], colors: Sequence[str]) -> None:
    """Write at the end of each curve what it is and where it got to, clear of one another."""
    ends = _by_height(plot, curves, colors)
    lowest = plot.top - _APART
    for count, (wished, curve, color) in enumerate(ends):
        room_below = plot.bottom - 12 - (len(ends) - 1 - count) * _APART
        y = max(lowest + _APART, min(wished, room_below))
        lowest = y
        x = plot.right + 8
        for name in fitted(curve.name, card.width - MARGIN - x + 8, size=_NAME):
            card.text(name, x, y - 6, size=_NAME, color=color, bold=False)
        card.text(percent(curve.shipped[max(curve.shipped)]), x, y + 7, size=_SMALL, color=color, bold=True)


def _by_height(plot: Plot, curves: Sequence[Curve], colors: Sequence[str]) -> list[tuple[float, Curve, str]]:
    found = [
        (plot.y(curve.shipped[max(curve.shipped)]), curve, color) for curve, color in zip(curves, colors, strict=False)
    ]
    return sorted(found, key=lambda end: (end[0], end[1].name))


def _alt(curves: Sequence[Curve], left_out: int, title: str) -> str:
    said = [f"{spoken(title, 400).rstrip('.')}."]
    for curve in curves:
        points = [f"{percent(curve.shipped[days])} within {days} days" for days in _SPOKEN if days in curve.shipped]
        said.append(f"{spoken(curve.name, 100)}: {', '.join(points) or 'too little seen yet'}.")
    said += [f"And {left_out} more not drawn."] if left_out else []
    return spoken(" ".join(said), MOST_SPOKEN)
