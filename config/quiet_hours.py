"""The hours in which the bot sends nothing that can wait."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator

from config.entries import Entry, Zone


class QuietHours(Entry):
    """From one wall-clock time to another in one zone; over midnight when `to` is the earlier of the two."""

    start: time = Field(alias="from")
    end: time = Field(alias="to")
    timezone: Zone = "UTC"

    @field_validator("start", "end")
    @classmethod
    def _wall_clock(cls, value: time) -> time:
        if value.tzinfo is not None:
            raise ValueError('carries a zone of its own; write the time alone, such as "18:30"')
        return value

    def covers(self, instant: datetime) -> bool:
        """Whether an aware instant falls in them; the first minute does, the last does not."""
        local = instant.astimezone(ZoneInfo(self.timezone)).time()
        if self.start <= self.end:
            return self.start <= local < self.end
        return local >= self.start or local < self.end

    def next_open(self, instant: datetime) -> datetime:
        """The instant itself, or the end of the quiet hours it falls in, in the zone of the quiet hours."""
        if not self.covers(instant):
            return instant
        local = instant.astimezone(ZoneInfo(self.timezone))
        day = local.date() + timedelta(days=1 if local.time() >= self.end else 0)
        return datetime.combine(day, self.end, tzinfo=local.tzinfo)
