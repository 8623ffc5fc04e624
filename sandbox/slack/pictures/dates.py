"""Slack's dates, `<!date^seconds^format^link|fallback>`: shown in the reader's own zone and words."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from sandbox.slack.pictures.scene import Scene

_TOKEN = re.compile(r"\{(\w+)\}")
_NEAR = {-1: "yesterday", 0: "today", 1: "tomorrow"}


def date_text(seconds: str, pattern: str, fallback: str, scene: Scene) -> str:
    """Return the text of a date. A moment or a token that Slack does not know gives the fallback."""
    try:
        moment = scene.local(int(seconds))
        return _TOKEN.sub(lambda token: _part(token.group(1), moment, scene), pattern)
    except (ValueError, OverflowError, OSError):
        return fallback


def clock_time(moment: datetime, *, seconds: bool = False) -> str:
    """A time of day as an English client shows it: 9:41 AM."""
    return f"{moment.hour % 12 or 12}:{moment:%M}{moment.strftime(':%S') if seconds else ''} {moment:%p}"


def _part(token: str, moment: datetime, scene: Scene) -> str:
    if token.endswith("_pretty") and scene.now is not None:
        distance = moment.date() - scene.now.astimezone(scene.zone).date()
        if distance in {timedelta(days) for days in _NEAR}:
            return _NEAR[distance.days]
    match token.removesuffix("_pretty"):
        case "date_num":
            return f"{moment:%Y-%m-%d}"
        case "date_short":
            return f"{moment:%b} {moment.day}, {moment.year}"
        case "date":
            return f"{moment:%B} {_ordinal(moment.day)}, {moment.year}"
        case "date_long":
            return f"{moment:%A, %B} {_ordinal(moment.day)}, {moment.year}"
        case "time":
            return clock_time(moment)
        case "time_secs":
            return clock_time(moment, seconds=True)
    raise ValueError(f"Slack knows no {{{token}}} in a date")


def _ordinal(day: int) -> str:
    tens = 10 < day % 100 < 20  # noqa: PLR2004 - 11th to 19th
    return f"{day}{'th' if tens else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"
