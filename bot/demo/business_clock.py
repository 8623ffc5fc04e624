"""Business time: the product's clock, Jira's and Slack's, turned together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.demo.controls import Control

BEGIN = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
"""The Monday on which every demo begins: fixed, so that a seed repeats a run."""

WORKING_DAYS = 10
_HOURS = (timedelta(minutes=40), timedelta(hours=4), timedelta(hours=7, minutes=30))
STEPS_A_DAY = len(_HOURS)
STEPS = WORKING_DAYS * STEPS_A_DAY
_FRIDAY = 5


def moment_of(step: int) -> datetime:
    """Return when a step (0 … STEPS - 1) is: in the morning, at noon and in the afternoon of a working day."""
    day, part = divmod(step, STEPS_A_DAY)
    week, weekday = divmod(day, _FRIDAY)
    return BEGIN + timedelta(weeks=week, days=weekday) + _HOURS[part]


def monday_after(step: int) -> datetime | None:
    """Return the Monday morning on which the digest comes, if it is the next thing after this step."""
    week, rest = divmod(step + 1, _FRIDAY * STEPS_A_DAY)
    return None if rest else BEGIN + timedelta(weeks=week)


class BusinessClock:
    """Turns all clocks of the demo. The product reads its own from `file`, whenever it asks for the time."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._write(BEGIN)
        self.now = BEGIN

    def turn(self, now: datetime, slack: Control, jira: Control) -> None:
        """Make it `now` for everybody."""
        self.now = now
        slack.tell("clock", now=now.isoformat())
        jira.tell("clock", now=now.isoformat())
        self._write(now)

    def _write(self, now: datetime) -> None:
        """Replace the file in one go: nobody reads half an instant."""
        fresh = self.file.with_suffix(".new")
        fresh.write_text(now.isoformat())
        fresh.replace(self.file)
