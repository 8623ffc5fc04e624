"""Working days: what is due on a weekend is due on Monday."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from config.working_days import working_days_before


@pytest.mark.parametrize(
    ("now", "days", "before"),
    [
        ("2026-11-24T10:00", 1, "2026-11-23T10:00"),
        ("2026-11-24T10:00", 2, "2026-11-20T10:00"),
        ("2026-11-23T10:00", 1, "2026-11-20T10:00"),
        ("2026-11-21T10:00", 1, "2026-11-19T23:00"),  # Saturday: as at its first minute in Berlin
        ("2026-11-22T22:59", 1, "2026-11-19T23:00"),
        ("2026-11-22T23:00", 1, "2026-11-19T23:00"),  # Monday there
        ("2026-03-30T08:00", 1, "2026-03-27T09:00"),  # the clocks went forward between: the same time of the day
        ("2026-11-24T10:00", 0, "2026-11-24T10:00"),
    ],
)
def test_the_weekend_does_not_count(now: str, days: int, before: str) -> None:
    assert working_days_before(at(now), days, "Europe/Berlin") == at(before)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
