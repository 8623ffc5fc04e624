"""What was said about a report beside its own text: questions, what its reporter added, and how it read before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.event import Stamp
from storage.report import Report
from storage.types import Base, Word


class NoteKind(StrEnum):
    """Who speaks: whoever triages, to the reporter; or the reporter."""

    QUESTION = "question"
    ADDITION = "addition"


class Note(Base):
    """One thing said. Never changed; it goes when the words of its report go."""

    __tablename__ = "notes"
    __table_args__ = (Index("ix_notes_report", "report_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"))
    kind: Mapped[NoteKind] = mapped_column(Word(NoteKind))
    # Empty where the reporter speaks: who that is stands in the report, and is erased there.
    author: Mapped[str] = mapped_column(String(255), default="")
    text: Mapped[str] = mapped_column(Text)
    said_at: Mapped[datetime]
    # Said when the filing was owed already: it goes to the issue as a comment. The others stand in its description.
    as_comment: Mapped[bool] = mapped_column(default=False)


class Revision(Base):
    """How a report read before somebody edited it."""

    __tablename__ = "revisions"
    __table_args__ = (Index("ix_revisions_report", "report_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"))
    title: Mapped[str] = mapped_column(String(255))
    what: Mapped[str] = mapped_column(Text)
    replaced_at: Mapped[datetime]


def say(session: Session, report: Report, kind: NoteKind, text: str, stamp: Stamp, *, as_comment: bool = False) -> Note:
    """Keep what somebody said about a report."""
    author = stamp.actor if kind is NoteKind.QUESTION else ""
    note = Note(
        report_id=report.id, kind=kind, author=author, text=text, said_at=stamp.occurred_at, as_comment=as_comment
    )
    session.add(note)
    session.flush()
    return note


def keep_revision(session: Session, report: Report, stamp: Stamp) -> None:
    """Keep how a report reads now, before it is edited."""
    revision = Revision(report_id=report.id, title=report.title, what=report.what, replaced_at=stamp.occurred_at)
    session.add(revision)


def notes_of(session: Session, report: Report) -> Sequence[Note]:
    """What was said about a report, oldest first."""
    return session.scalars(select(Note).where(Note.report_id == report.id).order_by(Note.id)).all()


def note_by_id(session: Session, note_id: int) -> Note | None:
    """The note of this id, None if its report was erased meanwhile."""
    return session.get(Note, note_id)


def forget_said(session: Session, report: Report) -> None:
    """Forget everything that was said about a report, and how it read before."""
    session.execute(delete(Note).where(Note.report_id == report.id))
    session.execute(delete(Revision).where(Revision.report_id == report.id))
