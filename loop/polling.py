"""Polling: a cheap search for speed, and a rolling reading by id as the truth. Searches lag and skip; ids do not.

One process polls at a time, however many there are: the turn is a row in the database.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

import structlog

from config.catalogue import CatalogueFile
from config.clock import Clock
from loop import owing
from loop.answers import AnswerError, RefusedError, RejectedError, TryLaterError
from loop.outbox import OUTAGE_NOTICED, Watcher, open_circuit, wait_for
from loop.tracker.model import Hint, Tracker
from loop.watching import Watching
from storage import bucket
from storage.database import Database, Session, database_seconds
from storage.issue import known_versions, stalest, watched_projects
from storage.turn import end_turn, last_ok, take_turn

log = structlog.get_logger(__name__)

POLL = "poll"
RECHECK = "recheck"
BATCH = 100
# Jira's index may lag by minutes (FACTS): look back further than the last poll by this.
OVERLAP_MINUTES = 10
LONGEST_LOOK_BACK_MINUTES = 14 * 24 * 60
# A turn whose process died is taken by another one after this many seconds.
TURN_LEASE = 120.0
# An ended issue may be reopened without search showing it: it is read again daily, until it has rested so long.
ENDED_RECHECK_SECONDS = 24 * 3600.0
ENDED_RECHECK_DAYS = 90
BATCHES_PER_TURN = 50
# While Jira recovers, a turn is the probe that everybody waits for; without an answer another may ask after so long.
PROBE_SECONDS = 30.0


class Poller:
    """Takes the turns of polling and rechecking when they are due."""

    def __init__(
        self,
        database: Database,
        tracker: Tracker,
        watching: Watching,
        catalogue: CatalogueFile,
        clock: Clock,
        watcher: Watcher,
        *,
        interval: float,
        recheck_seconds: float,
    ) -> None:
        self._database = database
        self._tracker = tracker
        self._watching = watching
        self._catalogue = catalogue
        self._clock = clock
        self._watcher = watcher
        self._interval = interval
        self._recheck_seconds = recheck_seconds

    def poll_if_due(self) -> bool:
        """Take the turn of searching for changes, if it is due. True if Jira was read."""
        return self._turn(POLL, self._interval, self.poll)

    def recheck_if_due(self) -> bool:
        """Take the turn of reading issues by id, if it is due. True if Jira was read."""
        return self._turn(RECHECK, min(self._recheck_seconds / 4, 60.0), self.recheck)

    def poll(self) -> bool:
        """Search for what changed and read it by id. False if there is no project, so that Jira was asked nothing."""
        with self._database.reading() as session:
            projects = watched_projects(session) | {p.jira.project for p in self._catalogue.current().products}
            before = last_ok(session, POLL)
        since = (self._clock.now() - before).total_seconds() / 60 if before else LONGEST_LOOK_BACK_MINUTES
        minutes = min(LONGEST_LOOK_BACK_MINUTES, max(0, math.ceil(since)) + OVERLAP_MINUTES)
        for batch in _batches(list(self._hints(sorted(projects), minutes))):
            self._watching.read(batch)
        return bool(projects)

    def read_now(self) -> None:
        """Search for what changed, and read every open issue by its id, whether it is due or not. Raises TryLaterError
        while Jira has asked us to wait.
        """
        with self._database.transaction() as session:
            if bucket.is_blocked(session, owing.JIRA):
                raise TryLaterError(f"Jira has asked us to wait: {bucket.reason_of(session, owing.JIRA)}")
            take_turn(session, POLL, TURN_LEASE)
        as_of = self._clock.now()
        self.poll()
        self.recheck(older_than_seconds=0.0)
        with self._database.transaction() as session:
            end_turn(session, POLL, again_in=self._interval, succeeded_at=as_of)

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
        for batch in _batches(due):
            self._watching.read(batch)
        return bool(due)

    def _hints(self, projects: Sequence[str], minutes: int) -> Iterator[str]:
        """Yield the ids of known issues that search shows newer than we read them."""
        found = list(self._search(projects, minutes))
        with self._database.reading() as session:
            for batch in _batches([hint.jira_id for hint in found]):
                known = known_versions(session, batch)
                newer = {hint.jira_id for hint in found if _is_newer(hint, known.get(hint.jira_id))}
                yield from (jira_id for jira_id in batch if jira_id in known and jira_id in newer)

    def _search(self, projects: Sequence[str], minutes: int) -> Iterator[Hint]:
        """Search all projects at once; if Jira rejects that, one of them may be gone: search them one by one."""
        try:
            yield from self._tracker.changed(projects, minutes)
        except RejectedError:
            if len(projects) == 1:
                raise
            for project in projects:
                try:
                    yield from self._tracker.changed([project], minutes)
                except RejectedError as rejected:
                    log.warning("a project cannot be searched", project=project, reason=rejected.reason)

    def _turn(self, name: str, again_in: float, work: Callable[[], bool]) -> bool:
        with self._database.transaction() as session:
            if bucket.is_blocked(session, owing.JIRA) or not take_turn(session, name, TURN_LEASE):
                return False
            if not bucket.may_use(session, owing.JIRA, PROBE_SECONDS):
                end_turn(session, name, again_in=0.0)  # a worker was quicker to ask whether Jira is back
                return False
            began = database_seconds(session)
        as_of = self._clock.now()
        try:
            asked = work()
        except AnswerError as problem:
            log.warning("Jira could not be read", turn=name, reason=problem.reason)
            with self._database.transaction() as session:
                self._wait(session, problem, began)
                end_turn(session, name, again_in=again_in)
            return False
        except Exception:  # the boundary of a turn: the next one must not wait for the end of this one's lease
            log.exception("a turn failed", turn=name)
            with self._database.transaction() as session:
                end_turn(session, name, again_in=again_in)
            return False
        with self._database.transaction() as session:
            (bucket.clear if asked else bucket.pass_on)(session, {owing.JIRA}, began)
            end_turn(session, name, again_in=again_in, succeeded_at=as_of)
        return asked

    def _wait(self, session: Session, problem: AnswerError, began: float) -> None:
        match problem:
            case RefusedError():
                if open_circuit(session, owing.JIRA, problem):
                    self._watcher.circuit_opened(session, owing.JIRA, problem.reason)
            case TryLaterError():
                seconds = wait_for(session, owing.JIRA, problem)
                if bucket.block(session, owing.JIRA, seconds, problem.reason) == OUTAGE_NOTICED:
                    self._watcher.circuit_opened(session, owing.JIRA, problem.reason)
            case _:
                bucket.clear(session, {owing.JIRA}, began)  # Jira answered, whatever it said


def _is_newer(hint: Hint, read: datetime | None) -> bool:
    return read is None or hint.updated_at is None or hint.updated_at > read


def _batches(ids: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]
