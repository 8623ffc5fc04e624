"""Each digest once per period: over two years of four zones, several processes, clocks apart and put back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event

from config.catalogue import CatalogueFile
from config.clock import SystemClock
from config.crash import Crashes
from loop.schedule import Cron, Schedule, first_reading
from storage.database import Database
from storage.outbox import Owed, OwedState, listed

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC")
BEGIN = datetime(2025, 1, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)

Make = Callable[..., Schedule]


@pytest.fixture
def make(database: Database, tmp_path: Path) -> Make:
    """Schedules on one database; each its own process, as far as memory goes."""

    def build(cron: str = "0 9 * * mon", timezone: str = "UTC", name: str = "leads") -> Schedule:
        file = tmp_path / "loop.toml"
        file.write_text(
            '[[tracks]]\nkey = "t"\nname = "T"\n[[products]]\nkey = "p"\nname = "P"\ntrack = "t"\nowner = "U0OWNER"\n'
            'jira.project = "PR"\n'
            f'[[digests]]\nname = "{name}"\nchannel = "C0LEADS"\ncron = "{cron}"\ntimezone = "{timezone}"\n'
        )
        return Schedule(database, CatalogueFile(file), SystemClock(), Crashes(None))

    return build


def owed(database: Database) -> list[Owed]:
    with database.reading() as session:
        return listed(session, (OwedState.READY,), limit=10_000)


def periods(database: Database) -> list[str]:
    return [row.payload["period"] for row in owed(database)]


def instants(first: datetime, last: datetime, step: timedelta) -> Iterator[datetime]:
    while first <= last:
        yield first
        first += step


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("cron", ["30 2 * * *", "30 2 * * sun"])
def test_two_years_hold_every_period_once(zone: str, cron: str) -> None:
    every = timedelta(days=7 if "sun" in cron else 1)
    seen = []
    now, end = BEGIN, BEGIN + timedelta(days=731)
    schedule = Cron(cron, zone)
    stretch = schedule.at(now)
    while now < end:
        now += timedelta(minutes=10)
        if not stretch.holds(now):
            stretch = schedule.at(now)
            assert stretch.fire is not None
            seen.append(stretch.fire)
    days = [fire.period[:10] for fire in seen]
    first = datetime.fromisoformat(days[0])
    assert days == [f"{first + number * every:%Y-%m-%d}" for number in range(len(days))]
    assert len(days) in (731, 732) if every.days == 1 else len(days) in (104, 105)
    assert all(fire.at.astimezone(ZoneInfo(zone)).strftime("%H:%M") in {"02:30", "03:00"} for fire in seen)


@pytest.mark.parametrize(("zone", "day"), [("Europe/Berlin", "2025-03-30"), ("America/New_York", "2025-03-09")])
def test_fault_19_a_time_that_is_left_out_comes_when_the_clock_has_jumped(zone: str, day: str) -> None:
    at = first_reading(datetime.fromisoformat(f"{day}T02:30"), ZoneInfo(zone))
    assert at.astimezone(ZoneInfo(zone)).strftime("%H:%M") == "03:00"
    fire = Cron("*/30 * * * *", zone).at(at).fire
    assert fire is not None
    assert fire.period == f"{day}T03:00"  # 02:00, 02:30 and 03:00 are one


@pytest.mark.parametrize(
    ("zone", "ends"), [("Europe/Berlin", "2025-10-26T01"), ("Australia/Lord_Howe", "2025-04-05T15")]
)
def test_fault_20_an_hour_that_comes_twice_is_one_period(zone: str, ends: str) -> None:
    jump = datetime.fromisoformat(f"{ends}:00+00:00")
    schedule = Cron("45 1,2 * * *", zone)
    fires = {schedule.at(at).fire for at in instants(jump - 3 * HOUR, jump + 3 * HOUR, timedelta(minutes=5))}
    names = sorted(fire.period for fire in fires if fire)
    assert len(names) == len(set(names)) == 3  # the evening's or last day's, 01:45 and 02:45


# Everywhere the clocks are put forward and back in the night to a Sunday.
@pytest.mark.parametrize(
    ("database", "zone", "days", "every"),
    [
        *(("sqlite", zone, "sun", timedelta(days=7)) for zone in ZONES[1:]),
        *((kind, ZONES[0], "*", timedelta(days=1)) for kind in ("sqlite", "postgresql")),
    ],
    indirect=["database"],
)
def test_fault_17_61_three_processes_with_clocks_apart_owe_two_years_of_days_once(
    database: Database, make: Make, zone: str, days: str, every: timedelta
) -> None:
    processes = [make(f"30 2 * * {days}", zone) for _ in range(3)]
    skews = [timedelta(0), timedelta(minutes=10), timedelta(minutes=-10)]
    for now in instants(BEGIN, BEGIN + timedelta(days=731), 12 * HOUR):
        for process, skew in zip(processes, skews, strict=True):
            process.tick(now + skew)
    owed_on = [period[:10] for period in periods(database)]
    first = datetime.fromisoformat(owed_on[0])
    assert owed_on == [f"{first + number * every:%Y-%m-%d}" for number in range(len(owed_on))]
    assert len(owed_on) == timedelta(days=731) // every


def test_the_first_period_is_only_the_beginning(database: Database, make: Make) -> None:
    make().tick(BEGIN + 10 * HOUR)
    assert not owed(database)
    make().tick(BEGIN + timedelta(days=7, hours=9))
    assert periods(database) == ["2025-01-13T09:00"]
    assert owed(database)[0].payload["late"] is False
    assert owed(database)[0].payload["as_of"] == "2025-01-13T09:00:00+00:00"


def test_fault_21_after_a_sleep_over_several_only_the_newest_is_owed_and_is_late(
    database: Database, make: Make
) -> None:
    make().tick(BEGIN)
    asleep = make()
    asleep.tick(BEGIN + timedelta(days=30, hours=9))
    assert [(row.payload["period"], row.payload["late"]) for row in owed(database)] == [("2025-02-03T09:00", True)]


@pytest.mark.parametrize(("minutes", "late"), [(0, False), (14, False), (16, True)])
def test_late_is_what_comes_long_after_its_time(database: Database, make: Make, minutes: int, late: bool) -> None:
    schedule = make()
    schedule.tick(BEGIN + 10 * HOUR)
    schedule.tick(BEGIN + timedelta(days=7, hours=9, minutes=minutes))
    assert [row.payload["late"] for row in owed(database)] == [late]


def test_a_clock_put_back_brings_nothing_again_and_nothing_that_was_passed_over(database: Database, make: Make) -> None:
    schedule = make("0 * * * *")
    schedule.tick(BEGIN)
    schedule.tick(BEGIN + 5 * HOUR)
    for process in (schedule, make("0 * * * *")):
        for at in (5, 4, 2, 0, 3, 5):
            process.tick(BEGIN + at * HOUR)
    assert periods(database) == ["2025-01-06T05:00"]
    schedule.tick(BEGIN + 6 * HOUR)
    assert periods(database) == ["2025-01-06T05:00", "2025-01-06T06:00"]


def test_another_cron_begins_anew_and_posts_nothing_of_the_past(database: Database, make: Make) -> None:
    make().tick(BEGIN + 10 * HOUR)
    make("0 9 * * tue").tick(BEGIN + timedelta(days=2))
    assert not owed(database)
    make("0 9 * * tue").tick(BEGIN + timedelta(days=8, hours=9))
    assert periods(database) == ["2025-01-14T09:00"]


def test_a_rare_schedule_is_found_without_a_walk_through_its_years() -> None:
    stretch = Cron("30 2 29 feb *", "Europe/Berlin").at(BEGIN)
    assert stretch.fire is not None
    assert (stretch.fire.period, stretch.until.year) == ("2024-02-29T02:30", 2028)


def test_a_tick_with_nothing_due_does_not_ask_the_database(database: Database, make: Make) -> None:
    schedule = make()
    schedule.tick(BEGIN)
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))
    for second in range(1000):
        schedule.tick(BEGIN + timedelta(seconds=second))
    assert not asked
