"""The chart of a track's money, quarter by quarter: both ledgers beside each other, the loop's own cost, the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.page.drawing import HEIGHT, LEFT, TOP, WIDTH, picture
from bot.page.markup import Html, element
from loop.money import Amount, Money, Quarter, money_finding
from loop.money.wording import plain, spread
from loop.scale import Scale, brief, parted, scale_of

MOST = 8
_RIGHT, _BOTTOM = 14.0, 52.0
_BAR, _STEP = 0.22, 0.27  # of a quarter's width: a bar, and from one to the next
_FEWEST_PLACES = 3
_TILE: Mapping[str, str | float] = {"width": 6.0, "height": 6.0, "patternUnits": "userSpaceOnUse"}
_NAMES = {"confirmed": "Confirmed", "claimed": "Claimed", "cost": "The loop's own cost"}


def quarters_chart(money: Money) -> Html | None:
    """Draw the last quarters; None while there are none."""
    drawn = list(money.quarters)[-MOST:]
    if not drawn:
        return None
    plot = _Plot(max(_FEWEST_PLACES, len(drawn)), scale_of([end for one in drawn for end in _ends(one)]))
    name = f"{money.track}-quarters"
    return picture(
        money_finding([money]),
        _patterns(name),
        *plot.grid(),
        *(part for place, one in enumerate(drawn) for part in plot.quarter(place, one, money.currency, name)),
        *_legend(name),
        name=name,
    )


def _bars(one: Quarter) -> Iterator[tuple[str, Amount]]:
    ledgers = {"confirmed": one.confirmed, "claimed": one.claimed}
    yield from ((name, amount) for name, amount in ledgers.items() if amount is not None)
    if one.cost is not None:
        yield "cost", Amount(one.cost, one.cost)


def _ends(one: Quarter) -> list[float]:
    planned = [float(one.planned)] if one.planned is not None else []
    return [float(end) for _, amount in _bars(one) for end in (amount.low, amount.high)] + planned


@dataclass(frozen=True)
class _Plot:
    places: int
    scale: Scale

    def x(self, place: float) -> float:
        return LEFT + (place + 0.5) / self.places * (WIDTH - LEFT - _RIGHT)

    def y(self, value: float) -> float:
        share = (value - self.scale.low) / (self.scale.high - self.scale.low)
        return HEIGHT - _BOTTOM - share * (HEIGHT - TOP - _BOTTOM)

    def grid(self) -> Iterator[Html]:
        for mark in self.scale.marks:
            y = self.y(mark)
            yield element("line", x1=LEFT, x2=WIDTH - _RIGHT, y1=y, y2=y, class_="zero" if not mark else "grid")
            yield element("text", brief(mark), x=LEFT - 8, y=y + 4, text_anchor="end", class_="quiet")

    def quarter(self, place: int, one: Quarter, currency: str, name: str) -> Iterator[Html]:
        for number, which in enumerate(_NAMES):
            amount = dict(_bars(one)).get(which)
            if amount is not None:
                sure, (begin, end) = parted(float(amount.low), float(amount.high))
                at = place + (number - 1) * _STEP
                yield self._bar(at, 0.0, sure, class_=which, fill=f"url(#{name}-{which})" if number else None)
                yield self._bar(at, begin, end, class_=f"{which} unsure")
        if one.planned is not None:
            y = self.y(float(one.planned))
            yield element("line", x1=self.x(place - 0.42), x2=self.x(place + 0.42), y1=y, y2=y, class_="plan")
        middle = self.x(place)
        yield element("text", one.name, x=middle, y=HEIGHT - _BOTTOM + 18, text_anchor="middle", class_="quiet")
        strip = {"x": self.x(place - 0.5), "y": TOP, "width": self.x(1) - self.x(0), "height": HEIGHT - TOP - _BOTTOM}
        said = element("title", f"{one.name}: {', '.join(_said(one, currency)) or 'nothing'}")
        yield element("g", said, element("rect", **strip, class_="strip"), class_="point")

    def _bar(self, place: float, begin: float, end: float, **style: str | None) -> Html:
        top, bottom = sorted((self.y(begin), self.y(end)))
        width = (self.x(1) - self.x(0)) * _BAR
        return element("rect", x=self.x(place) - width / 2, y=top, width=width, height=bottom - top, **style)


def _said(one: Quarter, currency: str) -> Iterator[str]:
    for which, amount in _bars(one):
        yield f"{_NAMES[which].lower()} {spread(amount, currency)}"
    if one.planned is not None:
        yield f"planned {plain(one.planned)}"


def _patterns(name: str) -> Html:
    """Bars differ by their hatching too, not by hue alone."""
    stripe = element("path", d="M0 6L6 0M-1 1L1 -1M5 7L7 5", class_="hatch")
    dot = element("circle", cx=3.0, cy=3.0, r=1.0, class_="dot")
    return element(
        "defs",
        *(
            element(
                "pattern", element("rect", width=6.0, height=6.0, class_=which), mark, id=f"{name}-{which}", **_TILE
            )
            for which, mark in (("claimed", stripe), ("cost", dot))
        ),
    )


def _legend(name: str) -> Sequence[Html]:
    found, x, y = [], LEFT, HEIGHT - 12
    for number, (which, words) in enumerate(_NAMES.items()):
        fill = f"url(#{name}-{which})" if number else None
        found.append(element("rect", x=x, y=y - 10, width=12.0, height=12.0, class_=which, fill=fill))
        found.append(element("text", words, x=x + 18, y=y, class_="quiet"))
        x += 34 + 7.5 * len(words)
    found.append(element("line", x1=x, x2=x + 16, y1=y - 4, y2=y - 4, class_="plan"))
    found.append(element("text", "Plan", x=x + 22, y=y, class_="quiet"))
    return found
