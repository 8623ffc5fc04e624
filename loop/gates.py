"""Gates: on a track's review date its executive owner gets the evidence, and decides to expand, narrow or retire it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from config.catalogue import Catalogue, CatalogueFile, Track
from config.clock import Clock
from config.words import Course
from loop import owing
from loop.scorecard import Scorecard, scorecards
from loop.statistics import Verdict
from storage.database import Database, Session
from storage.figures import AsOf
from storage.gate import Decided, gate_decisions, record_decision
from storage.period import take_period

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

    @property
    def is_due(self) -> bool:
        """Whether somebody has to decide."""
        return self.overdue_days is not None

    @property
    def is_decided(self) -> bool:
        """Whether the review that the catalogue names was decided."""
        review = self.track.review_date
        return review is not None and any(one.at.astimezone(UTC).date() >= review - EARLY for one in self.decisions)

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
    gate, review = Gate(card.track, None, recommend(card), decisions), card.track.review_date
    if review is None or review > today or gate.is_decided:
        return gate
    return replace(gate, overdue_days=(today - review).days)


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


class DecidedError(Exception):
    """Somebody was quicker: `made` is their decision, if it is known."""

    def __init__(self, made: Decided | None) -> None:
        super().__init__(made)
        self.made = made


def gate_of(session: Session, catalogue: Catalogue, track: str, now: datetime) -> tuple[Scorecard, Gate]:
    """Return a track's figures and its gate as of an instant. Raises KeyError for a track that is not there."""
    (card,) = scorecards(session, catalogue, now, tracks=[track])
    return card, gates(session, [card], now)[track]


class NoReviewError(Exception):
    """There is no review to decide at: none is set, or `review` is more than `EARLY` away."""

    def __init__(self, review: date | None) -> None:
        super().__init__(review)
        self.review = review


def decide_once(
    session: Session, catalogue: Catalogue, track: str, course: Course, reason: str, actor: str, now: datetime
) -> None:
    """Record the decision about a track that its review asks for, or will soon. Raises NoReviewError if none does, and
    DecidedError if it was made, for one review is decided once.
    """
    card, gate = gate_of(session, catalogue, track, now)
    review = card.track.review_date
    if review is None or now.astimezone(UTC).date() < review - EARLY:
        raise NoReviewError(review)
    if gate.is_decided or not take_period(session, f"decision:{track}", str(review), now, now):
        raise DecidedError(gate.decisions[0] if gate.decisions else None)
    decide(session, card, course, reason, actor, now)
    owing.owe_gate_update(session, track, str(review), card.track.executive_owner)


class GateReviews:
    """Hands executive owners the evidence when a review date has come, once for each."""

    def __init__(self, database: Database, catalogue: CatalogueFile, clock: Clock) -> None:
        self._database = database
        self._catalogue = catalogue
        self._clock = clock
        self._seen: set[tuple[str, date]] = set()

    def hand_out(self) -> None:
        """Owe what is due and was not handed out."""
        now = self._clock.now()
        for track in self._catalogue.current().tracks:
            owner, review = track.executive_owner, track.review_date
            if owner is None or review is None or review > now.astimezone(UTC).date():
                continue
            if (track.key, review) in self._seen:
                continue
            with self._database.transaction() as session:
                if take_period(session, f"gate:{track.key}", str(review), now, now):
                    owing.owe_gate(session, track.key, str(review), owner, now)
            self._seen.add((track.key, review))


def decide(session: Session, card: Scorecard, course: Course, reason: str, actor: str, now: datetime) -> None:
    """Record what was decided about a track, with the figures it was decided on."""
    figures = card.as_json()
    evidence = {name: figures[name] for name in ("n", "integrated", "rate", "wilson95", "verdict", "reason")}
    record_decision(session, Decided(card.track.key, course.value, reason, actor, now, evidence))
