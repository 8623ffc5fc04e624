"""Waiting until the loop has come to rest: Jira read, everything owed done, every digest that was due posted."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from bot.demo.trouble import DemoFailedError
from config.catalogue import Catalogue
from config.words import Outcome
from loop.polling import POLL
from loop.schedule import latest_due, schedule_name
from storage.database import Database, Session
from storage.issue import issue_of_jira
from storage.outbox import Owed, OwedState, unfinished
from storage.period import last_period
from storage.turn import last_ok

# Real seconds. A step is given up when nothing at all has moved for so long …
_PATIENCE_SECONDS = 20.0
# … and for as long as it takes to read every open issue again by its id, so many times.
_READINGS = 4
_PAUSE_SECONDS = 0.03
_INSTANT = timedelta(microseconds=1)


class Settling:
    """Watches the product's database, reading only. `alive` raises when a process of the demo has died.

    recheck_minutes: within which the product reads every open issue again.
    """

    def __init__(
        self, database: Database, catalogue: Catalogue, alive: Callable[[], None], *, recheck_minutes: float
    ) -> None:
        self._database = database
        self._catalogue = catalogue
        self._alive = alive
        self._patience = _PATIENCE_SECONDS + _READINGS * recheck_minutes * 60

    def wait(self, now: datetime, gone: Iterable[str] = ()) -> None:
        """Wait until the loop has seen all that happened before `now`, and done what followed from it.

        gone: Jira's ids of issues that were deleted; the loop believes that only after it has missed them twice.
        Raises DemoFailedError when nothing moves any more.
        """
        due = {schedule_name(plan): latest_due(plan, now + _INSTANT) for plan in self._catalogue.digests}
        missing, since = [""], time.monotonic()
        while True:
            with self._database.reading() as session:
                found = [*_behind(session, now), *_owed(session), *_untold(session, due), *_not_missed(session, gone)]
            if not found:
                return
            if found != missing:
                missing, since = found, time.monotonic()
            elif time.monotonic() - since > self._patience:
                raise DemoFailedError(f"Nothing moved for {self._patience:.0f} seconds; still missing: {_some(found)}.")
            self._alive()
            time.sleep(_PAUSE_SECONDS)


def _behind(session: Session, now: datetime) -> list[str]:
    read = last_ok(session, POLL)
    return [] if read is not None and read >= now else ["a look at Jira"]


def _owed(session: Session) -> list[str]:
    """Name what is owed and on its way. What is parked waits for a person, and there is none to wait for."""
    return [_named(row) for row in unfinished(session) if row.state is not OwedState.PARKED]


def _named(row: Owed) -> str:
    reason = f" ({row.error})" if row.error else ""
    return f"{row.key}{reason}"


def _untold(session: Session, due: dict[str, datetime | None]) -> list[str]:
    taken = {name: last_period(session, name) for name in due}
    return [
        name for name, at in due.items() if at is not None and ((period := taken[name]) is None or period.due_at < at)
    ]


def _not_missed(session: Session, gone: Iterable[str]) -> list[str]:
    issues = {jira_id: issue_of_jira(session, jira_id) for jira_id in gone}
    return [
        f"the end of {jira_id}" for jira_id, issue in issues.items() if issue and issue.outcome is not Outcome.REMOVED
    ]


def _some(found: list[str]) -> str:
    return ", ".join(found[:5]) + (f" and {len(found) - 5} more" if len(found) > 5 else "")  # noqa: PLR2004  (five are enough to see)
