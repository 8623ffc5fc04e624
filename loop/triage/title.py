"""A title from the text: what a product owner reads first."""

from __future__ import annotations

import re

LONGEST = 120
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n")
_SHORTEST_SENTENCE = 12


def title_of(what: str) -> str:
    """Return the first sentence that says something, on one line, at most LONGEST characters; never empty."""
    sentences = [" ".join(part.split()) for part in _SENTENCE_END.split(what)]
    sentences = [sentence for sentence in sentences if sentence]
    telling = next((s for s in sentences if len(s) >= _SHORTEST_SENTENCE), sentences[0] if sentences else "")
    title = telling.rstrip(" .") or "Friction without a description"
    if len(title) <= LONGEST:
        return title
    return title[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
