"""The hours in which what can wait, waits."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from config.quiet_hours import QuietHours

NIGHT = QuietHours.model_validate({"from": "18:30", "to": "08:00", "timezone": "Europe/Berlin"})
LUNCH = QuietHours.model_validate({"from": "12:00", "to": "13:00"})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("utc", "quiet"),
    [
        ("2026-01-15T17:29", False),
        ("2026-01-15T17:30", True),
        ("2026-01-16T06:59", True),
        ("2026-01-16T07:00", False),
        ("2026-07-15T16:30", True),  # in summer the same wall clock comes an hour earlier
    ],
)
def test_a_night_goes_by_the_wall_clock(utc: str, quiet: bool) -> None:
    assert NIGHT.covers(at(utc)) is quiet


def test_a_day_that_ends_before_midnight() -> None:
    assert [LUNCH.covers(at(f"2026-01-15T{hour}")) for hour in ("11:59", "12:00", "13:00")] == [False, True, False]


@pytest.mark.parametrize(
    ("utc", "open_at"),
    [
        ("2026-01-15T20:00", "2026-01-16T07:00"),
        ("2026-01-16T01:00", "2026-01-16T07:00"),
        ("2026-01-16T09:00", "2026-01-16T09:00"),
        ("2026-03-28T22:00", "2026-03-29T06:00"),  # the night of the spring change
        ("2026-10-24T22:00", "2026-10-25T07:00"),  # and of the autumn change
    ],
)
def test_when_waiting_ends(utc: str, open_at: str) -> None:
    assert NIGHT.next_open(at(utc)) == at(open_at)


def test_no_hours_at_all_are_never_quiet() -> None:
    assert not QuietHours.model_validate({"from": "08:00", "to": "08:00"}).covers(at("2026-01-15T08:00"))


def test_a_time_with_a_zone_of_its_own_is_refused() -> None:
    with pytest.raises(ValidationError, match="write the time alone"):
        QuietHours.model_validate({"from": "18:30Z", "to": "08:00"})
