"""Which product was read in which track, at any time: the catalogue's changes are events, too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.event import Event, EventKind
from storage.figures.standing import Tracks


@dataclass(frozen=True, slots=True)
class Membership:
    """Product to track, now and as the catalogues of the past had it: `before` holds them in order, each with its time.

    A product that the catalogue of a time did not have yet counts where it is now: a history imported later is a
    baseline, and not lost for having come later.
    """

    now: Mapping[str, str]
    before: Sequence[tuple[datetime, Mapping[str, str]]] = ()

    def at(self, instant: datetime, tracks: Sequence[str]) -> Tracks:
        """Return the products of these tracks as of an instant."""
        then = next((recorded for since, recorded in reversed(self.before) if since <= instant), {})
        track_of = {**self.now, **then}
        return {track: [product for product, its in track_of.items() if its == track] for track in tracks}


def membership(session: Session, now: Mapping[str, str], known_at: datetime | None = None) -> Membership:
    """Read the catalogues that were recorded; the latest of them is what `now` says."""
    changes = select(Event.occurred_at, Event.data).where(Event.kind == EventKind.CATALOGUE_CHANGED)
    if known_at is not None:
        changes = changes.where(Event.recorded_at <= known_at)
    rows = session.execute(changes.order_by(Event.occurred_at, Event.id))
    return Membership(now, [(row.occurred_at, row.data["tracks"]) for row in rows])
