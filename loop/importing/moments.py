"""Instants as files spell them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from loop.importing.complaints import BadRowError, quoted

_EARLIEST_YEAR = 1970
_DATE_ALONE = re.compile(r"\d{4}-?\d\d-?\d\d|\d{4}-?W\d\d(-?\d)?", re.ASCII)


@dataclass(frozen=True)
class Moment:
    """An instant in UTC. `whole_day`: only the day is known, and `at` is its first instant."""

    at: datetime
    whole_day: bool

    def not_before(self, start: datetime) -> datetime | None:
        """Itself, or `start` where that lies within the day that is all we know; None if it is earlier."""
        if self.at >= start:
            return self.at
        return start if self.whole_day and self.at.date() == start.date() else None


def read_moment(text: str, field: str) -> Moment:
    """Read ISO 8601, with a blank for the T if need be; without a zone it is UTC. Raises BadRowError."""
    text = text.strip()
    try:
        moment = datetime.fromisoformat(text)
        at = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadRowError(
            f"{field} {quoted(text)} is no date; write it as 2020-01-31 or 2020-01-31T17:14:21Z."
        ) from None
    if at.year < _EARLIEST_YEAR:
        raise BadRowError(f"{field} {quoted(text)} lies before {_EARLIEST_YEAR}; correct the year.")
    return Moment(at, _DATE_ALONE.fullmatch(text) is not None)
