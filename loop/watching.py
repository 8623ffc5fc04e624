"""Watching: what Jira shows of an issue becomes what we know of it, and everyone concerned is owed the news."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from config.catalogue import CatalogueFile, OutcomeMap
from config.clock import Clock
from config.crash import Crashes, CrashPoint
from config.words import Outcome
from loop import owing, talk
from loop.alerts import Alerts
from loop.answers import RejectedError
from loop.correcting import correct_issue
from loop.drafting import label_of
from loop.looking import Known, Look
from loop.outcomes import Standing, Turned
from loop.tracker.model import Change, IssueSeen, Tracker, project_of
from storage.database import Database, Session, database_seconds
from storage.event import Stamp
from storage.issue import Issue, issue_by_id, issue_of_jira, issues_of_jira, mark_read
from storage.references import references_of_issues

log = structlog.get_logger(__name__)

JIRA_USER = "jira"
# An issue that Jira does not show may be deleted or hidden for a moment: it takes several looks in a row to believe it.
MISSES_BELIEVED = 3


class Watching:
    """Takes in what Jira shows. Every method may be run twice with the same issue: the second changes nothing."""

    def __init__(
        self,
        database: Database,
        tracker: Tracker,
        catalogue: CatalogueFile,
        clock: Clock,
        crashes: Crashes,
        *,
        alerts: Alerts,
        instance: str,
        debounce: float,
        removed_after: float,
    ) -> None:
        """debounce: how long an end must stand before it is told. removed_after: how long an issue must be missing
        before it counts as removed. Both in seconds of real time.
        """
        self._database = database
        self._tracker = tracker
        self._catalogue = catalogue
        self._clock = clock
        self._alerts = alerts
        self._crashes = crashes
        self._instance = instance
        self._debounce = debounce
        self._removed_after = removed_after

    def read(self, jira_ids: Sequence[str]) -> None:
        """Read issues we know, at most 100, from Jira's database, and take in what changed."""
        with self._database.reading() as session:
            asked_at = database_seconds(session)
            about = references_of_issues(session, jira_ids)
        fetched = self._tracker.fetch(jira_ids)
        looks = self._looks(fetched.seen)
        histories = self._histories([look.seen.jira_id for look in looks if not look.is_nothing_new])
        for look in looks:
            jira_id = look.seen.jira_id
            with structlog.contextvars.bound_contextvars(issue=look.seen.key, reports=about.get(jira_id, [])):
                self._take_in_safely(look, histories.get(jira_id, []))
        with self._database.transaction() as session:
            mark_read(session, [seen.jira_id for seen in fetched.seen], asked_at)
        for jira_id in fetched.missing:
            with structlog.contextvars.bound_contextvars(reports=about.get(jira_id, [])):
                self._note_missing(jira_id, asked_at)

    def _looks(self, seen: Sequence[IssueSeen]) -> list[Look]:
        """Compare what Jira shows with what we know; what we do not know at all is left out."""
        with self._database.reading() as session:
            issues = issues_of_jira(session, [each.jira_id for each in seen])
            known = {issue.jira_id: Known.of(issue) for issue in issues}
        return [
            Look(each, known[each.jira_id], self._outcomes(known[each.jira_id].product))
            for each in seen
            if each.jira_id in known
        ]

    def _histories(self, jira_ids: Sequence[str]) -> dict[str, list[Change]]:
        """Jira's histories of issues; of one that Jira does not show, the issue's own stamps must do."""
        if not jira_ids:
            return {}
        try:
            return self._tracker.histories(jira_ids)
        except RejectedError as rejected:
            if len(jira_ids) > 1:  # one of them must not cost all the others theirs
                return {jira_id: self._histories([jira_id]).get(jira_id, []) for jira_id in jira_ids}
            log.warning("no history of an issue", jira_id=jira_ids[0], reason=rejected.reason)
            return {}

    def _take_in_safely(self, look: Look, history: Sequence[Change]) -> None:
        try:
            self._take_in(look, history)
        except (RejectedError, ValueError, KeyError, TypeError):  # the per-record boundary: one odd issue never blocks
            log.exception("an issue could not be taken in")

    def _take_in(self, look: Look, history: Sequence[Change], followed: frozenset[str] = frozenset()) -> None:
        """Record the difference to what we knew. `followed`: duplicates on the way to this one."""
        seen, known, standing = look.seen, look.known, look.standing
        if look.is_nothing_new:
            self._note_looks(look)
            return
        when = look.turned(history, self._clock.now())
        survivor = None
        if standing.outcome is Outcome.DUPLICATE:
            survivor = self._survivor_of(seen, known.product, followed | {seen.jira_id})
        with self._database.transaction() as session:
            issue = issue_of_jira(session, seen.jira_id, lock=True)
            if issue is None or Standing(issue.ended, issue.outcome) != known.standing:
                return  # another process was quicker
            if issue.updated_at is not None and seen.updated_at < issue.updated_at:
                return  # a later look was taken in meanwhile
            self._look(session, issue, seen)
            if survivor is not None:
                self._merge(session, issue, survivor, when)
            elif standing.outcome is not None and look.is_read_anew:
                correct_issue(session, issue, standing.outcome, self._stamp(), self._debounce)
            else:
                self._turn(session, issue, standing, when)
            session.flush()
            self._crashes.passing(CrashPoint.BEFORE_COMMIT, "watching")
        self._crashes.passing(CrashPoint.AFTER_COMMIT, "watching")

    def _note_looks(self, look: Look) -> None:
        with self._database.transaction() as session:
            issue = issue_of_jira(session, look.seen.jira_id, lock=True)
            if issue is not None:
                self._look(session, issue, look.seen)

    def _look(self, session: Session, issue: Issue, seen: IssueSeen) -> None:
        if issue.key != seen.key:
            issue.rename(seen.key, self._stamp())
        issue.call(seen.title, seen.level)
        before = issue.updated_at
        if seen.updated_at > (before or seen.created_at) and self._catalogue.current().comments.to_slack:
            talk.owe_reading(session, issue, before)
        issue.created_at, issue.updated_at = seen.created_at, seen.updated_at
        issue.status, issue.category, issue.resolution = seen.status, seen.category, seen.resolution
        issue.released_in = seen.release.name if seen.release else ""

    def _turn(self, session: Session, issue: Issue, standing: Standing, when: Turned) -> None:
        stamp = self._stamp(when)
        if standing.outcome is not None:
            issue.end(standing.outcome, stamp)
            owing.owe_end(session, issue, self._debounce)
            log.info("issue ended", key=issue.key, outcome=standing.outcome.value)
        else:
            self._reopen(session, issue, stamp)
        owing.owe_standing(session, issue)

    def _reopen(self, session: Session, issue: Issue, stamp: Stamp) -> None:
        survivor_id = issue.survivor_id
        issue.reopen(stamp)
        if survivor_id is not None:  # whoever had gone over is back
            survivor = issue_by_id(session, survivor_id)
            session.flush()
            for changed in (issue, survivor):
                session.refresh(changed, ["reports", "co_reports"])
                owing.owe_reach(session, changed, self._debounce)
        owing.owe_reopened(session, issue, self._debounce)
        log.info("issue reopened", key=issue.key)

    def _merge(self, session: Session, issue: Issue, survivor_id: str, when: Turned) -> None:
        survivor = issue_of_jira(session, survivor_id, lock=True)
        if survivor is None:
            return
        moved = issue.give_way_to(survivor, self._stamp(when))
        session.flush()
        session.refresh(survivor, ["reports", "co_reports"])
        owing.owe_reach(session, survivor, self._debounce)
        owing.owe_labels(session, survivor, [label_of(self._instance, report.reference) for report in moved])
        if survivor.ended:
            owing.owe_end(session, survivor, self._debounce)
        why = f"merged:{issue.jira_id}-{issue.ends}:{survivor.jira_id}:{survivor.ends}"
        for report in moved:
            owing.owe_update(session, report, why)
        for co_report in survivor.joined:
            owing.owe_me_too_update(session, co_report, why)
        log.info("issue merged", key=issue.key, into=survivor.key)

    def _survivor_of(self, seen: IssueSeen, product: str, followed: frozenset[str]) -> str | None:
        """Follow the links to the issue that survives, and get to know it. None: there is none that we can see."""
        candidates = [jira_id for jira_id in seen.duplicate_links if jira_id not in followed][:100]
        if not candidates:
            return None
        shown = {issue.jira_id: issue for issue in self._tracker.fetch(candidates).seen}
        for jira_id in candidates:
            if jira_id in shown:
                self._get_to_know(shown[jira_id], product)
                for look in self._looks([shown[jira_id]]):
                    history = [] if look.is_nothing_new else self._histories([jira_id]).get(jira_id, [])
                    self._take_in(look, history, followed)
                return self._end_of_chain(jira_id, followed)
        return None

    def _get_to_know(self, seen: IssueSeen, product: str) -> None:
        with self._database.transaction() as session:
            if issue_of_jira(session, seen.jira_id) is None:
                issue = Issue(jira_id=seen.jira_id, product=product, key=seen.key, created_at=seen.created_at)
                session.add(issue)
                self._look(session, issue, seen)

    def _end_of_chain(self, jira_id: str, followed: frozenset[str]) -> str | None:
        """The survivor may itself have given way to another. None: the chain leads back to where it began."""
        with self._database.reading() as session:
            issue = issue_of_jira(session, jira_id)
            while issue is not None and issue.survivor_id is not None:
                issue = session.get(Issue, issue.survivor_id)
                if issue is not None and issue.jira_id in followed:
                    return None
            return issue.jira_id if issue else None

    def _note_missing(self, jira_id: str, asked_at: float) -> None:
        """Believe that an issue is gone only when it is missing for long, look after look, and its project is still to
        be seen: else it is we who may no longer look, and nobody is told that anything ended.
        """
        with self._database.transaction() as session:
            issue = issue_of_jira(session, jira_id, lock=True)
            if issue is None or issue.outcome is Outcome.REMOVED or issue.correction:
                return
            missing_for = issue.miss(asked_at)
            key, missed = issue.key, issue.missed
        if missed < MISSES_BELIEVED or missing_for < self._removed_after:
            return
        if not self._tracker.project_is_visible(project_of(key)):
            log.warning("issue not visible, and its project is not either", key=key)
            with self._database.transaction() as session:
                self._alerts.not_visible(session, project_of(key))
            return
        if not self._tracker.fetch([jira_id]).missing:
            return  # the permission came back between the look at the issue and the one at its project
        with self._database.transaction() as session:
            issue = issue_of_jira(session, jira_id, lock=True)
            if issue is not None and issue.outcome is not Outcome.REMOVED:
                now = self._clock.now()
                self._turn(session, issue, Standing(ended=True, outcome=Outcome.REMOVED), Turned(now, ""))

    def _outcomes(self, product: str) -> OutcomeMap:
        catalogue = self._catalogue.current()
        return catalogue.outcome_map(catalogue.find_product(product))

    def _stamp(self, when: Turned | None = None) -> Stamp:
        now = self._clock.now()
        return Stamp(when.actor or JIRA_USER, when.at, now) if when else Stamp.now(JIRA_USER, now)
