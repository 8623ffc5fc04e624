"""Keeping below a rate of requests to Jira that the company sets, over all processes together."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog

from storage import allowance
from storage.database import Database, StorageError

log = structlog.get_logger(__name__)

JIRA = "jira"
# However much is filed meanwhile, reading waits no longer than this for one request: it must go on, too.
LONGEST_WAIT = 10.0


class Pace:
    """Counts requests to Jira; called before each. Filing never waits, but what it takes is earned back before anything
    is read: so all stays below the rate while filing alone does.
    """

    def __init__(
        self,
        database: Database,
        per_minute: int,
        *,
        waits: bool,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """waits: whether these requests wait for their turn. pause: takes seconds of real time."""
        self._database = database
        self._per_minute = per_minute
        self._waits = waits
        self._pause = pause

    def __call__(self) -> None:
        """Count one request, and wait until it may be sent."""
        try:
            with self._database.transaction() as session:
                seconds = allowance.draw(session, JIRA, self._per_minute, LONGEST_WAIT)
        except StorageError:  # nothing was sent yet, and counting must not be what keeps it from being sent
            log.exception("a request to Jira could not be counted")
            return
        if self._waits and seconds > 0:
            self._pause(seconds)
