"""Dates as queries write them. The user's time zone is UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from sandbox.jira.jql.parser import Value
from sandbox.jira.refusals import Refusal

_FORMS = ("%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y-%m-%d", "%Y/%m/%d")
_UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes"}
_PERIOD = re.compile(r"(\d+)([wdhm])")


def moment(field: str, value: Value, now: datetime) -> datetime:
    """Return the instant meant: a date, a date to the minute, a period from now, milliseconds since 1970, or now().

    Raises Refusal (400) for anything else, seconds among it.
    """
    text = value.text.strip()
    if value.function:
        return _called(field, text, now)
    if not value.quoted and text.isdecimal():
        return datetime.fromtimestamp(int(text) / 1000, UTC)
    period = _period(text)
    if period is not None:
        return now + period
    for form in _FORMS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    raise Refusal(
        400,
        f"Date value '{text}' for field '{field}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', "
        "'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.",
    )


def _called(field: str, name: str, now: datetime) -> datetime:
    if name.lower() == "now":
        return now
    if name.lower() == "startofday":
        return now.replace(hour=0, minute=0, second=0, microsecond=0)
    raise Refusal(400, f"Unable to find JQL function '{name}()' for the field '{field}'.")


def _period(text: str) -> timedelta | None:
    sign = -1 if text.startswith("-") else 1
    steps = text.lstrip("+-").split()
    if not steps or not all(_PERIOD.fullmatch(step) for step in steps):
        return None
    amounts = {_UNITS[step[-1]]: int(step[:-1]) for step in steps}
    return sign * timedelta(**amounts)
