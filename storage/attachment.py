"""Files that came with a report: where they lie in Slack, and whether they reached its issue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import ForeignKey, Index, String, Text, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.report import Report
from storage.types import Base


@dataclass(frozen=True)
class SentFile:
    """A file as Slack describes it beside a message. name: safe to show; url: where its content lies, in Slack; size in
    bytes, as Slack says. problem: why it stays in Slack, in words; empty if nothing is known against it.
    """

    name: str
    url: str
    size: int = 0
    problem: str = ""

    @classmethod
    def read(cls, fields: dict[str, Any]) -> Self:
        """Read what was kept of one in a draft or an owed write."""
        return cls(**fields)


class Attachment(Base):
    """One file of a report. It changes when it was attached, or cannot be; it goes when the report's words go."""

    __tablename__ = "attachments"
    __table_args__ = (Index("ix_attachments_report", "report_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"))
    name: Mapped[str] = mapped_column(String(255))
    url: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(default=0)
    # Why it did not come along; empty while it is on its way, and when it has come.
    problem: Mapped[str] = mapped_column(Text, default="")


def keep_files(session: Session, report: Report, files: Sequence[SentFile]) -> None:
    """Note which files came with a report."""
    session.add_all(
        [Attachment(report_id=report.id, name=f.name, url=f.url, size=f.size, problem=f.problem) for f in files]
    )
    session.flush()


def files_of(session: Session, report_id: int) -> Sequence[Attachment]:
    """Return the files that came with a report, in the order in which they stood there."""
    its = select(Attachment).where(Attachment.report_id == report_id).order_by(Attachment.id)
    return session.scalars(its).all()


def file_by_id(session: Session, attachment_id: int) -> Attachment | None:
    """Return the file of this id, None if its report was erased meanwhile."""
    return session.get(Attachment, attachment_id)


def forget_files(session: Session, report: Report) -> None:
    """Forget which files came with a report."""
    session.execute(delete(Attachment).where(Attachment.report_id == report.id))
