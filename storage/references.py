"""Which reports a piece of work is about, as people know them: for the records of the log."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.issue import Issue
from storage.report import Report

_MOST_NAMED = 20


def references_about(
    session: Session, report_id: int | None, issue_id: int | None, person: str | None
) -> tuple[str, ...]:
    """Return the references of one report, or of those in an issue (of one person, if one is named)."""
    if report_id is None and issue_id is None:
        return ()
    meant = Report.id == report_id if report_id is not None else Report.issue_id == issue_id
    found = select(Report.reference).where(meant).order_by(Report.id).limit(_MOST_NAMED)
    return tuple(session.scalars(found if person is None else found.where(Report.reporter == person)))


def references_of_issues(session: Session, jira_ids: Sequence[str]) -> dict[str, list[str]]:
    """Return the references of the reports in issues, by Jira's ids."""
    found: dict[str, list[str]] = {}
    rows = select(Issue.jira_id, Report.reference).join(Report, Report.issue_id == Issue.id)
    for jira_id, reference in session.execute(rows.where(Issue.jira_id.in_(jira_ids)).order_by(Report.id)):
        found.setdefault(jira_id, []).append(reference)
    return {jira_id: references[:_MOST_NAMED] for jira_id, references in found.items()}
