"""What was said about a report beside its own text: questions, what its reporter added, and how it read before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.event import Stamp
from storage.report import Report
from storage.types import Base, Word


class NoteKind(StrEnum):
    """Who speaks: whoever triages, to the reporter, before it is filed or afterwards; or the reporter."""

    QUESTION = "question"
    REPLY = "reply"
    ADDITION = "addition"


@dataclass(frozen=True)
class Spot:
    """The message of a thread in Slack in which something was said; empty: it was said in a form."""

    channel: str
    ts: str


IN_A_FORM = Spot("", "")


class Note(Base):
    """One thing said. It changes only as its own message in Slack does, and goes when the words of its report go."""

    __tablename__ = "notes"
    __table_args__ = (Index("ix_notes_report", "report_id"), Index("ix_notes_place", "channel", "ts"))

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"))
    kind: Mapped[NoteKind] = mapped_column(Word(NoteKind))
    # Empty where the reporter speaks: who that is stands in the report, and is erased there.
    author: Mapped[str] = mapped_column(String(255), default="")
    text: Mapped[str] = mapped_column(Text)
    said_at: Mapped[datetime]
    # Said when the filing was owed already: it goes to the issue as a comment. The others stand in its description.
    as_comment: Mapped[bool] = mapped_column(default=False)
    # The message of a thread in which it was said; empty: in a form.
    channel: Mapped[str] = mapped_column(String(32), default="")
    ts: Mapped[str] = mapped_column(String(32), default="")


class Revision(Base):
    """How a report read before somebody edited it."""

    __tablename__ = "revisions"
    __table_args__ = (Index("ix_revisions_report", "report_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"))
    title: Mapped[str] = mapped_column(String(255))
    what: Mapped[str] = mapped_column(Text)
    replaced_at: Mapped[datetime]


def say(
    session: Session,
    report: Report,
    kind: NoteKind,
    text: str,
    stamp: Stamp,
    *,
    as_comment: bool = False,
    spot: Spot = IN_A_FORM,
) -> Note:
    """Keep what somebody said about a report."""
    note = Note(
        report_id=report.id,
        kind=kind,
        author="" if kind is NoteKind.ADDITION else stamp.actor,
        text=text,
        said_at=stamp.occurred_at,
        as_comment=as_comment,
        channel=spot.channel,
        ts=spot.ts,
    )
    session.add(note)
    session.flush()
    return note


def note_at(session: Session, spot: Spot) -> Note | None:
    """The note that was said in a message of Slack, locked until the transaction ends."""
    said = select(Note).where(Note.channel == spot.channel, Note.ts == spot.ts).with_for_update()
    return session.scalars(said).one_or_none()


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
