"""Whom a claim of money is put to."""

from __future__ import annotations

from datetime import date

from config.catalogue import Product


def desk_of(product: Product | None, today: date) -> str:
    """Where a claim of a product is put: to its owner or who acts for them, else in its triage channel; empty where
    neither can be written to, and `friction money confirm` is the way.
    """
    if product is None:
        return ""
    return product.acting_slack_id(today) or product.triage_channel or ""
