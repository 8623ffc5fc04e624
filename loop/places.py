"""Where digests are posted."""

from __future__ import annotations

from config.catalogue import Catalogue, DigestPlan, Product


def places(catalogue: Catalogue, plan: DigestPlan) -> dict[str, list[Product]]:
    """Where a plan's digests are posted, each with the products it is about: the plan's own channel; of a queue without
    one, the triage channel of each product, else its owner by Slack id. An owner by e-mail has no place.
    """
    if plan.kind != "queue":
        return {plan.channel: []} if plan.channel else {}
    found: dict[str, list[Product]] = {}
    for product in catalogue.products:
        if plan.products and product.key not in plan.products:
            continue
        place = plan.channel or product.triage_channel or product.owner_slack_id
        if place:
            found.setdefault(place, []).append(product)
    return found


def is_channel(place: str) -> bool:
    """Whether a place is a channel, and no person's."""
    return not place.startswith(("U", "W"))
