"""Giving up an owed write for good, because an administrator says so."""

from __future__ import annotations

from datetime import datetime

from config.words import State
from loop import owing
from storage import outbox
from storage.database import Session
from storage.event import Stamp
from storage.outbox import Owed
from storage.report import report_of

ADMIN = "administrator"
REASON = "An administrator gave up filing it."


def give_up(session: Session, number: int, now: datetime) -> Owed | None:
    """Drop an owed write. A report whose filing is given up has ended, and its reporter is told. None: it cannot be."""
    row = outbox.drop(session, number)
    if row is not None and row.kind == "file" and row.report_id is not None:
        report = report_of(session, row.report_id, lock=True)
        if report.state is State.RECEIVED:
            report.decline(REASON, Stamp.now(ADMIN, now))
            owing.owe_update(session, report, "given-up-for-good")
    return row
