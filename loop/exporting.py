"""What is held about a person, as plain data: what `friction export` shows."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from storage import erasure, holdings
from storage.database import Session
from storage.deflection import deflections_of
from storage.report import Report

Record = dict[str, Any]


def held_about(session: Session, names: Collection[str]) -> Record:
    """Everything that is held about whoever goes by one of these names."""
    return {
        "reports": [report_record(report) for report in erasure.reports_by(session, names)],
        "history": [_plain(row) for row in holdings.history_of(session, names)],
        "notes": [_plain(row) for row in holdings.notes_about(session, names)],
        "revisions": [_plain(row) for row in holdings.revisions_about(session, names)],
        "proposals": [_plain(row) for row in holdings.proposals_about(session, names)],
        "files": [_plain(row) for row in holdings.files_about(session, names)],
        "messages": [_plain(row) for row in holdings.messages_of(session, names)],
        "home": [_plain(row) for row in holdings.homes_of(session, names)],
        "drafts": [_plain(row) for row in holdings.drafts_of(session, names)],
        "answers": [_plain(row) for row in deflections_of(session, names)],
        "me_too": [_plain(row) for row in holdings.co_reports_of(session, names)],
        "owed": [_plain(row) for row in holdings.owed_to(session, names)],
    }


def report_record(report: Report) -> Record:
    """One report as people read it."""
    return _plain(
        {
            "reference": report.reference,
            "product": report.product,
            "reporter": report.reporter,
            "reporter_name": report.reporter_name,
            "name_hidden": report.name_hidden,
            "submitted_at": report.submitted_at,
            "source": report.source,
            "title": report.title,
            "what": report.what,
            "expected": report.expected,
            "kind": report.kind,
            "severity": report.severity,
            "frequency": report.frequency,
            "minutes": report.minutes,
            "who_else": report.who_else,
            "details": {detail["name"]: detail["value"] for detail in report.details},
            "permalink": report.permalink,
            "masked": ", ".join(report.masked),
            "issue": report.issue.key if report.issue else "",
            "state": report.state,
            "outcome": report.outcome,
            "reason": report.reason,
            "ended_at": report.ended_at,
            "erased_at": report.erased_at,
        }
    )


def _plain(record: Record) -> Record:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in record.items()}
