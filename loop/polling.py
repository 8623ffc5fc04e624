"""Polling: a cheap search for speed, and a rolling reading by id as the truth. Searches lag and skip; ids do not.

One process polls at a time, however many there are: the turn is a row in the database.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import structlog

from config.catalogue import CatalogueFile
from config.clock import Clock
from loop import owing
from loop.answers import TryLaterError
from loop.searching import BATCH, batches, search_projects
from loop.tracker.model import Hint, Tracker
from loop.turns import JiraTurns
from loop.watching import Watching
from storage import bucket
from storage.database import Database, database_seconds
from storage.issue import known_versions, stalest, watched_projects
from storage.turn import end_turn, last_ok, take_turn

log = structlog.get_logger(__name__)

POLL = "poll"
RECHECK = "recheck"
# Jira's index may lag by minutes (FACTS): look back further than the last poll by this.
OVERLAP_MINUTES = 10
LONGEST_LOOK_BACK_MINUTES = 14 * 24 * 60
# A command's turn, which nobody renews, must last as long as the command.
COMMAND_LEASE = 120.0
# An ended issue may be reopened without search showing it: it is read again daily, until it has rested so long.
ENDED_RECHECK_SECONDS = 24 * 3600.0
ENDED_RECHECK_DAYS = 90
BATCHES_PER_TURN = 50


class Poller:
    """Takes the turns of polling and rechecking when they are due."""

    def __init__(
        self,
        database: Database,
        tracker: Tracker,
        watching: Watching,
        catalogue: CatalogueFile,
        clock: Clock,
        turns: JiraTurns,
        *,
        interval: float,
        recheck_seconds: float,
    ) -> None:
        self._database = database
        self._tracker = tracker
        self._watching = watching
        self._catalogue = catalogue
        self._clock = clock
        self._turns = turns
        self._interval = interval
        self._recheck_seconds = recheck_seconds

    def poll_if_due(self) -> bool:
        """Take the turn of searching for changes, if it is due. True if Jira was read."""
        return self._turns.take(POLL, self.poll, again_in=self._interval)

    def recheck_if_due(self) -> bool:
        """Take the turn of reading issues by id, if it is due. True if Jira was read."""
        return self._turns.take(RECHECK, self.recheck, again_in=min(self._recheck_seconds / 4, 60.0))

    def poll(self) -> bool:
        """Search for what changed and read it by id. False if there is no project, so that Jira was asked nothing."""
        with self._database.reading() as session:
            projects = watched_projects(session) | self._catalogue.current().projects
            before = last_ok(session, POLL)
        since = (self._clock.now() - before).total_seconds() / 60 if before else LONGEST_LOOK_BACK_MINUTES
        minutes = min(LONGEST_LOOK_BACK_MINUTES, max(0, math.ceil(since)) + OVERLAP_MINUTES)
        for batch in batches(list(self._hints(sorted(projects), minutes))):
            self._watching.read(batch)
        return bool(projects)

    def read_now(self) -> None:
        """Search for what changed, and read every open issue by its id, whether it is due or not. Raises TryLaterError
        while Jira has asked us to wait.
        """
        self._respect_its_wish()
        with self._database.transaction() as session:
            take_turn(session, POLL, COMMAND_LEASE)
        as_of = self._clock.now()
        self.poll()
        self.recheck(older_than_seconds=0.0)
        with self._database.transaction() as session:
            end_turn(session, POLL, again_in=self._interval, succeeded_at=as_of)

    def reread(self, jira_ids: Sequence[str]) -> None:
        """Read these issues by their ids, now. Raises TryLaterError while Jira has asked us to wait."""
        for batch in batches(jira_ids):
            self._respect_its_wish()
            self._watching.read(batch)

    def recheck(self, older_than_seconds: float | None = None) -> bool:
        """Read by id every open issue that was not read for a while, and ended ones more rarely. False if none was due,
        so that Jira was asked nothing.
        """
        age = self._recheck_seconds if older_than_seconds is None else older_than_seconds
        rested = self._clock.now() - timedelta(days=ENDED_RECHECK_DAYS)
        with self._database.reading() as session:
            now = database_seconds(session)
            most = BATCH * BATCHES_PER_TURN
            due = stalest(session, now - age, most, ended=False)
            due += stalest(session, now - ENDED_RECHECK_SECONDS, most, ended=True, ended_since=rested)
        for batch in batches(due):
            self._watching.read(batch)
        return bool(due)

    def _respect_its_wish(self) -> None:
        with self._database.reading() as session:
            if bucket.is_blocked(session, owing.JIRA):
                raise TryLaterError(f"Jira has asked us to wait: {bucket.reason_of(session, owing.JIRA)}")

    def _hints(self, projects: Sequence[str], minutes: int) -> Iterator[str]:
        """Yield the ids of known issues that search shows newer than we read them."""
        found = search_projects(projects, lambda names: self._tracker.changed(names, minutes))
        with self._database.reading() as session:
            for batch in batches([hint.jira_id for hint in found]):
                known = known_versions(session, list(batch))
                newer = {hint.jira_id for hint in found if _is_newer(hint, known.get(hint.jira_id))}
                yield from (jira_id for jira_id in batch if jira_id in known and jira_id in newer)


def _is_newer(hint: Hint, read: datetime | None) -> bool:
    return read is None or hint.updated_at is None or hint.updated_at > read
