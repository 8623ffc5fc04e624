"""What has ended, with what Jira or an imported file said of it: what an outcome map is applied to once more."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from config.words import Outcome, State
from storage.event import Event, EventKind
from storage.issue import Issue
from storage.report import Report


@dataclass(frozen=True, slots=True)
class PastEnd:
    """A report of an imported history that ended, and the words its file or Jira had for that."""

    report: Report
    resolution: str
    status: str
    released_in: str

    @property
    def said(self) -> dict[str, str]:
        """The same as an event keeps it."""
        return {"resolution": self.resolution, "status": self.status, "released_in": self.released_in}


def ended_issues(session: Session, products: Collection[str] | None, after: int, limit: int) -> list[Issue]:
    """Return issues that ended in Jira as the outcome map said, by our own id from the one behind `after`, locked.
    products: of these alone. What Jira no longer shows, what gave way to another, and what a person has corrected is
    not among them: no map says how those ended.
    """
    statement = select(Issue).where(
        Issue.id > after,
        Issue.ended.is_(True),
        Issue.imported.is_(False),
        Issue.outcome != Outcome.REMOVED,
        Issue.survivor_id.is_(None),
        Issue.correction == "",
    )
    if products is not None:
        statement = statement.where(Issue.product.in_(products))
    return list(session.scalars(statement.order_by(Issue.id).limit(limit).with_for_update(of=Issue)))


def imported_ends(session: Session, products: Collection[str] | None, after: int, limit: int) -> list[Report]:
    """Return reports of an imported history that ended, by id from the one behind `after`, locked."""
    ended = (Report.id > after, Report.imported.is_(True), Report.state == State.RESOLVED)
    statement = select(Report).where(*ended)
    if products is not None:
        statement = statement.where(Report.product.in_(products))
    return list(session.scalars(statement.order_by(Report.id).limit(limit).with_for_update(of=Report)))


def past_ends(session: Session, reports: Sequence[Report]) -> list[PastEnd]:
    """Say of imported reports how they ended, but for those whose outcome a person has corrected."""
    kinds = (EventKind.RESOLVED, EventKind.CORRECTED)
    by_id = {report.id: report for report in reports}
    events = select(Event).where(Event.report_id.in_(by_id), Event.kind.in_(kinds)).order_by(Event.id)
    found: dict[int, Event] = {}
    by_person = set()
    for event in session.scalars(events):
        assert event.report_id is not None  # noqa: S101  (it was asked for by its report)
        if event.kind == EventKind.RESOLVED:
            found[event.report_id] = event
        elif event.data.get("reason"):
            by_person.add(event.report_id)
    return [
        PastEnd(by_id[number], *(event.data.get(word) or "" for word in ("resolution", "status", "released_in")))
        for number, event in found.items()
        if number not in by_person
    ]
