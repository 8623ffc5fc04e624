"""Quarters of the calendar, in UTC: what was planned for each, and what came."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from loop.money.amounts import Amount

NAME = re.compile(r"(20[0-9]{2})-Q([1-4])")


@dataclass(frozen=True, slots=True)
class Quarter:
    """One quarter; None: unknown. confirmed, claimed: what both ledgers gained in it, before the loop's own `cost`."""

    name: str
    planned: Decimal | None
    confirmed: Amount | None
    claimed: Amount | None
    cost: Decimal | None

    def as_json(self) -> dict[str, object]:
        """The quarter, for programs."""
        return {
            "quarter": self.name,
            "planned": float(self.planned) if self.planned is not None else None,
            "confirmed": self.confirmed.as_json() if self.confirmed else None,
            "claimed": self.claimed.as_json() if self.claimed else None,
            "cost": float(self.cost) if self.cost is not None else None,
        }


def quarter_of(instant: datetime) -> str:
    """Return the name of the quarter that an instant falls in."""
    day = instant.astimezone(UTC)
    return f"{day.year}-Q{(day.month + 2) // 3}"


def bounds(name: str) -> tuple[datetime, datetime]:
    """Return when a quarter begins, and when the next does."""
    return _begin(name), _begin(after(name))


def after(name: str) -> str:
    """Return the quarter after one."""
    year, number = int(name[:4]), int(name[-1])
    return f"{year + 1}-Q1" if number == 4 else f"{year}-Q{number + 1}"  # noqa: PLR2004  (a year has four)


def names(first: str, last: str) -> Sequence[str]:
    """Return the quarters from one to another."""
    found = [first]
    while found[-1] < last:
        found.append(after(found[-1]))
    return found


def _begin(name: str) -> datetime:
    return datetime(int(name[:4]), 3 * int(name[-1]) - 2, 1, tzinfo=UTC)
