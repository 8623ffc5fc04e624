"""Gathering what a page is made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.page.document import Contents
from config.catalogue import Catalogue, CatalogueFile
from loop.digest import waiting_owners
from loop.gates import gates
from loop.money import moneys
from loop.scorecard import listing, practices, scorecards
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
) -> Contents:
    """Read everything that a page shows of some tracks (none named: of all). now: `as_of` is the present."""
    with database.reading() as session:
        cards = scorecards(session, catalogue, as_of, known_at=known_at, tracks=tracks)
        return Contents(
            as_of=as_of,
            cards=cards,
            practices=practices(session, catalogue, cards, as_of, known_at=known_at, now=now),
            gates=gates(session, cards, as_of, known_at=known_at),
            owners=waiting_owners(session, catalogue, as_of, [card.track.key for card in cards]),
            moneys=moneys(session, catalogue, as_of, known_at=known_at, tracks=tracks),
            reports=listing(session, catalogue, as_of, known_at=known_at, tracks=tracks),
            names={product.key: product.name for product in catalogue.products},
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
