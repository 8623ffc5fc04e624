"""The charts of one track: its rate over time, how long shipping takes, and where reports are lost on the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.messages.digest import sentences
from bot.messages.pen import TERMINAL, percent
from bot.page.drawing import LEFT, RIGHT, WIDTH, Label, Plot, goals, picture
from bot.page.markup import Html, element, joined
from loop.scorecard import Scorecard
from loop.statistics import ONE_THIRD, Incidence, Interval

_YEAR = 365.0
_MOST_MARKS = 6


@dataclass(frozen=True, slots=True)
class _Reading:
    """A point of the rate over time, `x` seconds after the first."""

    x: float
    at: datetime
    rate: float
    interval: Interval
    n: int

    def __str__(self) -> str:
        return f"{TERMINAL.day(self.at)}: {percent(self.rate)} of {self.n}, {spread(self.interval)}"


def trend_chart(card: Scorecard, name: str) -> Html:
    """Draw the rate at each month-end with its interval, against one third and the target."""
    read = _readings(card)
    if not read:
        return picture(f"{sentences.nothing(card).capitalize()}.", name=name)
    plot, target, last = Plot(read[-1].x), card.track.target_rate, read[-1]
    band = [(one.x, one.interval.high) for one in read] + [(one.x, one.interval.low) for one in reversed(read)]
    width = (WIDTH - LEFT - RIGHT) / max(1, len(read) - 1)
    every = -(-len(read) // _MOST_MARKS)
    return picture(
        f"{percent(last.rate)} of what was reported has shipped, {spread(last.interval)}{sentences.trend(card)}",
        *plot.grid(),
        element("polygon", points=plot.points(band), class_="band"),
        plot.level(ONE_THIRD, "third"),
        *([plot.level(target, "target")] if target else []),
        element("polyline", points=plot.points((one.x, one.rate) for one in read), class_="rate"),
        *(element("circle", cx=plot.x(one.x), cy=plot.y(one.rate), r=3.0, class_="rate") for one in read),
        *(plot.mark(one.x, f"{one.at:%b %y}") for one in read[::every]),
        *plot.labels([Label(last.rate, f"{percent(last.rate)} shipped", "rate"), *goals(target)]),
        *(plot.hover(one.x, width, str(one)) for one in read),
        name=name,
    )


def _readings(card: Scorecard) -> list[_Reading]:
    found = []
    for point in card.history:
        share, interval = point.share, point.share.wilson95
        if share.rate is not None and interval is not None:
            x = (point.at - card.history[0].at).total_seconds()
            found.append(_Reading(x, point.at, share.rate, interval, share.n))
    return found


def spread(interval: Interval) -> str:
    """Say an interval."""
    return f"95\N{NO-BREAK SPACE}% between {round(100 * interval.low)} and {percent(interval.high)}"


def incidence_chart(card: Scorecard, name: str) -> Html:
    """Draw the share shipped within so many days, with its interval; the promised horizons are marked."""
    known = [found for _, found in sorted(card.curve.items()) if found is not None]
    if not known:
        return picture("How long shipping takes cannot be said yet.", name=name)
    plot = Plot(_YEAR)
    band = [(one.days, one.interval.high) for one in known] + [(one.days, one.interval.low) for one in reversed(known)]
    marked = [one for one in card.incidence.values() if one is not None]
    return picture(
        _incidence_finding(marked),
        *plot.grid(),
        element("polygon", points=plot.points(band), class_="band"),
        element("polyline", points=plot.points((one.days, one.probability) for one in known), class_="rate"),
        *(element("circle", cx=plot.x(one.days), cy=plot.y(one.probability), r=4.0, class_="rate") for one in marked),
        *(plot.mark(days, f"{days} days" if days > 30 else str(days)) for days in card.incidence),  # noqa: PLR2004  (30 and 90 stand too near for two words)
        *plot.labels([Label(known[-1].probability, f"{percent(known[-1].probability)} shipped", "rate")]),
        *(plot.hover(one.days, 9.0, _said(one)) for one in known),
        name=name,
    )


def _incidence_finding(marked: list[Incidence]) -> str:
    if not marked:
        return "Nobody has waited for 30 days yet."
    parts = ", ".join(f"{percent(one.probability)} within {one.days:.0f}" for one in marked)
    return f"Shipped after how long: {parts} days"


def _said(one: Incidence) -> str:
    shipped = f"within {one.days:.0f} days: {percent(one.probability)}, {spread(one.interval)}"
    return f"{shipped}; {one.at_risk} still waiting then"


STEPS = {
    "n": "Reported",
    "filed": "Filed in Jira",
    "ended": "Came to an end",
    "integrated": "Shipped",
    "fixed": "Confirmed fixed",
}
"""The steps of the funnel, by the figure that each opens to."""


def bar(share: float) -> Html:
    """Draw a share as a bar."""
    drawn = (
        element("rect", x=0.0, y=0.0, width=100.0, height=10.0, class_="track"),
        element("rect", x=0.0, y=0.0, width=max(0.4, 100 * share) if share else 0.0, height=10.0, class_="fill"),
    )
    return element("svg", *drawn, viewBox="0 0 100 10", preserveAspectRatio="none", aria_hidden="true", class_="bar")


def range_chart(card: Scorecard) -> Html:
    """Draw a rate as a point within its interval on a scale from 0 to 100 %, one third and target marked."""
    rate, interval = card.total.rate, card.total.wilson95
    target = card.track.target_rate
    parts = [
        element("line", x1=0.0, x2=240.0, y1=14.0, y2=14.0, class_="grid"),
        element("line", x1=240 * ONE_THIRD, x2=240 * ONE_THIRD, y1=2.0, y2=26.0, class_="third"),
    ]
    if target:
        parts.append(element("line", x1=240 * target, x2=240 * target, y1=2.0, y2=26.0, class_="target"))
    words = "nothing reported"
    if rate is not None and interval is not None:
        low, high = 240 * interval.low, 240 * interval.high
        parts.append(element("line", x1=low, x2=high, y1=14.0, y2=14.0, class_="whisker"))
        parts.append(element("circle", cx=240 * rate, cy=14.0, r=5.0, class_="rate"))
        words = (
            f"{percent(rate)}, {spread(interval)}; one in three{f', target {percent(target)}' if target else ''} marked"
        )
    return element("svg", element("title", words), joined(*parts), viewBox="-6 0 252 28", role="img", class_="range")
