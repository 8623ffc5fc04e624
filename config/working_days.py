"""Working days: Monday to Friday, by the calendar of one zone. Holidays are not known."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


def working_days_before(instant: datetime, days: int, zone: str) -> datetime:
    """The instant so many working days earlier, at the same time of the day. A weekend counts as its first midnight:
    what is due on it is due on Monday.
    """
    local = instant.astimezone(ZoneInfo(zone))
    if local.weekday() >= _SATURDAY:
        saturday = local.date() - timedelta(days=local.weekday() - _SATURDAY)
        local = datetime.combine(saturday, time(), tzinfo=ZoneInfo(zone))
    left = days
    while left > 0:
        local -= _ONE_DAY
        left -= local.weekday() < _SATURDAY
    return local.astimezone(instant.tzinfo)
