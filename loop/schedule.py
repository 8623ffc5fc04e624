"""Schedules: each digest once per period, however many processes tick, wherever the clocks are put forward and back.

A cron speaks of wall time, so it is stepped in wall time; only then is the zone asked which instant that is. An hour
that comes twice counts once, the first time; a time that is left out counts when the clock has jumped over it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from apscheduler.triggers.cron import CronTrigger

from config.catalogue import CatalogueFile, DigestPlan
from config.clock import Clock
from config.crash import Crashes, CrashPoint
from loop.owing import owe_digest
from loop.places import places
from storage.database import Database
from storage.period import last_period, take_period, take_silent_period

log = structlog.get_logger(__name__)

LATE_AFTER = timedelta(minutes=15)
"""Clocks differ and processes restart: a digest this young is on time."""

_MINUTE = timedelta(minutes=1)
_LONGEST_JUMP = timedelta(hours=25)  # Samoa once left out a whole day
_LONGEST_WAIT = timedelta(days=9 * 366)  # 29 February may take eight years to come again
_NEVER = datetime.max.replace(tzinfo=UTC)
_ALWAYS = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Fire:
    """One due time of a schedule: the instant, and the period's name, which is what the wall clock then read."""

    at: datetime
    period: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """The time in which `fire` (None: nothing yet) is the latest due one: from when it is due until the next is."""

    fire: Fire | None
    until: datetime

    def holds(self, now: datetime) -> bool:
        """Whether nothing has become due since, nor the clock been put back to before it."""
        return (self.fire.at if self.fire else _ALWAYS) <= now < self.until


class Cron:
    """The due times of a cron expression in a zone."""

    def __init__(self, expression: str, timezone: str) -> None:
        self._zone = ZoneInfo(timezone)
        # In UTC nothing jumps: the trigger steps through wall times as if they were UTC.
        self._walls: Any = CronTrigger.from_crontab(expression, timezone=UTC)

    def at(self, now: datetime) -> Stretch:
        """Return the latest due time at or before `now`, found by halving: years cost no more than days."""
        wall = _wall(now, self._zone)
        begin = wall - _LONGEST_WAIT
        if not self._is_due(begin, now):
            return Stretch(None, self._instant(self._next(begin)))
        low, high = 0, (_LONGEST_WAIT + _LONGEST_JUMP) // _MINUTE
        while high - low > 1:
            middle = (low + high) // 2
            if self._is_due(begin + middle * _MINUTE, now):
                low = middle
            else:
                high = middle
        latest = self._next(begin + low * _MINUTE)
        after = self._next(latest + _MINUTE) if latest else None
        at = self._instant(latest)
        return Stretch(Fire(at, f"{_wall(at, self._zone):%Y-%m-%dT%H:%M}"), self._instant(after))

    def _is_due(self, wall: datetime, now: datetime) -> bool:
        """Whether the first time that the cron names from `wall` on has come. Once false, false for all later ones."""
        return self._instant(self._next(wall)) <= now

    def _next(self, wall: datetime) -> datetime | None:
        found: datetime | None = self._walls.get_next_fire_time(None, wall.replace(tzinfo=UTC))
        return found.replace(tzinfo=None) if found else None

    def _instant(self, wall: datetime | None) -> datetime:
        return first_reading(wall, self._zone) if wall else _NEVER


def first_reading(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the first instant at which a clock of the zone reads this wall time (naive), or has jumped over it."""
    end = wall + _LONGEST_JUMP
    while wall < end:
        instant = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
        if _wall(instant, zone) == wall:
            return instant
        wall += _MINUTE
    raise ValueError(f"{zone} never reads {wall}")


def _wall(instant: datetime, zone: ZoneInfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0, fold=0)


def schedule_name(plan: DigestPlan) -> str:
    """Under which name a plan's periods are taken. With another cron or zone it is another plan, and begins anew."""
    return f"digest:{plan.name} {plan.cron} {plan.timezone}"[:128]


def latest_due(plan: DigestPlan, before: datetime) -> datetime | None:
    """Return when a plan was last due before an instant."""
    fire = Cron(plan.cron, plan.timezone).at(before - timedelta(microseconds=1)).fire
    return fire.at if fire else None


def take_by_hand(database: Database, plan: DigestPlan, places: Collection[str], now: datetime) -> list[str] | None:
    """Take a plan's present period because a person says so, and owe its digest as of now. Returns the keys of what is
    owed, None if the period was taken already.
    """
    fire = Cron(plan.cron, plan.timezone).at(now).fire
    due_at, period = (fire.at, fire.period) if fire else (now, f"{now:%Y-%m-%dT%H:%M}")
    with database.transaction() as session:
        name = schedule_name(plan)
        taken = take_period(session, name, period, due_at, now) or take_silent_period(session, name, period, now)
        if not taken:
            return None
        return owe_digest(session, plan.name, places, period, now, late=False)


class Schedule:
    """Owes each digest when its time has come. Any number of processes may tick, at any rate, with clocks apart."""

    def __init__(self, database: Database, catalogue: CatalogueFile, clock: Clock, crashes: Crashes) -> None:
        self._database = database
        self._catalogue = catalogue
        self._clock = clock
        self._crashes = crashes
        self._stretches: dict[tuple[str, str], Stretch] = {}
        self._seen_to: dict[str, Fire] = {}

    def tick(self, now: datetime | None = None) -> None:
        """Owe what has become due and nobody has taken. Costs a comparison per plan while nothing is due."""
        now = now or self._clock.now()
        for plan in self._catalogue.current().digests:
            fire = self._stretch(plan, now).fire
            name = schedule_name(plan)
            if fire is not None and self._seen_to.get(name) != fire:
                self._take(plan, name, fire, now)
                self._seen_to[name] = fire

    def _stretch(self, plan: DigestPlan, now: datetime) -> Stretch:
        times = (plan.cron, plan.timezone)
        stretch = self._stretches.get(times)
        if stretch is None or not stretch.holds(now):
            stretch = self._stretches[times] = Cron(*times).at(now)
        return stretch

    def _take(self, plan: DigestPlan, name: str, fire: Fire, now: datetime) -> None:
        """Take the period and owe its digest, in one transaction.

        The first period ever is only the beginning: there was nothing to tell of before. One older than the last that
        was taken is passed over: it was caught up with, or the clock was put back.
        """
        with self._database.transaction() as session:
            last = last_period(session, name)
            if last is not None and fire.at <= last.due_at:
                return
            if not take_period(session, name, fire.period, fire.at, now, silent=last is None):
                return
            if last is None:
                log.info("schedule begins", digest=plan.name, period=fire.period)
                return
            skipped = _lie_between(plan, last.due_at, fire.at)
            late = skipped or now - fire.at > LATE_AFTER
            where = places(self._catalogue.current(), plan)
            owe_digest(session, plan.name, where, fire.period, fire.at, late=late)
            self._crashes.passing(CrashPoint.BEFORE_COMMIT, "schedule")
        self._crashes.passing(CrashPoint.AFTER_COMMIT, "schedule")
        log.info("digest due", digest=plan.name, period=fire.period, late=late, skipped=skipped)


def _lie_between(plan: DigestPlan, last: datetime, fire: datetime) -> bool:
    before = latest_due(plan, fire)
    return before is not None and before > last
