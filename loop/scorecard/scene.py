"""What a scorecard is of: its tracks, which of their products and reports, and what was read in them at any time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from config.catalogue import Catalogue, Track
from storage import figures
from storage.database import Session
from storage.figures import EVER, AsOf, Membership, Window


@dataclass(frozen=True)
class Excerpt:
    """Which part of a track is asked about: these products (None: all), of their reports those in the window."""

    products: frozenset[str] | None = None
    window: Window = EVER

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out."""
        return self.products is None and self.window == EVER

    def as_json(self) -> dict[str, Any]:
        """The excerpt, for programs."""
        bounds = {"since": self.window.since, "until": self.window.until}
        return {
            "products": sorted(self.products) if self.products is not None else None,
            **{name: bound.isoformat() if bound else None for name, bound in bounds.items()},
        }


WHOLE = Excerpt()
"""All of a track."""


@dataclass(frozen=True)
class Scene:
    """What all looks of one scorecard share: the tracks, what was read in them, and what is asked about."""

    session: Session
    tracks: Sequence[Track]
    membership: Membership
    known_at: datetime | None
    excerpt: Excerpt

    @property
    def window(self) -> Window:
        """Which reports the figures are of; the verdict has a window of its own."""
        return self.excerpt.window

    def as_of(self, at: datetime) -> AsOf:
        """The instant of a look, with what was known."""
        return AsOf(at, self.known_at)

    def products(self, at: datetime) -> figures.Tracks:
        """What was read in each track then, as far as it is asked about."""
        read = self.membership.at(at, [track.key for track in self.tracks])
        asked = self.excerpt.products
        return read if asked is None else {track: [one for one in keys if one in asked] for track, keys in read.items()}

    def matured_by(self, at: datetime) -> dict[str, datetime]:
        """Until when a report must have been submitted to be matured at a look."""
        return {track.key: at - timedelta(days=track.maturity_days) for track in self.tracks}


def scene_of(
    session: Session,
    catalogue: Catalogue,
    tracks: Collection[str] = (),
    *,
    known_at: datetime | None = None,
    excerpt: Excerpt = WHOLE,
) -> Scene:
    """Set the scene of these tracks (none named: of all), in the catalogue's order. Raises KeyError."""
    chosen = [catalogue.track(key) for key in tracks] or list(catalogue.tracks)
    now = {product.key: product.track for product in catalogue.products}
    return Scene(session, chosen, figures.membership(session, now, known_at), known_at, excerpt)
