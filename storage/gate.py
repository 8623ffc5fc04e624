"""Decisions at a track's gate, as events: what was decided, by whom, why, and on which evidence. None is changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.event import Event, EventKind
from storage.figures.standing import AsOf


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision about a track; `evidence` holds the figures that were on the table."""

    track: str
    decision: str
    reason: str
    actor: str
    at: datetime
    evidence: Mapping[str, Any]


def record_decision(session: Session, decided: Decided) -> None:
    """Append a decision to the history."""
    said = {"track": decided.track, "decision": decided.decision, "reason": decided.reason}
    session.add(
        Event(
            kind=EventKind.GATE_DECIDED,
            actor=decided.actor,
            occurred_at=decided.at,
            recorded_at=decided.at,
            data={**said, "evidence": dict(decided.evidence)},
        )
    )


def gate_decisions(session: Session, as_of: AsOf) -> list[Decided]:
    """Return every decision as of an instant, newest first."""
    made = select(Event).where(Event.kind == EventKind.GATE_DECIDED, as_of.covers(Event))
    rows = session.scalars(made.order_by(Event.occurred_at.desc(), Event.id.desc()))
    return [
        Decided(
            row.data["track"],
            row.data["decision"],
            row.data["reason"],
            row.actor,
            row.occurred_at,
            row.data["evidence"],
        )
        for row in rows
    ]
