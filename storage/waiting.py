"""Triage cards that wait for a decision, and have been brought up to nobody yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from storage.message import CARD, Message
from storage.note import Note
from storage.report import Report


def cards_waiting(
    session: Session, since: datetime, limit: int, *, lock: bool = False
) -> Sequence[tuple[Message, Report]]:
    """Return the cards posted until an instant on whose report nobody has decided, nor has anybody asked or answered
    since. With `lock`, only what nobody else has in hand, and nobody takes it until the transaction ends.
    """
    spoken = exists().where(Note.report_id == Report.id, Note.said_at > since)
    waiting = (
        select(Message, Report)
        .join(Report, Report.id == Message.report_id)
        .where(Message.kind == CARD, Message.reminded_at.is_(None), Message.posted_at <= since)
        .where(Report.awaits_triage.is_(True), Message.key == "card:" + Report.reference + ":" + Report.desk, ~spoken)
        .order_by(Message.posted_at, Message.key)
        .limit(limit)
    )
    rows = session.execute(waiting.with_for_update(of=Message, skip_locked=True) if lock else waiting)
    return [(row[0], row[1]) for row in rows]
