"""Which product was read in which track, at any time: the catalogue's changes are events, too."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
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
    baseline, and not lost for having come later. One that has left counts in the track it was in last: what was
    reported about it was reported, and a rate does not change because a tool is gone.
    """

    now: Mapping[str, str]
    before: Sequence[tuple[datetime, Mapping[str, str]]] = ()

    def at(self, instant: datetime, tracks: Sequence[str]) -> Tracks:
        """Return the products of these tracks as of an instant."""
        track_of = {**self._latest}
        for since, recorded in self.before:
            if since <= instant:
                track_of |= recorded
        return {track: [product for product, its in track_of.items() if its == track] for track in tracks}

    @property
    def ever(self) -> Collection[str]:
        """Every product that some catalogue has had."""
        return self._latest.keys()

    @property
    def _latest(self) -> Mapping[str, str]:
        """Each product's track now, or the last it was in."""
        latest: dict[str, str] = {}
        for _, recorded in self.before:
            latest |= recorded
        return {**latest, **self.now}


def membership(session: Session, now: Mapping[str, str], known_at: datetime | None = None) -> Membership:
    """Read the catalogues that were recorded; the latest of them is what `now` says."""
    changes = select(Event.occurred_at, Event.data).where(Event.kind == EventKind.CATALOGUE_CHANGED)
    if known_at is not None:
        changes = changes.where(Event.recorded_at <= known_at)
    rows = session.execute(changes.order_by(Event.occurred_at, Event.id))
    return Membership(now, [(row.occurred_at, row.data["tracks"]) for row in rows])
