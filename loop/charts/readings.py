"""What charts are drawn from: a track's rate at one instant, and where the track stands now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from loop.statistics import ONE_THIRD, Verdict

MOST_SPOKEN = 1000
"""Characters of an alt text; Slack's `alt_txt` takes no more."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SPACE = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class RatePoint:
    """The integration rate as of `at`: fractions with low <= rate <= high, out of n >= 1 reports.

    Where nothing had been reported there is no rate and no point. Raises ValueError for figures that cannot be.
    """

    at: datetime
    rate: float
    low: float
    high: float
    n: int

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError(f"{self.at} has no time zone.")
        if not (0 <= self.low <= self.rate <= self.high <= 1 and self.n >= 1):
            raise ValueError(f"{self.rate} [{self.low}, {self.high}] of {self.n} is no rate with its interval.")


@dataclass(frozen=True, slots=True)
class TrackRate:
    """Where one track stands; `latest` is None while nothing has been reported, `target` None while none is agreed."""

    name: str
    latest: RatePoint | None
    verdict: Verdict
    target: float | None = None


def percent(share: float) -> str:
    """Return "46 %", with a space that no line breaks at."""
    return f"{round(100 * share)}{_SPACE}%"


def percent_range(low: float, high: float) -> str:
    """Return "40-52 %" with the dash of a range."""
    return f"{round(100 * low)}\N{EN DASH}{percent(high)}"


def between(low: float, high: float) -> str:
    """Return "between 40 and 52 %": the range for the ear."""
    return f"between {round(100 * low)} and {percent(high)}"


def day(at: datetime) -> str:
    """Return "3 Mar 2025", the UTC day, whatever the machine's language."""
    utc = at.astimezone(UTC)
    return f"{utc.day}{_SPACE}{_MONTHS[utc.month - 1]}{_SPACE}{utc.year}"


def reports(n: int) -> str:
    """Return "1 report", "233 reports", "12,345 reports"."""
    return "1 report" if n == 1 else f"{n:,} reports"


def is_a_third(target: float) -> bool:
    """Return whether a target reads as one third, so that one line and one label stand for both."""
    return round(100 * target) == round(100 * ONE_THIRD)
