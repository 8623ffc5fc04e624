"""The catalogue's changes are events too: figures as of a past instant need the tracks of that time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from storage.database import Session
from storage.event import Event, EventKind, Stamp


def last_seen_fingerprint(session: Session) -> str | None:
    """Return the fingerprint of the catalogue that was recorded last."""
    changes = select(Event.data).where(Event.kind == EventKind.CATALOGUE_CHANGED)
    data = session.scalars(changes.order_by(Event.id.desc()).limit(1)).first()
    return data["fingerprint"] if data else None


def record_catalogue(session: Session, fingerprint: str, tracks: dict[str, str], now: datetime) -> None:
    """Record a catalogue: which product belongs to which track from now on."""
    stamp = Stamp.now("catalogue", now)
    session.add(
        Event(
            kind=EventKind.CATALOGUE_CHANGED,
            actor=stamp.actor,
            occurred_at=stamp.occurred_at,
            recorded_at=stamp.recorded_at,
            data={"fingerprint": fingerprint, "tracks": tracks},
        )
    )
