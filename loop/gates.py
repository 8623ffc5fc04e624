"""Gates: on a track's review date its executive owner gets the evidence, and decides to expand, narrow or retire it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from config.catalogue import Track
from config.words import Course
from loop.scorecard import Scorecard
from loop.statistics import Verdict
from storage.database import Session
from storage.figures import AsOf
from storage.gate import Decided, gate_decisions, record_decision

EARLY = timedelta(days=30)
"""A decision made so shortly before the review date is that review's."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Where a track stands at its gate. overdue_days: since when the decision is missing; None while it is not due.
    recommended: what the evidence says; None while there is too little of it. decisions: newest first.
    """

    track: Track
    overdue_days: int | None
    recommended: Course | None
    decisions: Sequence[Decided]

    def as_json(self) -> dict[str, Any]:
        """The gate as `friction scorecard --json` prints it."""
        review = self.track.review_date
        return {
            "baseline": self.track.baseline_rate,
            "target": self.track.target_rate,
            "review_date": review.isoformat() if review else None,
            "executive_owner": self.track.executive_owner,
            "overdue_days": self.overdue_days,
            "recommended": self.recommended.value if self.recommended else None,
            "decisions": [
                {"at": one.at.isoformat(), "decision": one.decision, "reason": one.reason, "by": one.actor}
                for one in self.decisions
            ],
        }


def gates(
    session: Session, cards: Sequence[Scorecard], as_of: datetime, *, known_at: datetime | None = None
) -> dict[str, Gate]:
    """Return the gate of every scorecard's track as of an instant."""
    made = gate_decisions(session, AsOf(as_of, known_at))
    return {
        card.track.key: _gate(card, [one for one in made if one.track == card.track.key], as_of.astimezone(UTC).date())
        for card in cards
    }


def _gate(card: Scorecard, decisions: Sequence[Decided], today: date) -> Gate:
    review = card.track.review_date
    decided = review is not None and any(one.at.astimezone(UTC).date() >= review - EARLY for one in decisions)
    overdue = (today - review).days if review is not None and review <= today and not decided else None
    return Gate(card.track, overdue, recommend(card), decisions)


def recommend(card: Scorecard) -> Course | None:
    """Return what the evidence says: a loop at its target may grow, one short of it should do less well-chosen things
    first, a suggestion box ends unless what drags it is mended.
    """
    target, rate = card.track.target_rate, card.total.rate
    match card.verdict:
        case Verdict.LOOP:
            return Course.EXPAND if target is None or (rate is not None and rate >= target) else Course.NARROW
        case Verdict.SUGGESTION_BOX:
            return Course.RETIRE
        case _:
            return None


def decide(session: Session, card: Scorecard, course: Course, reason: str, actor: str, now: datetime) -> None:
    """Record what was decided about a track, with the figures it was decided on."""
    figures = card.as_json()
    evidence = {name: figures[name] for name in ("n", "integrated", "rate", "wilson95", "verdict", "reason")}
    record_decision(session, Decided(card.track.key, course.value, reason, actor, now, evidence))
