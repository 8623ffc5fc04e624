"""Model calls: every question that was put to a model, what it cost, what it proposed, and what people made of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.figures.window import EVER, Window
from storage.report import Report
from storage.types import Base, Word


class CallResult(StrEnum):
    """What came of a call: a proposal, an answer that is none, or no answer."""

    PROPOSED = "proposed"
    UNUSABLE = "unusable"
    NO_ANSWER = "no_answer"


class ModelCall(Base):
    """One call. The proposal goes when the words of its report go; what it cost and whether it held stay."""

    __tablename__ = "model_calls"
    __table_args__ = (Index("ix_model_calls_report", "report_id"), Index("ix_model_calls_decided", "decided_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"))
    asked_at: Mapped[datetime]
    # As configured, and as the provider calls the version that answered; empty without an answer.
    model: Mapped[str] = mapped_column(String(128))
    version: Mapped[str] = mapped_column(String(128), default="")
    # Name and version of the template that the question was made by.
    template: Mapped[str] = mapped_column(String(32))
    tokens_in: Mapped[int] = mapped_column(default=0)
    tokens_out: Mapped[int] = mapped_column(default=0)
    # In the currency of the prices that were configured; None without prices.
    cost: Mapped[float | None]
    seconds: Mapped[float]
    result: Mapped[CallResult] = mapped_column(Word(CallResult))
    # What is wrong with it, in words of ours: never the provider's, which may repeat the report's.
    problem: Mapped[str] = mapped_column(String(255), default="")
    proposal: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # Which of its fields a person accepted; which product it was then, how many fields were judged and overridden.
    verdicts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    product: Mapped[str] = mapped_column(String(64), default="")
    judged: Mapped[int] = mapped_column(default=0)
    overridden: Mapped[int] = mapped_column(default=0)
    decided_at: Mapped[datetime | None]

    def judge(self, verdicts: dict[str, bool], product: str, now: datetime) -> None:
        """Note which fields a person accepted; a later decision about the same report counts instead."""
        self.verdicts, self.product, self.decided_at = dict(verdicts), product, now
        self.judged, self.overridden = len(verdicts), sum(not accepted for accepted in verdicts.values())


def calls_about(session: Session, report: Report) -> int:
    """How often a model was asked about a report."""
    return session.scalar(select(func.count()).where(ModelCall.report_id == report.id)) or 0


def proposal_for(session: Session, report: Report) -> ModelCall | None:
    """Return the newest call about a report that proposed something, None if there is none."""
    made = select(ModelCall).where(ModelCall.report_id == report.id, ModelCall.result == CallResult.PROPOSED)
    return session.scalars(made.order_by(ModelCall.id.desc()).limit(1)).first()


def judged_until(session: Session, at: datetime, window: Window = EVER) -> Sequence[tuple[str, int, int]]:
    """Return by product how many fields of proposals people had judged by an instant, and how many they overrode, of
    the reports submitted in the window.
    """
    judged, overridden = func.sum(ModelCall.judged), func.sum(ModelCall.overridden)
    rows = select(ModelCall.product, judged.label("judged"), overridden.label("overridden"))
    rows = rows.join(Report, Report.id == ModelCall.report_id)
    about = rows.where(ModelCall.decided_at <= at, *window.holds(Report.submitted_at))
    found = session.execute(about.group_by(ModelCall.product))
    return [(row.product, int(row.judged), int(row.overridden)) for row in found]


def newest_calls(session: Session, limit: int) -> list[tuple[ModelCall, str]]:
    """Return the newest calls, newest first, each with the reference of its report."""
    rows = select(ModelCall, Report.reference).join(Report, Report.id == ModelCall.report_id)
    return [(row[0], row[1]) for row in session.execute(rows.order_by(ModelCall.id.desc()).limit(limit))]


def forget_proposals(session: Session, report: Report) -> None:
    """Forget what models wrote about a report; that they were asked, and what it cost, stays."""
    session.execute(update(ModelCall).where(ModelCall.report_id == report.id).values(proposal={}))
