"""What the search for similar issues asks of the database: texts to rank, and how what was found stands now."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, and_, case, func, or_, select
from sqlalchemy.orm import Session

from config.words import Outcome, State
from storage.co_report import CoReport, co_reporters_of
from storage.issue import Issue
from storage.note import Revision
from storage.report import Report, is_sealed


@dataclass(frozen=True, slots=True)
class Known:
    """Something that can be offered as known: an issue, or a report that has none yet.

    key, title, people and jira_id are of the issue; a report without one shows its reference alone, for its words
    are its reporter's until Jira shows them. shipped: False means still open. note: what helps, in the words of the
    product's side: what was done if it shipped, else a workaround.
    """

    key: str
    reference: str
    title: str
    product: str
    shipped: bool
    people: int
    jira_id: str = ""
    shipped_at: datetime | None = None
    note: str = ""
    # Known from an imported file alone: how it ends, nobody would hear.
    imported: bool = False

    @property
    def can_be_offered(self) -> bool:
        """Whether somebody may take it for their own: it answers them, or they will hear how it ends."""
        return bool(self.jira_id) and (self.shipped or not self.imported)

    @property
    def answers(self) -> bool:
        """Whether it may answer somebody: it has shipped, or there is a way around it."""
        return self.shipped or bool(self.note)


def report_texts(session: Session, after: int, limit: int) -> Sequence[Row[int, str, str]]:
    """Id, title and text of the reports above an id that still have their words, in the order of their ids."""
    statement = select(Report.id, Report.title, Report.what).where(Report.id > after, Report.erased_at.is_(None))
    return session.execute(statement.order_by(Report.id).limit(limit)).all()


def revised_texts(session: Session, after: int) -> Sequence[Row[int, int, str, str]]:
    """The revisions above an id, in their order: each with its report's id, and title and text as they read now."""
    columns = (Revision.id, Revision.report_id, Report.title, Report.what)
    statement = select(*columns).join(Report, Report.id == Revision.report_id).where(Revision.id > after)
    return session.execute(statement.order_by(Revision.id)).all()


def erased_since(session: Session, moment: datetime) -> dict[int, datetime]:
    """The reports whose words were erased since an instant, and when each was."""
    erased = select(Report.id, Report.erased_at).where(Report.erased_at >= moment)
    return {row.id: row.erased_at for row in session.execute(erased)}


def issue_titles(session: Session, after: int, limit: int) -> Sequence[Row[int, str]]:
    """Id and title of the issues above an id, in the order of their ids."""
    return session.execute(select(Issue.id, Issue.title).where(Issue.id > after).order_by(Issue.id).limit(limit)).all()


def titles_read_since(session: Session, seconds: float) -> Sequence[Row[int, str]]:
    """Id and title of the issues that Jira showed us since an instant of the database's clock."""
    # Both ways an issue can stand, by name: so the index serves, and not every issue is looked at each second.
    read = and_(Issue.ended.in_((False, True)), Issue.read_at >= seconds)
    return session.execute(select(Issue.id, Issue.title).where(read)).all()


def issues_of_reports(session: Session, reports: Collection[int]) -> dict[int, int | None]:
    """The issue of each of these reports, None where it has none. A "me too" instead of it leads there."""
    joined = and_(CoReport.report_id == Report.id, CoReport.left_at.is_(None))
    home = func.coalesce(Report.issue_id, CoReport.issue_id).label("issue_id")
    found = session.execute(select(Report.id, home).outerjoin(CoReport, joined).where(Report.id.in_(reports)))
    return {row.id: row.issue_id for row in found}


def known_issues(session: Session, issues: Collection[int]) -> dict[int, Known]:
    """Those of these issues that are open or shipped. The others ended without anything that would help, or are for
    few.
    """
    if not issues:
        return {}
    people = func.count(func.distinct(Report.reporter)) + co_reporters_of(Issue.id)
    note = case((Issue.ended, Issue.resolution_note), else_=Issue.workaround).label("note")
    columns = (Issue.id, Issue.jira_id, Issue.key, Issue.title, Issue.product, Issue.ended, Issue.ended_at)
    statement = (
        select(*columns, note, Issue.imported, people.label("people"))
        .outerjoin(Report, Report.issue_id == Issue.id)
        .where(
            Issue.id.in_(issues),
            ~Issue.is_for_few,
            or_(Issue.ended.is_(False), Issue.outcome == Outcome.INTEGRATED),
        )
        .group_by(Issue.id)
    )
    return {
        row.id: Known(
            key=row.key,
            reference="",
            title=row.title,
            product=row.product,
            shipped=row.ended,
            people=row.people,
            jira_id=row.jira_id,
            shipped_at=row.ended_at,
            note=row.note,
            imported=row.imported,
        )
        for row in session.execute(statement)
    }


def issue_ids_of(session: Session, jira_ids: Collection[str]) -> list[int]:
    """Our own ids of these issues of Jira, in the same order; what we do not know is left out."""
    rows = session.execute(select(Issue.jira_id, Issue.id).where(Issue.jira_id.in_(jira_ids)))
    found = {row.jira_id: row.id for row in rows}
    return [found[jira_id] for jira_id in jira_ids if jira_id in found]


def known_reports(session: Session, reports: Collection[int]) -> dict[int, Known]:
    """Those of these reports that have no issue and are open or shipped; none of security."""
    if not reports:
        return {}
    alive = or_(
        Report.state.in_((State.RECEIVED, State.FILED)),
        and_(Report.state == State.RESOLVED, Report.outcome == Outcome.INTEGRATED),
    )
    statement = select(Report.id, Report.reference, Report.product, Report.state).where(
        Report.id.in_(reports), Report.issue_id.is_(None), Report.erased_at.is_(None), ~is_sealed(), alive
    )
    return {
        row.id: Known("", row.reference, "", row.product, row.state is State.RESOLVED, 1)
        for row in session.execute(statement)
    }
