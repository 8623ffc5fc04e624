"""Whom a claim of money is put to."""

from __future__ import annotations

from config.catalogue import Product


def desk_of(product: Product | None) -> str:
    """Where a claim of a product is put: to its owner, else in its triage channel; empty where neither can be written
    to, and `friction money confirm` is the way.
    """
    if product is None:
        return ""
    return product.owner_slack_id or product.triage_channel or ""
