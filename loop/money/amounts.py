"""Amounts of money: exact to the hundredth, as a range from a low to a high estimate."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_TYPED = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,2})?")
_SPACES = re.compile(r"[\s_'’]")  # noqa: RUF001  (people part thousands by such an apostrophe)
_HUNDREDTH = Decimal("0.01")


class NoAmountError(ValueError):
    """What was typed is no amount, for a reason that is a sentence."""


@dataclass(frozen=True, slots=True)
class Amount:
    """From `low` to `high`."""

    low: Decimal
    high: Decimal

    def times(self, factor: Decimal) -> Amount:
        """So many times this, to the hundredth."""
        return Amount(rounded(self.low * factor), rounded(self.high * factor))

    def less(self, cost: Decimal) -> Amount:
        """What is left of it."""
        return Amount(self.low - cost, self.high - cost)

    def as_json(self) -> dict[str, float]:
        """Both ends, for programs."""
        return {"low": float(self.low), "high": float(self.high)}


def total(amounts: Iterable[Amount]) -> Amount:
    """Return the sum, from all lows to all highs."""
    parts = list(amounts)
    return Amount(sum((one.low for one in parts), Decimal(0)), sum((one.high for one in parts), Decimal(0)))


def rounded(value: Decimal) -> Decimal:
    """To the hundredth, halves away from zero, as invoices are."""
    return value.quantize(_HUNDREDTH, ROUND_HALF_UP)


def amount_of(text: str) -> Decimal:
    """Read what a person typed; spaces and apostrophes may part thousands. Raises NoAmountError."""
    plain = _SPACES.sub("", text)
    if not _TYPED.fullmatch(plain):
        raise NoAmountError(f'"{text.strip()[:40]}" is no amount; write it like 1200 or 1 200.50, with a point.')
    return Decimal(plain)
