"""What the loop brought, quarter by quarter: both ledgers beside each other, never added; its own cost, the plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from loop.charts.card import MARGIN, Card, Chart, Plot, Theme
from loop.charts.lettering import HEADLINE, headline, measured, spoken
from loop.charts.readings import MOST_SPOKEN
from loop.scale import brief, parted, scale_of

MOST_QUARTERS = 6
"""More than these are too narrow to be told apart; the page has them all."""

_SMALL = 11.0
_BAR, _STEP = 0.22, 0.27  # of a quarter's width: a bar, and from one to the next
_FEWEST_PLACES = 3  # one quarter alone is no wider than of three
_ROOMY = 4  # quarters whose names have room for a whole year
_HATCHES = {"confirmed": "", "claimed": "///", "own cost": "..."}
"""Bars differ by their hatching too, not by hue alone."""


@dataclass(frozen=True, slots=True)
class QuarterSums:
    """One quarter's sums: low and high of each ledger, the loop's own cost, the plan; None: not known, or none made."""

    name: str
    confirmed: tuple[float, float] | None
    claimed: tuple[float, float] | None
    cost: float | None
    planned: float | None

    def bars(self) -> Iterator[tuple[str, tuple[float, float]]]:
        """Its bars, each by its name with the low and the high end."""
        ends = {"confirmed": self.confirmed, "claimed": self.claimed}
        yield from ((name, end) for name, end in ends.items() if end is not None)
        if self.cost is not None:
            yield "own cost", (self.cost, self.cost)


def money_chart(
    quarters: Sequence[QuarterSums],
    *,
    currency: str,
    title: str,
    size: tuple[float, float] = (400, 290),
    theme: Theme = "light",
) -> Chart:
    """Draw the last `MOST_QUARTERS`: a bar reaches to the low end, paler to the high one. `title` states the finding:
    it heads the picture and the alt text.
    """
    card, drawn = Card(*size, theme), quarters[-MOST_QUARTERS:]
    ink = card.palette.ink
    below = card.paragraph(headline(title, card.width - 2 * MARGIN), MARGIN - 2, size=HEADLINE, color=ink, bold=True)
    _legend(card, below + 12, currency)
    plot = card.plot(MARGIN + 44, below + 30, card.width - MARGIN, card.height - MARGIN - 20)
    plot.axes.set_xlim(-0.5, max(_FEWEST_PLACES, len(drawn)) - 0.5)
    _scale(card, plot, [end for one in drawn for end in _ends(one)])
    for place, one in enumerate(drawn):
        _draw(card, plot, place, one)
        label = f"Q{one.name[-1]} {one.name[2:4]}" if len(drawn) > _ROOMY else f"Q{one.name[-1]} {one.name[:4]}"
        card.text(label, plot.x(place), plot.bottom + 15, size=_SMALL, color=card.palette.quiet, align="center")
    return Chart(card.png(), _alt(drawn, currency, title))


def _colors(card: Card) -> dict[str, str]:
    return {"confirmed": card.palette.target, "claimed": card.palette.rate, "own cost": card.palette.third}


def _legend(card: Card, y: float, currency: str) -> None:
    """Name the bars in one line, each beside a piece of it; then the plan, and what is counted in."""
    x = MARGIN
    for name, color in _colors(card).items():
        piece = card.plot(x, y - 5, x + 12, y + 5)
        piece.axes.set_xlim(0, 1)
        piece.axes.bar([0.5], [1], width=1, color=color, hatch=_HATCHES[name], edgecolor=card.palette.card, linewidth=0)
        card.text(name, x + 17, y, size=_SMALL, color=card.palette.quiet)
        x += 17 + measured(name, _SMALL) + 12
    line = card.plot(x, y - 1, x + 16, y + 1)
    line.axes.bar([0.5], [1], width=1, color=card.palette.ink)
    card.text("plan", x + 21, y, size=_SMALL, color=card.palette.quiet)
    card.text(currency, card.width - MARGIN, y, size=_SMALL, color=card.palette.quiet, align="right")


def _ends(one: QuarterSums) -> list[float]:
    planned = [one.planned] if one.planned is not None else []
    return [end for _, ends in one.bars() for end in ends] + planned


def _scale(card: Card, plot: Plot, values: Sequence[float]) -> None:
    scale = scale_of(values)
    plot.axes.set_ylim(scale.low, scale.high)
    for mark in scale.marks:
        color = card.palette.quiet if not mark else card.palette.grid
        plot.axes.axhline(mark, color=color, linewidth=1, zorder=0, clip_on=False)
        card.text(brief(mark), plot.left - 7, plot.y(mark), size=_SMALL, color=card.palette.quiet, align="right")


def _draw(card: Card, plot: Plot, place: int, one: QuarterSums) -> None:
    at = {name: place + (number - 1) * _STEP for number, name in enumerate(_HATCHES)}
    for name, (low, high) in one.bars():
        color, hatch = _colors(card)[name], _HATCHES[name]
        sure, (begin, end) = parted(low, high)
        plot.axes.bar(
            [at[name]], [sure], width=_BAR, color=color, hatch=hatch, edgecolor=card.palette.card, linewidth=0
        )
        plot.axes.bar([at[name]], [end - begin], bottom=[begin], width=_BAR, color=color, alpha=0.35, linewidth=0)
    if one.planned is not None:
        plot.axes.plot([place - 0.42, place + 0.42], [one.planned] * 2, color=card.palette.ink, linewidth=2, zorder=3)


def _alt(quarters: Sequence[QuarterSums], currency: str, title: str) -> str:
    said = [f"{spoken(title, 400).rstrip('.')}.", f"In {currency}, by quarter:" if quarters else ""]
    said += [f"{one.name}: {', '.join(_parts(one)) or 'nothing'}." for one in quarters]
    return spoken(" ".join(filter(None, said)), MOST_SPOKEN)


def _parts(one: QuarterSums) -> Iterator[str]:
    for name, (low, high) in one.bars():
        yield f"{name} {low:,.0f}" if low == high else f"{name} {low:,.0f} to {high:,.0f}"
    if one.planned is not None:
        yield f"planned {one.planned:,.0f}"
