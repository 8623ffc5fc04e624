"""One report, two issues in Jira: the older is kept, the other linked to it, both watched, an administrator told."""

from __future__ import annotations

from config.clock import Clock
from config.words import State
from loop import owing
from loop.alerts import Alerts
from loop.tracker.model import Filed
from storage.database import Session
from storage.event import EventKind, Stamp
from storage.issue import Issue
from storage.report import Report

BOT = "friction"


class Doubles:
    """Notes issues that were made of a report beside the one it is filed as. Nothing is ever deleted."""

    def __init__(self, clock: Clock, alerts: Alerts) -> None:
        self._clock = clock
        self._alerts = alerts

    def note(self, session: Session, report: Report, other: Filed) -> None:
        """Link the later one to the older one, and watch both: whichever is closed as the other's duplicate, its report
        follows the survivor. A report that is filed as the later one alone, and still open, goes over to the older.
        """
        now = self._clock.now()
        stamp = Stamp.now(BOT, now)
        kept = report.issue
        assert kept is not None  # noqa: S101  (only a report that is filed can have been filed twice)
        double = Issue.meet(
            session,
            jira_id=other.jira_id,
            key=other.key,
            product=report.product,
            title=report.title,
            created_at=now,
            restricted=report.restricted,
            level=kept.level,
        )
        if _is_older(double, kept) and report.state is State.FILED and kept.reports == [report]:
            report.merge_into(double, stamp)
            owing.owe_update(session, report, f"merged:{double.jira_id}:{double.ends}")
            kept, double = double, kept
            owing.owe_reach(session, kept, 0.0)
        report.record(EventKind.FLAGGED, stamp, reason="filed more than once", keys=[double.key])
        owing.owe_duplicate_link(session, kept, double)
        self._alerts.filed_twice(session, report, kept, double)


def _is_older(one: Issue, other: Issue) -> bool:
    """Jira numbers its ids in the order of creation, over all projects."""
    return int(one.jira_id) < int(other.jira_id)
