"""Gathering what a page is made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.page.document import Contents
from config.catalogue import Catalogue, CatalogueFile
from loop.digest import waiting_owners
from loop.gates import gates
from loop.money import moneys
from loop.scorecard import WHOLE, Excerpt, left_over, listing, practices, scorecards
from storage.database import Database


def gather(
    database: Database,
    catalogue: Catalogue,
    as_of: datetime,
    url_of: Callable[[str], str],
    *,
    known_at: datetime | None = None,
    tracks: Sequence[str] = (),
    now: bool = True,
    excerpt: Excerpt = WHOLE,
) -> Contents:
    """Read everything that a page shows of some tracks (none named: of all). now: `as_of` is the present. excerpt: what
    belongs to a track as a whole, its gate and its money, is left out of a part of it.
    """
    with database.reading() as session:
        cards = scorecards(session, catalogue, as_of, known_at=known_at, tracks=tracks, excerpt=excerpt)
        keys = [card.track.key for card in cards]
        further = practices(session, catalogue, cards, as_of, known_at=known_at, now=now, excerpt=excerpt)
        whole = excerpt.is_whole
        return Contents(
            as_of=as_of,
            excerpt=excerpt,
            cards=cards,
            practices=further,
            gates=gates(session, cards, as_of, known_at=known_at) if whole else {},
            owners=waiting_owners(session, catalogue, as_of, keys, known_at=known_at, excerpt=excerpt),
            moneys=moneys(session, catalogue, as_of, known_at=known_at, tracks=tracks) if whole else {},
            in_no_track=left_over(session, catalogue, as_of, known_at=known_at) if whole and not tracks else {},
            reports=listing(session, catalogue, as_of, known_at=known_at, tracks=tracks, excerpt=excerpt),
            products={product.key: product for product in catalogue.products},
            url_of=url_of,
        )


class Pages:
    """Gathers pages as whoever posts them needs them."""

    def __init__(self, database: Database, catalogue: CatalogueFile, url_of: Callable[[str], str]) -> None:
        self._database = database
        self._catalogue = catalogue
        self._url_of = url_of

    def contents(self, as_of: datetime, tracks: Sequence[str]) -> Contents:
        """What a page of some tracks shows as of an instant."""
        return gather(self._database, self._catalogue.current(), as_of, self._url_of, tracks=tracks, now=False)
