"""Which news is still news after the database was put back from a backup."""

from __future__ import annotations

from datetime import datetime, timedelta

from storage.database import Session
from storage.installation import last_restore


class News:
    """Knows what may have been told in a time that the database has forgotten.

    started: business time when this process was. stale_after: how old news may be when a restored database tells it.
    """

    def __init__(self, started: datetime, stale_after: timedelta) -> None:
        self._started = started
        self._stale_after = stale_after

    def is_stale(self, session: Session, happened_at: datetime | None) -> bool:
        """Whether the database was put back since, and it is too long ago to be told now."""
        restored = last_restore(session)
        return bool(restored and happened_at and happened_at < restored - self._stale_after)

    def may_be_told(self, session: Session, happened_at: datetime | None) -> bool:
        """Whether it happened before this process started or the database was put back: it may have been told then."""
        since = max(self._started, last_restore(session) or self._started)
        return bool(happened_at and happened_at < since)
