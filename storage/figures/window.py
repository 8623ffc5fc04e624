"""Which reports are asked about, by when they were submitted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement


@dataclass(frozen=True, slots=True)
class Window:
    """Which reports are asked about, by when they were submitted: from `since` on, and before `until`; None: no bound.
    How they stand is read as of the instant, be it within the window or long after it.
    """

    since: datetime | None = None
    until: datetime | None = None

    def holds(self, submitted_at: Any) -> Iterator[ColumnElement[bool]]:
        """The conditions under which a report is in the window."""
        if self.since is not None:
            yield submitted_at >= self.since
        if self.until is not None:
            yield submitted_at < self.until


EVER = Window()
"""Every report."""
