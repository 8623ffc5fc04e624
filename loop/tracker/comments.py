"""The comments that the loop writes for a person: their words, their marker, and how they forget for whom they were."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from typing import Any

from loop.tracker.description import plain_text
from loop.tracker.model import Line
from loop.tracker.text import to_adf, to_wiki

_NAMESPACE = uuid.UUID("d2a1f0a4-6f0e-5a3f-8e0b-2b7f3c1f5a90")
COMMENT_PROPERTY = "friction.comment"
_SAYS = "says this is still broken for them. Reopen the issue if you agree."
_OURS = re.compile(re.escape(_SAYS) + r" Ref ([^/]+)/\d+\s*$")
NOBODY = "Somebody whose name was erased"


def comment_marker(key: str) -> str:
    """The marker of the comment that is owed under this key, which may hold a person's id: Jira need not know it."""
    return str(uuid.uuid5(_NAMESPACE, key))


def still_broken(name: str, reference: str) -> str:
    """The words of a comment that somebody says an end did not mend it. reference: `Ref FR-7K2Q, FR-1ABC/2`."""
    return f"{name} {_SAYS} {reference}"


def says_still_broken(text: str) -> bool:
    """Whether the plain words of a comment are those that the loop writes for somebody."""
    return _OURS.search(text) is not None


def is_said_for(body: Any, references: Sequence[str]) -> bool:
    """Tell by its words whether a comment was written for the reporter of these: not every Jira shows properties."""
    ours = _OURS.search(plain_text(body))
    return ours is not None and not set(references).isdisjoint(ours[1].split(", "))


def without_name(body: Any) -> Any:
    """The comment without the name in it, in the form it came in: ADF or wiki markup."""
    words = plain_text(body)
    _, says, rest = words.partition(_SAYS)
    if not says:
        return body
    line = [Line(f"{NOBODY} {_SAYS}{rest}")]
    return to_wiki(line) if isinstance(body, str) else {**body, "content": to_adf(line)["content"]}
