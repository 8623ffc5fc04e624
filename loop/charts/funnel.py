"""What became of what was reported: how many came as far as each step, as bars under each other."""

from __future__ import annotations

from collections.abc import Sequence

from loop.charts.card import LEADING, MARGIN, Card, Chart, Theme
from loop.charts.lettering import HEADLINE, headline, measured, spoken
from loop.charts.readings import MOST_SPOKEN, percent

_ROW, _FOOT = 38.0, 12.0
_SMALL, _NAME = 11.0, 12.0


def funnel_chart(steps: Sequence[tuple[str, int]], *, title: str, width: float = 400, theme: Theme = "light") -> Chart:
    """Draw each step, by its name, with how many came so far; the first is what all shares are of. A bar is as long as
    its number, whatever stands before it. `title` states the finding: it heads the picture and the alt text.
    """
    lines = headline(title, width - 2 * MARGIN)
    top = MARGIN + len(lines) * HEADLINE * LEADING + 8
    card = Card(width, top + len(steps) * _ROW + _FOOT, theme)
    card.paragraph(lines, MARGIN - 2, size=HEADLINE, color=card.palette.ink, bold=True)
    names = max(measured(name, _NAME) for name, _ in steps)
    counts = max(measured(_counted(count, steps[0][1]), _NAME, bold=True) for _, count in steps)
    left, right = MARGIN + names + 12, card.width - MARGIN - counts - 10
    plot = card.plot(left, top, right, top + len(steps) * _ROW)
    plot.axes.set_xlim(0, max(1, *(count for _, count in steps)))
    plot.axes.set_ylim(plot.bottom, plot.top)
    for number, (name, count) in enumerate(steps):
        y, last = top + (number + 0.5) * _ROW, number == len(steps) - 1
        color = card.palette.target if last else card.palette.rate
        plot.axes.barh([y], [count], height=_ROW * 0.56, color=color, alpha=1 if last else 0.8, zorder=2)
        card.text(name, left - 10, y, size=_NAME, color=card.palette.ink, align="right")
        end = plot.x(count)
        card.text(_counted(count, steps[0][1]), end + 8, y, size=_NAME, color=card.palette.ink, bold=True)
    return Chart(card.png(), _alt(steps, title))


def _counted(count: int, whole: int) -> str:
    return f"{count:,}" if not whole or count == whole else f"{count:,} · {percent(count / whole)}"


def _alt(steps: Sequence[tuple[str, int]], title: str) -> str:
    said = ", ".join(f"{name.lower()} {_counted(count, steps[0][1]).replace(' ·', ',')}" for name, count in steps)
    return spoken(f"{spoken(title, 400).rstrip('.')}. Of what was reported: {said}.", MOST_SPOKEN)
