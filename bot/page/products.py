"""A track by its products: whose part of the rate is which."""

from __future__ import annotations

from bot.messages.pen import percent
from bot.page.markup import Html
from bot.page.opens import opens
from bot.page.tables import Cell, table
from loop.scorecard import ProductShare, Scorecard


def products_table(card: Scorecard) -> Html:
    """Return the track by its products; what has left the catalogue has no owner any more, and still counts."""
    columns = [("product", "Product"), ("owner", "Owner"), ("integrated", "Shipped"), ("n", "Reports")]
    columns += [("rate", "Rate"), ("low", "Low"), ("high", "High"), ("open", "Open")]
    rows = (_part(card, part) for part in card.products)
    return table(f"{card.track.key}-products", f"{card.track.name} by product", columns, rows)


def _part(card: Scorecard, part: ProductShare) -> list[Cell]:
    share, interval, key = part.total, part.total.wilson95, part.key
    owner = "has left the catalogue" if part.owner is None else part.owner
    return [
        (part.name, key),
        (owner, part.owner or ""),
        (opens(card, "integrated", str(share.integrated), product=key), str(share.integrated)),
        (opens(card, "n", str(share.n), product=key), str(share.n)),
        *shown_shares(share.rate, *((interval.low, interval.high) if interval else (None, None))),
        (opens(card, "open", str(part.open), product=key), str(part.open)),
    ]


def shown_shares(*values: float | None) -> list[Cell]:
    """Return shares as cells."""
    return [("", "") if value is None else (percent(value), f"{value:.4f}") for value in values]
