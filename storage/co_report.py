"""A co-report: somebody says "me too" on an open issue instead of reporting it again. Reach, never a submission."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, ForeignKey, Index, String, exists, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from storage.event import Event, EventKind
from storage.report import Report
from storage.types import Base

if TYPE_CHECKING:
    from storage.issue import Issue


class CoReport(Base):
    """One person on one issue; the row stays when they leave. It changes through the methods of `Issue`."""

    __tablename__ = "co_reports"
    __table_args__ = (
        Index("ix_co_reports_issue", "issue_id", "person", unique=True),
        Index("ix_co_reports_person", "person"),
        Index("ix_co_reports_report", "report_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issues.id"))
    person: Mapped[str] = mapped_column(String(255))
    since: Mapped[datetime]
    left_at: Mapped[datetime | None]
    # Since when the row no longer says who it is. Nobody is told of it any more.
    erased_at: Mapped[datetime | None]
    # The draft of what they were about to report instead, should it turn out to be something else.
    draft: Mapped[str] = mapped_column(String(32), default="")
    # The report that was taken back for it: its words lead whoever says the same to this issue.
    report_id: Mapped[int | None] = mapped_column(ForeignKey("reports.id"))
    issue: Mapped[Issue] = relationship(back_populates="co_reports", foreign_keys=issue_id)
    # The issue that it was on before that gave way to the present one.
    merged_from_id: Mapped[int | None] = mapped_column(ForeignKey("issues.id"))


def co_report_of(session: Session, number: int, person: str) -> CoReport | None:
    """Return the co-report with this id, if it is this person's."""
    mine = select(CoReport).where(CoReport.id == number, CoReport.person == person, CoReport.erased_at.is_(None))
    return session.scalars(mine).one_or_none()


def co_reports_by(session: Session, person: str, limit: int) -> list[CoReport]:
    """Return what a person said "me too" on and has not taken back, the newest first."""
    theirs = select(CoReport).where(CoReport.person == person, CoReport.left_at.is_(None))
    return list(session.scalars(theirs.order_by(CoReport.since.desc(), CoReport.id.desc()).limit(limit)))


def co_report_on(session: Session, person: str, key: str) -> CoReport | None:
    """Return a person's "me too" on the issue with this key; case does not matter."""
    theirs = select(CoReport).where(CoReport.person == person, CoReport.left_at.is_(None))
    return session.scalars(theirs.where(CoReport.issue.has(key=key.strip().upper()))).first()


def issues_felt_by(session: Session, person: str, issues: Collection[int]) -> set[int]:
    """Which of these issues a person is behind already, by a report or a "me too"."""
    reported = select(Report.issue_id).where(Report.reporter == person, Report.issue_id.in_(issues))
    joined = select(CoReport.issue_id).where(
        CoReport.person == person, CoReport.left_at.is_(None), CoReport.issue_id.in_(issues)
    )
    return {*(found for found in session.scalars(reported) if found), *session.scalars(joined)}


def co_reporters_of(issue_id: Any) -> ColumnElement[int]:
    """How many people are behind an issue by a "me too" alone: what a query adds to those who reported it."""
    reported = exists().where(Report.issue_id == CoReport.issue_id, Report.reporter == CoReport.person)
    joined = select(func.count()).where(CoReport.issue_id == issue_id, CoReport.left_at.is_(None), ~reported)
    return joined.correlate_except(CoReport).scalar_subquery()


def latest_co_answer(session: Session, issue_id: int, person: str, end: int) -> str | None:
    """Return what a co-reporter last answered about this end of the issue, None if nothing."""
    answers = select(Event.data).where(
        Event.issue_id == issue_id,
        Event.report_id.is_(None),
        Event.kind == EventKind.VERIFIED,
        Event.actor == person,
    )
    about = [data for data in session.scalars(answers.order_by(Event.id)) if data.get("end") == end]
    return about[-1].get("answer") if about else None
