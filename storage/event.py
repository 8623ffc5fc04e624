"""Append-only history: who did what to which report or issue, when it occurred and when it was recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from config.words import Outcome, State
from storage.types import Base, Word

if TYPE_CHECKING:
    from storage.issue import Issue
    from storage.report import Report


class EventKind(StrEnum):
    """What can happen to a report or an issue."""

    SUBMITTED = "submitted"
    REVISED = "revised"
    ESTIMATED = "estimated"
    ASSESSED = "assessed"
    ASKED = "asked"
    REPLIED = "replied"
    ADDED = "added"
    HANDED_OVER = "handed_over"
    ACCEPTED = "accepted"
    FILED = "filed"
    MERGED = "merged"
    PARTED = "parted"
    RESOLVED = "resolved"
    CORRECTED = "corrected"
    REOPENED = "reopened"
    DECLINED = "declined"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    TOLD = "told"
    VERIFIED = "verified"
    OBSERVED = "observed"
    MOVED = "moved"
    FLAGGED = "flagged"
    NOTED = "noted"
    JOINED = "joined"
    LEFT = "left"
    ERASED = "erased"
    REFUSED = "refused"
    CATALOGUE_CHANGED = "catalogue_changed"
    GATE_DECIDED = "gate_decided"
    MONEY_CLAIMED = "money_claimed"
    MONEY_CONFIRMED = "money_confirmed"
    MONEY_WITHDRAWN = "money_withdrawn"
    MONEY_PLANNED = "money_planned"


@dataclass(frozen=True)
class Stamp:
    """Who, when it happened (business time), and when we learnt of it (business time)."""

    actor: str
    occurred_at: datetime
    recorded_at: datetime

    @classmethod
    def now(cls, actor: str, now: datetime) -> Stamp:
        """Stamp something that happens as we record it."""
        return cls(actor, now, now)


class Event(Base):
    """One row of history. An event of a report carries the report's standing after it, from which `Standing` comes."""

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_report", "report_id", "occurred_at", "id"),
        Index("ix_events_issue", "issue_id", "occurred_at"),
        Index("ix_events_kind", "kind", "report_id", "occurred_at"),
        Index("ix_events_product", "product", "kind", "occurred_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Of another version of the program it may be a plain word that is none of these.
    kind: Mapped[EventKind] = mapped_column(Word(EventKind, closed=False))
    report_id: Mapped[int | None] = mapped_column(ForeignKey("reports.id"))
    issue_id: Mapped[int | None] = mapped_column(ForeignKey("issues.id"))
    actor: Mapped[str] = mapped_column(String(255))
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    product: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[State | None] = mapped_column(Word(State))
    outcome: Mapped[Outcome | None] = mapped_column(Word(Outcome))
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)

    @classmethod
    def of_report(cls, report: Report, kind: EventKind, stamp: Stamp, **data: Any) -> Event:
        """Record what happened to a report, with its standing after it."""
        return cls(
            kind=kind,
            report_id=report.id,
            issue_id=report.issue_id,
            actor=stamp.actor,
            occurred_at=stamp.occurred_at,
            recorded_at=stamp.recorded_at,
            product=report.product,
            state=report.state,
            outcome=report.outcome,
            data=data,
        )

    @classmethod
    def of_refusal(cls, stamp: Stamp, **data: Any) -> Event:
        """Record that somebody was refused something: no report and no issue came of it."""
        return cls(
            kind=EventKind.REFUSED,
            actor=stamp.actor,
            occurred_at=stamp.occurred_at,
            recorded_at=stamp.recorded_at,
            data=data,
        )

    @classmethod
    def of_issue(cls, issue: Issue, kind: EventKind, stamp: Stamp, **data: Any) -> Event:
        """Record what happened to an issue; the reports behind it get events of their own."""
        return cls(
            kind=kind,
            issue_id=issue.id,
            actor=stamp.actor,
            occurred_at=stamp.occurred_at,
            recorded_at=stamp.recorded_at,
            product=issue.product,
            outcome=issue.outcome,
            data=data,
        )
