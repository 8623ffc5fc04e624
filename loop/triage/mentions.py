"""Which product a text mentions: by one of its names, or by a keyword of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterable

from config.catalogue import Catalogue, Product
from config.outcomes import fold
from loop.triage.proposal import Because


def mentioned(text: str, catalogue: Catalogue) -> tuple[Product, Because, str] | None:
    """The one product that the text names, or else gives a keyword of, and the word. Two products are no answer."""
    folded = fold(text)
    for because in (Because.NAMED, Because.KEYWORD):
        found = [
            (product, word) for product in catalogue.products if (word := first_in(_words(product, because), folded))
        ]
        if len(found) == 1:
            return found[0][0], because, found[0][1]
        if found:
            return None
    return None


def _words(product: Product, because: Because) -> tuple[str, ...]:
    """What to look for; of several that are there the name is the one to show."""
    return (product.name, *product.aliases, product.key) if because is Because.NAMED else product.keywords


def first_in(words: Iterable[str], folded: str) -> str | None:
    """The first of the words that stands by itself in a text, which is folded. A hyphen may stand for a space, and the
    signs of Slack's italics are no letters.
    """
    for word in words:
        small = fold(word)
        if " " in small or small in folded:
            pattern = re.escape(small).replace(r"\ ", "[ -]")
            if re.search(rf"(?<![^\W_]){pattern}(?![^\W_])", folded):
                return word
    return None
