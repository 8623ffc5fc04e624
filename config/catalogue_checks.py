"""What the entries of a catalogue must satisfy together: one meaning per word, and no word without a meaning."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from config.outcomes import fold
from config.words import Tier

if TYPE_CHECKING:
    from config.catalogue import Catalogue, Product
    from config.toml_lines import Place

Finding = tuple["Place", str]


def contradictions(catalogue: Catalogue) -> Iterator[Finding]:
    """Where and what, for each pair of entries that do not fit."""
    if not catalogue.products:
        yield (
            (),
            "it names no product; add a [[products]] table with key, name, track, owner and [products.jira] project",
        )
    yield from _repeated_keys(catalogue)
    yield from _unknown_keys(catalogue)
    yield from _shared_words(catalogue)
    yield from _nowhere_to_decide(catalogue)
    yield from _idle_rules(catalogue)
    yield from _digests(catalogue)
    yield from _nobody_to_tell(catalogue)
    yield from _nobody_stands_in(catalogue)


def _repeated_keys(catalogue: Catalogue) -> Iterator[Finding]:
    listed: dict[str, list[str]] = {
        "tracks": [track.key for track in catalogue.tracks],
        "products": [product.key for product in catalogue.products],
        "digests": [digest.name for digest in catalogue.digests],
        "channels": [f"{rule.id} for {rule.product}" for rule in catalogue.channels],
    }
    for table, keys in listed.items():
        for index, key in enumerate(keys):
            if key in keys[:index]:
                yield (table, index), f'{table} lists "{key}" twice; rename one or remove it'


def _unknown_keys(catalogue: Catalogue) -> Iterator[Finding]:
    tracks = [track.key for track in catalogue.tracks]
    products = [product.key for product in catalogue.products]
    for index, product in enumerate(catalogue.products):
        if product.track not in tracks:
            yield (
                ("products", index, "track"),
                f'product "{product.key}" is in the {_unknown("track", product.track, tracks)}',
            )
    for index, digest in enumerate(catalogue.digests):
        for track in digest.tracks:
            if track not in tracks:
                yield (
                    ("digests", index, "tracks"),
                    f'digest "{digest.name}" lists the {_unknown("track", track, tracks)}',
                )
    for index, rule in enumerate(catalogue.channels):
        if rule.product not in products:
            yield (
                ("channels", index, "product"),
                f"channel {rule.id} listens for the {_unknown('product', rule.product, products)}",
            )


def _unknown(kind: str, key: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(key, known, n=1)
    hint = f'did you mean "{near[0]}"?' if near else f"known: {', '.join(known) or 'none yet'}."
    return f'unknown {kind} "{key}"; {hint} A new one needs a [[{kind}s]] table'


def _shared_words(catalogue: Catalogue) -> Iterator[Finding]:
    """Keys, names and aliases share one namespace, since people type any of them."""
    owners: dict[str, str] = {}
    for index, product in enumerate(catalogue.products):
        for word in product.words:
            first = owners.setdefault(fold(word), product.key)
            if first != product.key:
                key = "aliases" if word in product.aliases else "name" if word == product.name else "key"
                yield (
                    ("products", index, key),
                    f'"{word}" stands for two products, "{first}" and "{product.key}"; leave it to one of them',
                )


def _nowhere_to_decide(catalogue: Catalogue) -> Iterator[Finding]:
    """A report that waits for a decision needs a place where somebody sees it."""
    for index, product in enumerate(catalogue.products):
        waits = "is for review" if product.policy == "review" else ""
        waits = waits or ("has [[risk]] rules that let reports wait" if _may_be_high(catalogue, product) else "")
        if waits and not product.triage_channel and product.owner_slack_id is None:
            yield (
                ("products", index, "policy"),
                f'product "{product.key}" {waits}, and has no triage_channel nor an owner by Slack id; add one',
            )


def _may_be_high(catalogue: Catalogue, product: Product) -> bool:
    return any(rule.tier is Tier.HIGH and rule.concerns(product) for rule in catalogue.risk)


def _idle_rules(catalogue: Catalogue) -> Iterator[Finding]:
    """A rule without a condition would hold for everything, and one of security needs its channel."""
    products = [product.key for product in catalogue.products]
    for index, rule in enumerate(catalogue.risk):
        for key in rule.products:
            if key not in products:
                yield ("risk", index, "products"), f"a risk rule is for the {_unknown('product', key, products)}"
        if not (rule.words or rule.products or rule.sensitivity or rule.audience):
            yield ("risk", index), "a [[risk]] rule names no words, products, sensitivity or audience; add one of them"
        if rule.tier is Tier.SECURITY and catalogue.security is None:
            yield ("risk", index, "tier"), "a [[risk]] rule is of tier security; add [security] with its channel"


def _digests(catalogue: Catalogue) -> Iterator[Finding]:
    """A digest needs a place, and says by what it is chosen: a queue by products, the others by tracks."""
    products = [product.key for product in catalogue.products]
    for index, plan in enumerate(catalogue.digests):
        if plan.channel is None and plan.kind != "queue":
            yield ("digests", index), f'digest "{plan.name}" has no channel; add one'
        if plan.kind == "queue" and plan.tracks:
            yield (
                ("digests", index, "tracks"),
                f'digest "{plan.name}" is a queue; choose its products instead of tracks',
            )
        if plan.kind != "queue" and plan.products:
            yield (
                ("digests", index, "products"),
                f'digest "{plan.name}" is about tracks; name tracks instead of products',
            )
        for key in plan.products:
            if key not in products:
                yield (
                    ("digests", index, "products"),
                    f'digest "{plan.name}" lists the {_unknown("product", key, products)}',
                )


def _nobody_to_tell(catalogue: Catalogue) -> Iterator[Finding]:
    """A risk owner is told by a direct message, which needs their Slack id."""
    for index, product in enumerate(catalogue.products):
        if product.risk_owner and "@" in product.risk_owner and _may_be_high(catalogue, product):
            yield (
                ("products", index, "risk_owner"),
                f'product "{product.key}" names its risk_owner, who is told of high risks, by e-mail; give a Slack id',
            )


def _nobody_stands_in(catalogue: Catalogue) -> Iterator[Finding]:
    """Whoever is away needs somebody who acts for them."""
    for index, product in enumerate(catalogue.products):
        if product.away_until is not None and product.deputy is None:
            yield (
                ("products", index, "away_until"),
                f'product "{product.key}" has an owner who is away and no deputy; add one by Slack id',
            )
