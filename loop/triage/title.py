"""A title from the text: what a product owner reads first."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 120
# A point behind a number or a short form ends nothing.
_SHORT_FORMS = "".join(
    rf"(?<!\b{short}\.)" for short in (r"\d", r"\d\d", "Dr", "Mr", "Mrs", "Ms", "vs", "No", r"e\.g", r"i\.e")
)
_SENTENCE_END = re.compile(rf"{_SHORT_FORMS}(?<=[.!?])\s+|\n", re.IGNORECASE)
_SHORTEST_SENTENCE = 12
# How people begin before they say anything: a greeting, whom it is for, that they ask for help.
_GREETING = re.compile(
    r"""(\s*(
        (hi|hello|hey|dear|good\ (morning|afternoon|evening|day))\b(\ \w+)?[,!.:-]+
      | (please|pls|kindly)\ (help|advise|assist|note)\b[^,.:!?]*[,.:!?]+
      | (i\ hope\ (you|this)|hope\ (you|this)|thank\ you|thanks)\b[^,.:!?]*[,.:!?]+
    ))+""",
    re.IGNORECASE | re.VERBOSE,
)
# What forms and programs write above a text: no title of anything.
_LETTERHEAD = re.compile(
    r"\W*(((user[ -]?agent|build identifier|environment)\s*:.*)"
    r"|((steps?( to reproduce)?|actual( results?)?|expected( results?)?|description|summary|environment)\W*))",
    re.IGNORECASE,
)
_POINT = re.compile(r"(\d{1,2}[.)]|[-*•])\s+")
_LABEL = re.compile(r"\W*(summary|description|problem|issue|actual( results?)?)\s*:\s*", re.IGNORECASE)
_FILLER = re.compile(
    r"(just wanted to (say|let you know|report) that|i (just )?(noticed|saw|found( out)?|realised|realized) that"
    r"|it (seems|appears|looks like)( that)?|i think( that)?)\s+",
    re.IGNORECASE,
)


def title_of(what: str) -> str:
    """Return the first sentence that says something, on one line, at most LONGEST characters; never empty."""
    sentences = [" ".join(part.split()) for part in _SENTENCE_END.split(what)]
    sentences = [sentence for sentence in sentences if sentence]
    telling = next(_telling(sentences), sentences[0] if sentences else "")
    title = telling.rstrip(" .") or "Friction without a description"
    if len(title) <= LONGEST:
        return title
    return title[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def first_line_of(text: str) -> str:
    """The first line that is no letterhead, without the greeting before its point. Without one, the very first."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for line in lines:
        greeting = _GREETING.match(line)
        bare = line[greeting.end() if greeting else 0 :].strip()
        if bare and not _LETTERHEAD.fullmatch(line):
            return bare
    return lines[0] if lines else ""


def _telling(sentences: list[str]) -> Iterator[str]:
    """The sentences that are more than a greeting or a heading, without what stands before their point."""
    for sentence in sentences:
        if _LETTERHEAD.fullmatch(sentence):
            continue
        bare = sentence
        for preamble in (_POINT, _GREETING, _LABEL, _FILLER):
            found = preamble.match(bare)
            bare = bare[found.end() if found else 0 :].strip()
        if len(bare) >= _SHORTEST_SENTENCE:
            yield bare if bare[0] == sentence[0] else bare[0].upper() + bare[1:]
