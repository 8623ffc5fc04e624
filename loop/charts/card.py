"""The card every chart is drawn on: its size, its two themes, its fonts, and the PNG it becomes.

Lengths are pixels of the picture as it is read in a channel, y counted downward from the card's top; the PNG holds
`SHARPNESS` times as many. Nothing here touches pyplot or matplotlib's global settings: workers draw in parallel.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from loop.charts.lettering import drawable, font

SHARPNESS = 2.5
MARGIN = 16.0
NARROWEST = 320.0
LEADING = 1.3  # a line's height, in sizes of its font
_POINTS_PER_INCH = 72  # at 72 dots per inch matplotlib's point, its unit of text and lines, is one of our pixels

Theme = Literal["light", "dark"]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture to upload: PNG bytes, equal for equal input, and a text that says as much to who cannot see it."""

    png: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a theme. The three data hues are Okabe and Ito's, told apart in every common colour blindness."""

    card: str
    edge: str
    ink: str
    quiet: str
    grid: str
    rate: str
    third: str
    target: str


PALETTES: dict[Theme, Palette] = {
    # Off-white, edged: Slack shows one picture to people in either mode, so the default must not glare in the dark.
    "light": Palette("#F7F7F5", "#DCDCD8", "#1D1C1D", "#5C5B60", "#E3E3DF", "#0072B2", "#B34700", "#00765A"),
    "dark": Palette("#1F2226", "#3A3D42", "#F1F1EF", "#B4B6BA", "#33363B", "#56B4E9", "#F09A5B", "#3CC79E"),
}


@dataclass(frozen=True, slots=True)
class Plot:
    """Axes on a card, and where their edges are."""

    axes: Axes
    left: float
    top: float
    right: float
    bottom: float

    def x(self, value: float) -> float:
        """Return where on the card a value of the horizontal scale stands."""
        low, high = self.axes.get_xlim()
        return self.left + (value - low) / (high - low) * (self.right - self.left)

    def y(self, value: float) -> float:
        """Return where on the card, counted downward, a value of the vertical scale stands."""
        low, high = self.axes.get_ylim()
        return self.bottom - (value - low) / (high - low) * (self.bottom - self.top)


class Card:
    """One picture in the making: place text and plots on it, then take its PNG."""

    def __init__(self, width: float, height: float, theme: Theme) -> None:
        if width < NARROWEST:
            raise ValueError(f"A chart can be read from {NARROWEST:.0f} pixels of width on, not at {width:.0f}.")
        self.width, self.height, self.palette = width, height, PALETTES[theme]
        self.figure = Figure(figsize=(width / _POINTS_PER_INCH, height / _POINTS_PER_INCH), dpi=_POINTS_PER_INCH)
        FigureCanvasAgg(self.figure)
        self.figure.add_artist(
            Rectangle((0, 0), 1, 1, facecolor=self.palette.card, edgecolor=self.palette.edge, linewidth=2, zorder=-1)
        )

    def text(
        self,
        words: str,
        x: float,
        y: float,
        *,
        size: float,
        color: str,
        bold: bool = False,
        align: Literal["left", "center", "right"] = "left",
        covering: bool = False,
    ) -> None:
        """Write one line about height `y`, nothing in it read as mathematics or markup; `covering` hides the lines."""
        written = self.figure.text(
            x / self.width,
            1 - y / self.height,
            drawable(words),
            fontproperties=font(size, bold=bold),
            color=color,
            horizontalalignment=align,
            verticalalignment="center_baseline",
            parse_math=False,
            usetex=False,
        )
        if covering:
            written.set_bbox({"facecolor": self.palette.card, "edgecolor": "none", "pad": 2})

    def paragraph(self, lines: Sequence[str], y: float, *, size: float, color: str, bold: bool = False) -> float:
        """Write lines across the card from `y` down and return where they end."""
        for line in lines:
            self.text(line, MARGIN, y + size * LEADING / 2, size=size, color=color, bold=bold)
            y += size * LEADING
        return y

    def plot(self, left: float, top: float, right: float, bottom: float) -> Plot:
        """Return bare axes between these edges: no frame, no ticks, the card showing through."""
        axes = self.figure.add_axes(
            (left / self.width, 1 - bottom / self.height, (right - left) / self.width, (bottom - top) / self.height)
        )
        axes.set_axis_off()
        return Plot(axes, left, top, right, bottom)

    def png(self) -> bytes:
        """Return the picture. No date and no version is written into it, so equal input gives equal bytes."""
        file = io.BytesIO()
        self.figure.savefig(file, format="png", dpi=_POINTS_PER_INCH * SHARPNESS, metadata={"Software": None})
        return file.getvalue()
