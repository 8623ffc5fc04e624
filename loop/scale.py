"""The scale of a chart of amounts: round steps, short labels, and what of a bar is certain."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_LINES = 5  # about so many lines
_STEPS = (1, 2, 5, 10)
_THOUSAND, _MILLION = 1_000, 1_000_000


@dataclass(frozen=True, slots=True)
class Scale:
    """From the lowest to the highest of some amounts, nothing among them, with some room; `marks` are its lines."""

    low: float
    high: float
    marks: Sequence[float]


def scale_of(amounts: Sequence[float]) -> Scale:
    """Return the scale on which these amounts can be drawn."""
    highest, lowest = max([1.0, *amounts]), min([0.0, *amounts])
    step = _step(highest - lowest)
    low, high = lowest * 1.08, highest * 1.08
    return Scale(low, high, [count * step for count in range(math.ceil(low / step), math.floor(high / step) + 1)])


def _step(span: float) -> float:
    power = 10.0 ** math.floor(math.log10(span / _LINES))
    return next(factor * power for factor in _STEPS if factor * power >= span / _LINES)


def parted(low: float, high: float) -> tuple[float, tuple[float, float]]:
    """Return how far a bar is certain to reach from nothing, and from where to where it may reach beyond that. A sum is
    below nothing where more came undone than came.
    """
    if low >= 0:
        return low, (low, high)
    return (high, (low, high)) if high <= 0 else (0.0, (low, high))


def brief(value: float) -> str:
    """Return "500", "12 k", "1.5 M": an amount on a scale."""
    for unit, name in ((_MILLION, "M"), (_THOUSAND, "k")):
        if abs(value) >= 10 * _THOUSAND and abs(value) >= unit:
            return f"{value / unit:g}\N{NO-BREAK SPACE}{name}"
    return f"{value:,.0f}".replace(",", "\N{NO-BREAK SPACE}") if value == round(value) else f"{value:g}"
