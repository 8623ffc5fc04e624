"""Telling whoever waits for filing that Jira takes nothing: a few at a time, for thousands may wait, and SQLite's one
writer is also who reports just then.
"""

from __future__ import annotations

from typing import Any

from loop import owing
from storage import bucket, outbox
from storage.database import Database, Session
from storage.report import report_of

KIND = "delays"
_AT_ONCE = 50


def owe_word_of_delay(session: Session, since: int, after: int = 0) -> None:
    """Owe the receipts of all reports that wait for filing their new face. since: names the outage; after: the outbox
    number of the last filing that is seen to already.
    """
    payload = {"since": since, "after": after}
    outbox.owe(session, target=owing.SLACK, kind=KIND, key=f"{KIND}:{since}:{after}", payload=payload)


def tell(database: Database, payload: dict[str, Any]) -> None:
    """Owe the next few receipts, and the rest, while the outage lasts. Done twice, it owes nothing twice."""
    since, after = payload["since"], payload["after"]

    def owe(session: Session) -> None:
        if not bucket.has_outage(session, owing.JIRA):
            return
        waiting = outbox.reports_waiting_for(session, "file", after, _AT_ONCE)
        for _number, report_id in waiting:
            owing.owe_update(session, report_of(session, report_id), f"delayed:{since}")
        if len(waiting) == _AT_ONCE:
            owe_word_of_delay(session, since, waiting[-1][0])

    database.carry_out(owe)
