"""The comments that carry words from Slack to an issue: what a reporter added later, a report that was merged, what
those who look after the product answered there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from loop.tracker.comments import NOBODY
from loop.tracker.description import GONE, plain_text
from loop.tracker.model import Document, Line, Quoted
from loop.tracker.text import to_adf, to_wiki

_ADDS = "adds to what was reported here."
_REPORTS_TOO = "reported the same, and is told when this issue ends."
_ANSWERS = "was answered to whoever reported this, in the thread of its card in Slack."
_OURS = re.compile(rf"(?:{re.escape(_ADDS)}|{re.escape(_REPORTS_TOO)}) Ref ([^+\s]+)\+")
_ANSWERED = re.compile(rf"{re.escape(_ANSWERS)} Ref [^+\s]+\+")


def added(name: str, reference: str, text: str) -> Document:
    """What a reporter adds. reference: `Ref FR-7K2Q+12.`, which no other comment has."""
    return [Line(f"{name} {_ADDS} {reference}"), Quoted(text)]


def reported_too(name: str, reference: str, text: str) -> Document:
    """A report that was merged into the issue, in its reporter's words."""
    return [Line(f"{name} {_REPORTS_TOO} {reference}"), Quoted(text)]


def answered(reference: str, text: str) -> Document:
    """What was answered to the reporter; by whom stands in Slack."""
    return [Line(f"This {_ANSWERS} {reference}"), Quoted(text)]


def is_ours(text: str) -> bool:
    """Whether the plain words of a comment are of one of these."""
    return _OURS.search(text) is not None or _ANSWERED.search(text) is not None


def carries_words_of(body: Any, references: Sequence[str]) -> bool:
    """Tell by its words whether a comment carries those of the reporter of one of these reports."""
    ours = _OURS.search(plain_text(body))
    return ours is not None and ours[1] in references


def without_words(body: Any) -> Any:
    """The comment without name and words, in the form it came in; nothing else of it was ours to write."""
    ours = _OURS.search(plain_text(body))
    if ours is None:
        return body
    said = _ADDS if _ADDS in ours[0] else _REPORTS_TOO
    kept: Document = [Line(f"{NOBODY} {said} Ref {ours[1]}+0."), Quoted(GONE)]
    return to_wiki(kept) if isinstance(body, str) else {**body, "content": to_adf(kept)["content"]}
