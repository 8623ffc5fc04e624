"""Names that people typed, made fit to be drawn: only what the font can draw, only as wide as there is room."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from itertools import takewhile
from pathlib import Path

import matplotlib as mpl
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.textpath import TextToPath

HEADLINE = 15.0
"""Font size of a title, in pixels as read."""

_FACES = {False: "DejaVuSans.ttf", True: "DejaVuSans-Bold.ttf"}  # bold or not

_BALANCING = 8.0  # pixels by which a title is narrowed while it takes no further line: no word is left alone
_LONGEST = 300  # characters looked at; no line of a chart holds as many
_MOST_MARKS = 2  # accents on one letter: a tower of them would run over the neighbouring rows
_MISSING = "\N{WHITE VERTICAL RECTANGLE}"
_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"
_FIXED_SPACE = "\N{NO-BREAK SPACE}"


def drawable(words: str) -> str:
    """Return the words on one line, without what the fonts cannot draw.

    A letter of a script they lack becomes a box; emoji, control and direction characters go. No-break spaces stay.
    """
    composed = unicodedata.normalize("NFC", words[:_LONGEST])
    letters = "".join(_letter(character) for character in composed)
    return _single_spaced("".join(_without_towers(letters)))


def font(size: float, *, bold: bool = False) -> FontProperties:
    """Return the font that matplotlib itself carries, by its file: what a machine has installed changes no picture."""
    return FontProperties(fname=str(_file(bold=bold)), size=size)


def measured(words: str, size: float, *, bold: bool = False) -> float:
    """Return how wide one line of these drawable words is, in pixels as read."""
    width, _, _ = TextToPath().get_text_width_height_descent(words, font(size, bold=bold), ismath=False)
    return float(width)


def headline(words: str, width: float) -> list[str]:
    """Break a chart's title into at most three lines of like length, bold, `HEADLINE` high; an endless one is cut."""

    def broken(room: float) -> list[str]:
        return fitted(words, room, size=HEADLINE, bold=True, most_lines=3)

    lines = broken(width)
    while len(lines) > 1 and not lines[-1].endswith("…"):
        width -= _BALANCING
        tighter = broken(width)
        if len(tighter) > len(lines) or tighter[-1].endswith("…"):
            break
        lines = tighter
    return lines


def fitted(words: str, width: float, *, size: float, bold: bool = False, most_lines: int = 1) -> list[str]:
    """Break the words into at most so many lines no wider than `width`; one that had to be cut ends in "…"."""

    def fits(line: str) -> bool:
        return measured(line, size, bold=bold) <= width

    remaining = [word for word in drawable(words).split(" ") if word]
    lines: list[str] = []
    while remaining and len(lines) < most_lines - 1:
        taken = sum(1 for _ in takewhile(fits, (" ".join(remaining[: count + 1]) for count in range(len(remaining)))))
        if not taken:
            break  # one endless word: the last line cuts it
        lines.append(" ".join(remaining[:taken]))
        del remaining[:taken]
    if remaining:
        lines.append(_cut(" ".join(remaining), fits))
    return lines


def spoken(words: str, longest: int) -> str:
    """Return the words for an alt text: whole characters of every script, on one line, cut after `longest` of them."""
    line = _single_spaced("".join(" " if c.isspace() else c for c in words if c.isspace() or _is_seen(c)))
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def _single_spaced(words: str) -> str:
    return " ".join(part for part in words.split(" ") if part)


def _is_seen(character: str) -> bool:
    """Return whether it is more than a control: joiners stay, for emoji and Persian; directions and nulls do not."""
    return character in _JOINERS or not unicodedata.category(character).startswith("C")


def _cut(line: str, fits: Callable[[str], bool]) -> str:
    if fits(line):
        return line
    while line and not fits(line + "…"):
        line = line[:-1].rstrip()
    return line + "…"


def _letter(character: str) -> str:
    if character.isspace():
        return character if character == _FIXED_SPACE else " "
    category = unicodedata.category(character)
    if category.startswith("C"):
        return ""
    if ord(character) in _glyphs():
        return character
    return _MISSING if category[0] in "LN" else ""


def _without_towers(words: str) -> Iterator[str]:
    marks = 0
    for character in words:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MOST_MARKS:
            yield character


@cache
def _glyphs() -> frozenset[int]:
    """Return the code points that every face has."""
    return frozenset.intersection(*(frozenset(FT2Font(str(_file(bold=bold))).get_charmap()) for bold in _FACES))


def _file(*, bold: bool) -> Path:
    return Path(mpl.get_data_path(), "fonts", "ttf", _FACES[bold])
