"""The Jira issue as we last saw it, and the end it came to. Known by Jira's immutable id; the key is for people."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, object_session, relationship

from config.words import Outcome
from storage.event import Event, EventKind, Stamp
from storage.types import Base, Word

if TYPE_CHECKING:
    from storage.report import Report


class Issue(Base):
    """One issue of Jira. `status`, `category` and `resolution` are kept raw; `ended` and `outcome` are our reading."""

    __tablename__ = "issues"
    __table_args__ = (Index("ix_issues_read", "ended", "read_at"), Index("ix_issues_key", "key"))

    id: Mapped[int] = mapped_column(primary_key=True)
    jira_id: Mapped[str] = mapped_column(String(32), unique=True)
    key: Mapped[str] = mapped_column(String(64))
    product: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(String(255), default="")
    category: Mapped[str] = mapped_column(String(32), default="")
    resolution: Mapped[str | None] = mapped_column(String(255))
    ended: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[Outcome | None] = mapped_column(Word(Outcome))
    ended_at: Mapped[datetime | None]
    # How often it has ended: the number that makes a notice of this end different from one of the next.
    ends: Mapped[int] = mapped_column(default=0)
    survivor_id: Mapped[int | None] = mapped_column(ForeignKey("issues.id"))
    # Seconds by the database's clock when Jira last showed it to us, and how many rereads in a row it was missing.
    read_at: Mapped[float] = mapped_column(default=0.0)
    missed: Mapped[int] = mapped_column(default=0)
    reports: Mapped[list[Report]] = relationship(back_populates="issue", order_by="Report.id")

    def end(self, outcome: Outcome, stamp: Stamp) -> None:
        """Note that the issue ended, or that its end became another one; its reports end with it."""
        self.ended = True
        self.outcome = outcome
        self.ended_at = stamp.occurred_at
        self.ends += 1
        self._record(EventKind.RESOLVED, stamp)
        for report in self.reports:
            report.resolve(outcome, stamp, status=self.status, resolution=self.resolution)

    def reopen(self, stamp: Stamp) -> None:
        """Note that the issue is open again; its reports are too."""
        self.ended = False
        self.outcome = None
        self.ended_at = None
        self._record(EventKind.REOPENED, stamp)
        for report in self.reports:
            if not report.is_open:
                report.reopen(stamp)

    def rename(self, key: str, stamp: Stamp) -> None:
        """Follow a move to another project."""
        old, self.key = self.key, key
        self._record(EventKind.MOVED, stamp, moved_from=old)

    def _record(self, kind: EventKind, stamp: Stamp, **data: str) -> None:
        session = object_session(self)
        assert session is not None  # noqa: S101  (an issue outside a session has no history to append to)
        data |= {
            "key": self.key,
            "status": self.status,
            "resolution": self.resolution or "",
            "end": str(self.ends),
        }
        session.add(Event.of_issue(self, kind, stamp, **data))
