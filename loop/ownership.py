"""Ownership: which products lack somebody who answers for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from config.catalogue import Catalogue, Product
from loop.checkup import Finding, Verdict

_CURE = "Set {} of these products in the catalogue."


def gaps(products: Iterable[Product]) -> Mapping[str, list[str]]:
    """Return the names of the products without a technical owner, and of those without a risk owner."""
    chosen = list(products)
    return {
        "technical_owner": [product.name for product in chosen if product.technical_owner is None],
        "risk_owner": [product.name for product in chosen if product.risk_owner is None],
    }


def telling_gaps(catalogue: Catalogue, track: str) -> Mapping[str, list[str]]:
    """The same of one track's products, for roles that somebody has in this catalogue: who names nobody at all does
    without, and need not be told every week.
    """
    everywhere, here = gaps(catalogue.products), gaps(catalogue.products_of(track))
    return {role: lacking for role, lacking in here.items() if len(everywhere[role]) < len(catalogue.products)}


def findings(products: Iterable[Product]) -> Iterable[Finding]:
    """What a check-up says of it: nothing fails for it, and somebody should know."""
    for role, lacking in gaps(products).items():
        subject, words = role.replace("_", " "), ", ".join(lacking)
        if lacking:
            yield Finding(Verdict.OFF, subject, f"nobody is named for {words}", _CURE.format(role))
        else:
            yield Finding(Verdict.OK, subject, "every product has one")
