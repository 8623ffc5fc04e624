"""Which cards are brought up, and when: those on which nobody decided, asked or answered for so many working days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from config.catalogue import CatalogueFile
from loop import owing
from loop.reminding import CardReminders
from storage.database import Database
from storage.event import Stamp
from storage.message import CARD, Message
from storage.note import NoteKind, say
from storage.outbox import Owed
from storage.report import Report, find_report
from storage.schema import migrate
from tests.cards.desk import DESK, REVIEWED

MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)


class Clock:
    at = MONDAY

    def now(self) -> datetime:
        return self.at


def test_a_card_is_brought_up_once_after_working_days(database_url: str, tmp_path: Path) -> None:
    (tmp_path / "loop.toml").write_text(REVIEWED)
    database = Database(database_url)
    migrate(database)
    untouched, asked, _decided = (posted(database, waits=waits) for waits in (True, True, False))
    with database.transaction() as session:
        report = find_report(session, asked)
        assert report is not None
        say(session, report, NoteKind.QUESTION, "Which client?", Stamp.now("U0OWNER", MONDAY + timedelta(days=1)))
    clock = Clock()
    reminders = CardReminders(database, CatalogueFile(tmp_path / "loop.toml"), clock, 2)
    brought_up = []
    for day in (0, 1, 2, 3, 30):
        clock.at = MONDAY + timedelta(days=day, minutes=1)
        reminders.remind()
        reminders.remind()
        brought_up.append(owed(database))
    both = [f"card_reminder:card:{reference}:{DESK}" for reference in (untouched, asked)]
    assert brought_up == [[], [], both[:1], both, both]
    database.close()


def posted(database: Database, *, waits: bool) -> str:
    """A report of Monday whose card stands; returns its reference."""
    said = {"product": "vpn", "reporter": "U1ANN", "source": "slash", "title": "It drops", "what": "It drops"}
    with database.transaction() as session:
        report = Report.submit(session, Stamp.now("U1ANN", MONDAY), **said)
        report.awaits_triage, report.desk = waits, DESK
        key = owing.card_key(report, DESK)
        place = {"channel": DESK, "ts": report.reference, "posted_at": MONDAY}
        session.add(Message(key=key, post=key, kind=CARD, report_id=report.id, **place))
        return report.reference


def owed(database: Database) -> list[str]:
    with database.reading() as session:
        keys = select(Owed.key).where(Owed.kind == owing.CARD_REMINDER).order_by(Owed.id)
        return list(session.scalars(keys))
