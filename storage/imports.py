"""What an import of history asks of the database: many rows per statement, and what an earlier run has written."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select, text

from config.words import State
from storage.database import Session
from storage.event import EventKind, Stamp
from storage.issue import Issue
from storage.report import Report, new_references

# One importer at a time on PostgreSQL; the number only has to be ours. SQLite has a single writer anyway.
_LOCK = 7_046_317


def wait_for_other_imports(session: Session) -> None:
    """Let no two importers look and write at once: until this transaction ends, the next one waits."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def reports_imported(session: Session, keys: Collection[str]) -> dict[str, Report]:
    """The reports that were imported under these keys, locked until the transaction ends."""
    found = session.scalars(select(Report).where(Report.import_key.in_(keys)).with_for_update(of=Report))
    return {report.import_key: report for report in found if report.import_key is not None}


def issues_imported(session: Session, jira_ids: Collection[str]) -> dict[str, Issue]:
    """The issues that imported files have named, by the ids we gave them, locked until the transaction ends."""
    statement = select(Issue).where(Issue.jira_id.in_(jira_ids), Issue.imported.is_(True))
    return {issue.jira_id: issue for issue in session.scalars(statement.with_for_update(of=Issue))}


def submit_imported(session: Session, submissions: Sequence[tuple[Stamp, dict[str, Any]]]) -> list[Report]:
    """Store reports as `Report.submit` does, in a few statements for all of them; in the order given."""
    references = new_references(session, len(submissions)) if submissions else []
    reports = [
        Report(
            reference=reference,
            state=State.RECEIVED,
            submitted_at=stamp.occurred_at,
            last_event_at=stamp.occurred_at,
            standings=[],
            imported=True,
            source="import",
            **fields,
        )
        for reference, (stamp, fields) in zip(references, submissions, strict=True)
    ]
    session.add_all(reports)
    session.flush()
    for report, (stamp, _fields) in zip(reports, submissions, strict=True):
        report.record(EventKind.SUBMITTED, stamp, source=report.source)
    return reports
