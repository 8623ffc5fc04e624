"""A track by its products: whose part of the rate is which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from config.catalogue import Catalogue
from config.words import Outcome
from loop.scorecard.card import ProductShare, Share
from storage.figures import OPEN, Pile


def share(piles: Sequence[Pile]) -> Share:
    """Count these piles together."""
    integrated = sum(pile.count for pile in piles if pile.outcome is Outcome.INTEGRATED)
    return Share(sum(pile.count for pile in piles), integrated)


def by_product(standing: Sequence[Pile], catalogue: Catalogue) -> list[ProductShare]:
    """Tell piles, none of them withdrawn, apart by product; the one with most reports first."""
    found: dict[str, list[Pile]] = defaultdict(list)
    for pile in standing:
        found[pile.product].append(pile)
    parts = [_part(key, piles, catalogue) for key, piles in found.items()]
    return sorted(parts, key=lambda part: (-part.total.n, part.key))


def _part(key: str, piles: Sequence[Pile], catalogue: Catalogue) -> ProductShare:
    known = next((product for product in catalogue.products if product.key == key), None)
    return ProductShare(
        key=key,
        name=known.name if known else key,
        owner=known.owner if known else None,
        total=share(piles),
        matured=share([pile for pile in piles if pile.matured]),
        open=sum(pile.count for pile in piles if pile.state in OPEN),
    )
