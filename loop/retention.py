"""Retention: what is kept for how long. The clock process forgets in batches; what is counted stays for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog

from config.clock import Clock
from loop import owing
from loop.erasing import deidentify
from storage import allowance, delivery, erasure, message, model_budget, outbox
from storage.co_report import CoReport
from storage.database import Database, Session
from storage.deflection import forget_deflections, shown_long_ago
from storage.erasure import PSEUDONYM, new_pseudonym
from storage.event import Stamp
from storage.report import Report
from storage.turn import end_turn, take_turn

log = structlog.get_logger(__name__)

RETENTION = "retention"
BATCH = 500
# A turn whose process died is taken by another one after this many seconds.
TURN_LEASE = 600.0


@dataclass(frozen=True)
class Kept:
    """For how long things are kept. done, dead, deliveries: real time. drafts, texts: business time; texts counts from
    the end of a report, for until then there is somebody to tell. removed: business time for which names and words are
    kept once the app was removed from Slack, for then there is nobody to tell. None: for ever.
    """

    done: timedelta
    dead: timedelta
    deliveries: timedelta
    drafts: timedelta
    texts: timedelta | None
    removed: timedelta | None


class Retention:
    """Takes the turn of forgetting what has been kept long enough."""

    def __init__(self, database: Database, clock: Clock, kept: Kept, interval: float) -> None:
        self._database = database
        self._clock = clock
        self._kept = kept
        self._interval = interval

    def forget_if_due(self) -> bool:
        """Take the turn of forgetting, if it is due. True if it was taken."""
        with self._database.transaction() as session:
            if not take_turn(session, RETENTION, TURN_LEASE):
                return False
        now = self._clock.now()
        try:
            texts = self.forget(now)
        finally:
            with self._database.transaction() as session:
                end_turn(session, RETENTION, again_in=self._interval)
        if texts:
            self._database.forget_overwritten()
            log.info("texts of reports that ended long ago were erased", reports=texts)
        return True

    def forget(self, now: datetime) -> int:
        """Forget everything that is due; returns how many reports lost their words."""
        with self._database.transaction() as session:
            outbox.sweep(session, self._kept.done.total_seconds())
            outbox.sweep_dead(session, self._kept.dead.total_seconds())
            delivery.sweep(session, self._kept.deliveries.total_seconds())
            message.sweep_drafts(session, now - self._kept.drafts)
            allowance.sweep(session)
            model_budget.sweep_days(session, f"{now - self._kept.done:%Y-%m-%d}")
        forgotten = 0
        if self._kept.texts is not None:
            before = now - self._kept.texts
            forgotten += self._forget_all(now, partial(erasure.long_ended, before=before))
            self._forget_co_reports(now, partial(erasure.long_over, before=before))
            self._forget_deflections(before)
        if self._kept.removed is not None:
            forgotten += self._forget_workspace(now, self._kept.removed)
        return forgotten

    def _forget_workspace(self, now: datetime, kept: timedelta) -> int:
        """Forget whoever reported before the app was removed from Slack, if it has not come back for so long. What came
        later stays: it proves that the app is back, though our token may not have been tried yet.
        """
        with self._database.transaction() as session:
            looks = [row for row in outbox.unfinished_of(session, owing.REMOVAL) if row.payload["gone"]]
            gone = {row.id: datetime.fromisoformat(row.payload["at"]) for row in looks}
            long_gone = {number: at for number, at in gone.items() if at + kept <= now}
            if not long_gone:
                return 0
            number, removed_at = max(long_gone.items())
            erasure.forget_whom_slack_reached(session, removed_at, number)
        self._forget_co_reports(now, partial(erasure.joined_until, instant=removed_at))
        self._forget_deflections(removed_at)
        return self._forget_all(now, partial(erasure.submitted_until, instant=removed_at))

    def _forget_co_reports(self, now: datetime, find: Callable[..., list[CoReport]]) -> None:
        """Who said "me too" is kept as long as who reported; a batch at each turn."""
        with self._database.transaction() as session:
            for co_report in find(session, limit=BATCH):
                erasure.forget_co_report(session, co_report, new_pseudonym(), now)

    def _forget_deflections(self, before: datetime) -> None:
        """Who took a known answer is kept as long as who reported; a batch at each turn."""
        with self._database.transaction() as session:
            for shown in shown_long_ago(session, before, BATCH, PSEUDONYM):
                forget_deflections([shown], new_pseudonym())

    def _forget_all(self, now: datetime, find: Callable[..., list[Report]]) -> int:
        """Forget the words of what is found, one transaction per batch: nobody waits long for any of them."""
        return sum(self._batches(now, find))

    def _batches(self, now: datetime, find: Callable[..., list[Report]]) -> Iterator[int]:
        while True:
            with self._database.transaction() as session:
                reports = find(session, limit=BATCH)
                groups = _of_one_person(reports)
                # The last one of a full batch may have more to it.
                whole = groups[:-1] if len(reports) == BATCH and len(groups) > 1 else groups
                for together in whole:
                    _forget(session, together, now)
            yield sum(map(len, whole))
            if len(reports) < BATCH:
                return


def _of_one_person(reports: Sequence[Report]) -> list[list[Report]]:
    """Reports of one person in one issue go under one pseudonym: they are felt by one person, and stay so."""
    groups: dict[object, list[Report]] = {}
    for report in reports:
        whose = (report.reporter, report.issue_id) if report.issue_id is not None else report.id
        groups.setdefault(whose, []).append(report)
    return list(groups.values())


def _forget(session: Session, reports: Sequence[Report], now: datetime) -> None:
    erasure.forget_messages_of(session, reports)
    deidentify(session, reports, new_pseudonym(), Stamp.now(RETENTION, now))
