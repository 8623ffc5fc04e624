"""Jira's clock, which control can turn, and the forms its times take."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """Real time plus an offset."""

    def __init__(self) -> None:
        self._offset = timedelta()

    def now(self) -> datetime:
        """Return Jira's time in UTC, to the millisecond it stamps with."""
        now = datetime.fromtimestamp(time.time(), UTC) + self._offset
        return now.replace(microsecond=now.microsecond // 1000 * 1000)

    def set(self, *, now: str | None = None, offset: float | None = None) -> None:
        """Turn to the ISO instant `now` and go on from there, or run `offset` seconds beside real time.

        Raises ValueError for neither.
        """
        if now is not None:
            self._offset = instant(now) - datetime.fromtimestamp(time.time(), UTC)
        elif offset is not None:
            self._offset = timedelta(seconds=float(offset))
        else:
            raise ValueError('give {"now": ISO instant} or {"offset": seconds}')


def instant(text: str) -> datetime:
    """Return an ISO instant in UTC; one without a zone is in UTC already. Raises ValueError."""
    at = datetime.fromisoformat(text)
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def stamp(at: datetime | None) -> str | None:
    """Return a time as Jira writes it: 2026-11-21T10:00:00.000+0000."""
    return None if at is None else f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}+0000"


def epoch_milliseconds(at: datetime) -> int:
    """Return the milliseconds since 1970."""
    return round(at.timestamp() * 1000)
