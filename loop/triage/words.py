"""What two reports can have in common: the words of the whole text, and the letters of its first line."""

from __future__ import annotations

import re
from functools import lru_cache

from loop.triage.title import first_line_of

# Beyond this a text is a log file: more of it costs time and finds nothing (measured in docs/triage.md).
LONGEST_TEXT = 2_500
LONGEST_HEAD = 120
_GRAM = 4

_WORD = re.compile(r"\w\w+")
_COMPOUND = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{2,}|\d+")
_SHORTEST_COMPOUND = 6
# English endings, the longest first. Nobody reads a stem, so a crude one that keeps four letters is enough.
_ENDINGS = ("ings", "ing", "ied", "ies", "ed", "es", "s", "ly")
_SHORTEST_STEM = 4
_BEGINNING = 5


def words_of(text: str) -> list[str]:
    """The stems of the words, in lower case; of a compound such as `tabStrip` also its parts."""
    words = _WORD.findall(text[:LONGEST_TEXT])
    return [_stem(word.casefold()) for word in words] + [part for word in words for part in _parts(word)]


def beginnings_of(text: str) -> list[str]:
    """The first letters of the longer words: they join what a crude stem leaves apart, also in other languages."""
    words = _WORD.findall(text[:LONGEST_TEXT].casefold())
    return [f"{word[:_BEGINNING]}…" for word in words if len(word) > _BEGINNING]


def head_grams_of(text: str) -> list[str]:
    """Runs of four letters of the first line, within words: they match across endings and typing errors."""
    grams = []
    for word in head_of(text).casefold().split():
        padded = f" {word} "
        grams += [padded[at : at + _GRAM] for at in range(max(1, len(padded) - _GRAM + 1))]
    return grams


def head_of(text: str) -> str:
    """The first line that says something: a title, where there is one."""
    return first_line_of(text[:LONGEST_TEXT])[:LONGEST_HEAD]


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=50_000)
def _parts(word: str) -> tuple[str, ...]:
    if len(word) < _SHORTEST_COMPOUND or (word.isalpha() and (word.islower() or word[1:].islower())):
        return ()
    parts = _COMPOUND.findall(word.replace("_", " "))
    return tuple(_stem(part.casefold()) for part in parts) if len(parts) > 1 else ()
