"""Who acts for an owner who is away, said openly wherever that owner would decide."""

from __future__ import annotations

from datetime import date

from config.catalogue import Product


def acting_for(product: Product, today: date) -> str:
    """Say it; empty while the owner is there. The owner is not named, for a name would ping them."""
    if not product.is_away(today):
        return ""
    return f"The owner is away until {product.away_until:%d %b %Y}; <@{product.deputy}> acts for them"
