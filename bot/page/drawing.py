"""Drawing in SVG: a plot of shares over something, its grid, and labels at its edge that do not cover each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.page.markup import Html, element
from loop.statistics import ONE_THIRD

WIDTH, HEIGHT = 640.0, 270.0
LEFT, RIGHT, TOP, BOTTOM = 54.0, 132.0, 14.0, 30.0
_APART = 17.0  # pixels between the middles of two labels


@dataclass(frozen=True, slots=True)
class Label:
    """Words at the right edge, about the height of a share."""

    share: float
    words: str
    style: str


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot whose horizontal scale runs from 0 to `span`, its vertical one from 0 to `top`, a share."""

    span: float
    top: float = 1.0

    def x(self, value: float) -> float:
        """Where a value of the horizontal scale stands."""
        return LEFT + (value / self.span if self.span else 0.5) * (WIDTH - LEFT - RIGHT)

    def y(self, share: float) -> float:
        """Where a share stands, counted downward."""
        return HEIGHT - BOTTOM - share / self.top * (HEIGHT - TOP - BOTTOM)

    def points(self, values: Iterable[tuple[float, float]]) -> str:
        """Return positions as SVG writes them."""
        return " ".join(f"{self.x(x):.1f},{self.y(y):.1f}" for x, y in values)

    def grid(self) -> list[Html]:
        """Return the lines of the vertical scale and their percentages."""
        found = []
        for quarter in range(5):
            share = self.top * quarter / 4
            y = self.y(share)
            found.append(element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, class_="grid"))
            words = f"{100 * share:.0f}\N{NO-BREAK SPACE}%"
            found.append(element("text", words, x=LEFT - 8, y=y + 4, text_anchor="end", class_="quiet"))
        return found

    def level(self, share: float, style: str) -> Html:
        """Return a line across the plot."""
        y = self.y(share)
        return element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, class_=style)

    def mark(self, value: float, words: str) -> Html:
        """Return a word below the horizontal scale."""
        return element("text", words, x=self.x(value), y=HEIGHT - 8, text_anchor="middle", class_="quiet")

    def labels(self, labels: Sequence[Label]) -> list[Html]:
        """Return labels at the right edge, highest share first, moved apart where they would touch."""
        found, lowest = [], TOP - _APART
        for label in sorted(labels, key=lambda one: -one.share):
            lowest = max(self.y(min(label.share, self.top)) + 4, lowest + _APART)
            found.append(element("text", label.words, x=WIDTH - RIGHT + 8, y=lowest, class_=label.style))
        return found

    def hover(self, value: float, width: float, words: str) -> Html:
        """Return a strip that says its words when it is pointed at."""
        x = self.x(value) - width / 2
        strip = {"x": x, "y": TOP, "width": width, "height": HEIGHT - TOP - BOTTOM}
        return element("g", element("title", words), element("rect", **strip, class_="strip"), class_="point")


def goals(target: float | None) -> list[Label]:
    """Return the labels of one third, and of the target where it is another."""
    third = Label(ONE_THIRD, "one in three", "third")
    if target is None:
        return [third]
    if round(100 * target) == round(100 * ONE_THIRD):
        return [Label(ONE_THIRD, "one in three: target", "third")]
    return [third, Label(target, f"target {100 * target:.0f}\N{NO-BREAK SPACE}%", "target")]


def picture(finding: str, *parts: Html, name: str) -> Html:
    """Return a chart below its finding, which is also what is read aloud."""
    view = f"0 0 {WIDTH:.0f} {HEIGHT:.0f}"
    drawn = element("svg", *parts, viewBox=view, role="img", aria_labelledby=f"{name}-finding")
    return element("figure", element("figcaption", finding, id=f"{name}-finding"), drawn, class_="chart")
