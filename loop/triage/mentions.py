"""Which product a text mentions: by one of its names, or by a keyword of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterable

from config.catalogue import Catalogue, Product
from config.outcomes import fold
from loop.triage.proposal import Because

# Words that every English text is full of. A product of such a name, as "IT", is meant where it is written as its own.
_FILLER = re.compile(
    r"a|about|all|am|an|and|any|are|as|at|be|by|can|do|for|go|has|he|her|his|how|i|if|in|is|it|its|may|me|my|new|no|not"
    r"|now|of|off|on|one|or|our|out|own|she|so|than|that|the|them|then|they|this|to|too|up|us|was|we|were|what|when"
    r"|where|which|who|why|will|with|you|your"
)
# Scripts that put no space between words: there any sign may stand beside a word.
_SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff"
_LETTER = rf"[^\W_{_SPACELESS}]"


def mentioned(text: str, catalogue: Catalogue) -> tuple[Product, Because, str] | None:
    """The one product that the text names, or else gives a keyword of, and the word. Two products are no answer."""
    folded = fold(text)
    for because in (Because.NAMED, Because.KEYWORD):
        found = [
            (product, word)
            for product in catalogue.products
            if (word := first_in(_words(product, because), folded, written=text))
        ]
        if len(found) == 1:
            return found[0][0], because, found[0][1]
        if found:
            return None
    return None


def _words(product: Product, because: Because) -> tuple[str, ...]:
    """What to look for; of several that are there the name is the one to show."""
    return (product.name, *product.aliases, product.key) if because is Because.NAMED else product.keywords


def first_in(words: Iterable[str], folded: str, *, written: str = "") -> str | None:
    """The first of the words that stands by itself in a text, which is folded. A hyphen may stand for a space, and the
    signs of Slack's italics are no letters. written: the text as it was typed; with it, a word that is a filler too
    counts only where it is typed with its own capitals, in a text that has small letters too.
    """
    for word in words:
        small, within = fold(word), folded
        if written and _FILLER.fullmatch(small):
            small, within = word, "" if written.isupper() or word.islower() else written
        if " " in small or small in within:
            pattern = re.escape(small).replace(r"\ ", "[ -]")
            if re.search(rf"(?<!{_LETTER}){pattern}(?!{_LETTER})", within):
                return word
    return None
