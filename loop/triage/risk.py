"""Risk: how much harm a report speaks of may do, by the rules of the catalogue. The gravest that holds decides."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from config.catalogue import Catalogue, Product
from config.outcomes import APOSTROPHES, fold
from config.words import Tier
from loop.triage.mentions import first_in

_GRAVEST = list(Tier)


@dataclass(frozen=True)
class Risk:
    """The tier, and the rule that it rests on; empty of the lowest where no rule holds."""

    tier: Tier
    why: str = ""


def risk_of(text: str, product: Product, catalogue: Catalogue, *, cleared: bool = False) -> Risk:
    """Assess a report's words and product. cleared: a person has said that it is no matter of security."""
    rules = _risks(_readable(text), product, catalogue)
    found = [risk for risk in rules if not (cleared and risk.tier is Tier.SECURITY)]
    return max(found, key=lambda risk: _GRAVEST.index(risk.tier), default=Risk(Tier.LOW))


def speaks_of_security(text: str, catalogue: Catalogue) -> bool:
    """Whether its words alone make a text a matter of security, whatever product it is about."""
    rules = (rule.words for rule in catalogue.risk if rule.tier is Tier.SECURITY)
    return first_in([*catalogue.security_words, *chain.from_iterable(rules)], _readable(text)) is not None


def is_sealed(text: str, catalogue: Catalogue) -> bool:
    """The same of what was reported long ago, where there is anybody to look after it."""
    return catalogue.security is not None and speaks_of_security(text, catalogue)


def _readable(text: str) -> str:
    """The folded text in plain letters, without signs that nobody sees: a word is a word however it is typed."""
    plain = unicodedata.normalize("NFKC", text.translate(APOSTROPHES))
    return fold("".join(sign for sign in plain if unicodedata.category(sign) != "Cf"))


def _risks(folded: str, product: Product, catalogue: Catalogue) -> Iterator[Risk]:
    if word := first_in(catalogue.security_words, folded):
        # Without a place that few read, a person sees to it before it stands where many do.
        yield Risk(Tier.SECURITY if catalogue.security else Tier.HIGH, f"says “{word}”")
    for rule in catalogue.risk:
        word = first_in(rule.words, folded)
        if rule.concerns(product) and (word or not rule.words):
            yield Risk(rule.tier, f"says “{word}”" if word else f"is about {product.name}")
