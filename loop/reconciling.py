"""Reconciling: what Jira remembers of our reports is compared with what the database does.

Jira shows by label which issues were made here, and by the mark in each of what they were made. One that the database
does not know was made twice, or in a time that a restored backup has forgotten.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

import structlog

from config.catalogue import CatalogueFile
from config.clock import Clock
from config.words import State, Tier
from loop import owing
from loop.alerts import Alerts
from loop.answers import RejectedError
from loop.destination import destination_of
from loop.doubles import BOT, Doubles
from loop.searching import batches, search_projects
from loop.tracker.model import Filed, IssueSeen, Mark, Tracker, key_number, project_of
from loop.turns import JiraTurns
from storage import outbox
from storage.database import Database, Session, database_seconds
from storage.erasure import new_pseudonym
from storage.event import EventKind, Stamp
from storage.installation import installation_name, note_restore
from storage.issue import Issue, issue_of_jira, known_versions, newest_known_number, watched_projects
from storage.outbox import OwedState
from storage.report import Report, report_of, report_of_uuid, unnamed
from storage.turn import last_began, last_ok

log = structlog.get_logger(__name__)

RECONCILE = "reconcile"
# Issues created so long ago are looked at each time, and further back if it is longer since they were last.
LOOK_BACK_MINUTES = 48 * 60
OVERLAP_MINUTES = 60
# After a failure it is tried again so soon: filing may be waiting for it.
RETRY_SECONDS = 2.0


class Reconciler:
    """Compares Jira with the database. Every part may be run twice: the second time changes nothing."""

    def __init__(
        self,
        database: Database,
        tracker: Tracker,
        catalogue: CatalogueFile,
        clock: Clock,
        turns: JiraTurns,
        doubles: Doubles,
        alerts: Alerts,
        *,
        instance: str,
        interval: float,
    ) -> None:
        self._database = database
        self._tracker = tracker
        self._catalogue = catalogue
        self._clock = clock
        self._turns = turns
        self._doubles = doubles
        self._alerts = alerts
        self._instance = instance
        self._interval = interval
        self._our_label = re.compile(rf"fr-{re.escape(instance)}-FR-[0-9A-Z]+")

    def reconcile_if_due(self) -> bool:
        """Take the turn unless somebody did within the interval. True if Jira was read."""
        with self._database.reading() as session:
            recently = database_seconds(session) - self._interval
            if last_began(session, RECONCILE) >= recently:
                return False
        return self.reconcile_since(recently)

    def reconcile_since(self, seconds: float) -> bool:
        """Take the turn unless one that began since then (seconds, the database's clock) was completed."""
        return self._turns.take(
            RECONCILE, self._reconcile, again_in=0.0, again_in_after_failure=RETRY_SECONDS, unless_since=seconds
        )

    def _reconcile(self) -> bool:
        """Look at every issue that may be ours and is unknown. False if there is no project to look at."""
        with self._database.transaction() as session:
            projects = sorted(watched_projects(session) | self._catalogue.current().projects)
            before = last_ok(session, RECONCILE)
            installation = installation_name(session)
        if not projects:
            return False
        since = (self._clock.now() - before).total_seconds() / 60 if before else 0.0
        minutes = max(LOOK_BACK_MINUTES, math.ceil(since) + OVERLAP_MINUTES)
        try:
            unknown = list(self._unknown(projects, minutes))
        except RejectedError as rejected:
            # No search will be answered before somebody mends something, and filing must not wait for that.
            log.warning("issues of ours cannot be searched for; doubles are not noticed", reason=rejected.reason)
            return True
        newest = self._newest_known(projects) if unknown else {}
        restored = False
        for batch in batches(unknown):
            ours = [seen for seen in self._tracker.fetch(batch).seen if self._is_ours(seen, installation)]
            # In the order of creation: a report that was forgotten is known again by the first issue made of it.
            for seen in sorted(ours, key=lambda seen: int(seen.jira_id)):
                restored |= self._take_up_safely(seen, newest, noted=restored)
        return True

    def _unknown(self, projects: Sequence[str], minutes: int) -> Iterator[str]:
        """Ids of the issues under one of our labels that the database does not know."""
        found = search_projects(projects, lambda names: self._tracker.labelled(names, minutes))
        ours = [each.jira_id for each in found if any(self._our_label.fullmatch(label) for label in each.labels)]
        with self._database.reading() as session:
            for batch in batches(ours):
                known = known_versions(session, list(batch))
                yield from (jira_id for jira_id in batch if jira_id not in known)

    def _newest_known(self, projects: Sequence[str]) -> dict[str, int]:
        """The newest number of each project that the database knows, or search where it knows none."""
        with self._database.reading() as session:
            known = {project: newest_known_number(session, project) for project in projects}
        return {project: number or self._newest_found(project) for project, number in known.items()}

    def _newest_found(self, project: str) -> int:
        try:
            return self._tracker.newest_number(project)
        except RejectedError:
            return 0

    def _is_ours(self, seen: IssueSeen, installation: str) -> bool:
        mark = seen.mark
        return mark is not None and (mark.instance, mark.installation) == (self._instance, installation)

    def _take_up_safely(self, seen: IssueSeen, newest: dict[str, int], *, noted: bool) -> bool:
        """Whether the database had forgotten it. One odd issue never blocks the rest; trouble with the database does,
        for then nobody knows whether it is safe to go on.
        """
        try:
            with self._database.transaction() as session:
                forgotten = self._take_up(session, seen)
                if forgotten and not noted:
                    self._note_restore(session, seen, newest)
                return forgotten
        except (ValueError, KeyError, TypeError):
            log.exception("an issue could not be reconciled", key=seen.key)
            return False

    def _take_up(self, session: Session, seen: IssueSeen) -> bool:
        if seen.mark is None:
            return False
        report = report_of_uuid(session, seen.mark.report)
        if issue_of_jira(session, seen.jira_id) is not None:
            return False  # its worker was quicker to record it
        if report is None:
            self._know_again(session, seen, seen.mark)
            return True
        if report.state is State.RECEIVED:
            return self._hand_to_filing(session, report, seen)
        if report.issue is None:
            self._flag_unwanted(session, report, seen)
        else:
            self._doubles.note(session, report, Filed(seen.jira_id, seen.key))
            log.error("a report was filed twice", report=report.reference, key=seen.key)
        return False

    def _know_again(self, session: Session, seen: IssueSeen, mark: Mark) -> None:
        """Store a forgotten report as far as Jira kept it: whose it is, of what and when. Its text stays in Jira."""
        now = self._clock.now()
        report = Report.recover(
            session,
            Stamp(mark.reporter or unnamed(mark.reference), mark.submitted_at, now),
            reference=mark.reference,
            uuid=mark.report,
            product=mark.product,
            # Whoever hid their name or was erased is not told by Jira either: nobody can be told of the end.
            reporter=mark.reporter or new_pseudonym(),
            erased_at=None if mark.reporter else now,
            title=seen.title[:255],
            tier=Tier.SECURITY if mark.restricted else Tier.LOW,
            what="",
        )
        report.file_as(_met(session, seen, report), Stamp(BOT, seen.created_at, now))
        log.warning("a forgotten report is known again", report=report.reference, key=seen.key)

    def _hand_to_filing(self, session: Session, report: Report, seen: IssueSeen) -> bool:
        """Let the filing that is owed find the issue. True if the database knew of no try to file it."""
        row = outbox.owed_of(session, owing.filing_key(report), lock=True)
        if row is None or row.state is OwedState.DONE:
            issue = _met(session, seen, report)
            report.file_as(issue, Stamp(BOT, seen.created_at, self._clock.now()))
            owing.owe_filed(session, report, issue)
            return True
        unheard_of = row.intent is None
        looks = outbox.look_first(session, row, project=project_of(seen.key), mark=key_number(seen.key) - 1)
        return looks and unheard_of

    def _flag_unwanted(self, session: Session, report: Report, seen: IssueSeen) -> None:
        """The report ended before it was filed, and now there is an issue of it after all."""
        issue = _met(session, seen, report)
        stamp = Stamp.now(BOT, self._clock.now())
        report.record(EventKind.FLAGGED, stamp, reason="filed after it had ended", keys=[seen.key])
        if report.erased_at is not None:  # it was withdrawn because its reporter is forgotten: Jira must forget, too
            owing.owe_issue_erasure(session, issue, [report.reference], [], report.title)
        self._alerts.filed_in_vain(session, report, issue)

    def _note_restore(self, session: Session, seen: IssueSeen, newest: dict[str, int]) -> None:
        """Remember that the database was put back from a backup: whatever it believes to be unfiled may be filed."""
        note_restore(session, self._clock.now())
        self._alerts.restored(session, seen.key)
        for row in outbox.never_sent(session, "file"):
            report, catalogue = report_of(session, row.report_id), self._catalogue.current()
            product = catalogue.find_product(report.product)
            if product is None or (report.restricted and not catalogue.files_restricted):
                continue  # its filing stays parked while there is no place for it
            project = destination_of(product, catalogue, restricted=report.restricted).project
            outbox.look_first(session, row, project=project, mark=newest[project])


def _met(session: Session, seen: IssueSeen, report: Report) -> Issue:
    return Issue.meet(
        session,
        jira_id=seen.jira_id,
        key=seen.key,
        product=report.product,
        title=seen.title,
        created_at=seen.created_at,
        restricted=report.restricted,
        level=seen.level,
    )
