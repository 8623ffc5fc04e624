"""Up to where the digest before told, so that the next one begins there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from config.catalogue import DigestPlan
from loop.schedule import latest_due, schedule_name
from storage import figures
from storage.database import Session

_WEEK = timedelta(days=7)
# Nobody has digests more rarely; without it, the first would list all that ever shipped.
_ONE_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Told:
    """Up to where the digest before told: of what had happened by `at`, as far as it was known by `known_at`."""

    at: datetime
    known_at: datetime


def told_before(session: Session, plan: DigestPlan, as_of: datetime) -> Told:
    """Find the digest before; where there was none, the schedule's last due time stands for it."""
    period = figures.previous_period(session, schedule_name(plan), as_of)
    if period is not None and period.due_at >= as_of - _ONE_YEAR:
        return Told(period.due_at, max(period.due_at, period.taken_at))
    due = max(latest_due(plan, as_of) or as_of - _WEEK, as_of - _ONE_YEAR)
    return Told(due, due)
