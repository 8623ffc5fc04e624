"""Text search: all the words wanted must be there. Inner quotes make a phrase, a star ends the start of a word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sandbox.jira.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

_WORD = re.compile(r"\w+")
_PIECE = re.compile(r'"([^"]*)"|(\S+)')
_LONGEST = 2000
"""Characters; beyond it the real text search gives up too, somewhere."""


def text_test(field: str, wanted: str) -> Callable[[str], bool]:
    """Return the test of a text for the words wanted. Raises Refusal (400) for what the text parser cannot read."""
    if wanted.lstrip().startswith(("*", "?")):
        raise Refusal(400, f"The text query '{wanted}' for field '{field}' is not allowed to start with '*' or '?'.")
    if wanted.count('"') % 2 or not _balanced(wanted) or len(wanted) > _LONGEST:
        raise Refusal(400, f"Unable to parse the text '{wanted}' for field '{field}'.")
    patterns = [_pattern(match[1], match[2]) for match in _PIECE.finditer(wanted)]
    needed = [re.compile(p, re.IGNORECASE) for p in patterns if p]
    if not needed:
        raise Refusal(400, f"The text '{wanted}' for field '{field}' holds nothing to search for.")
    return lambda text: all(pattern.search(text) for pattern in needed)


def _balanced(text: str) -> bool:
    return all(text.count(opening) == text.count(closing) for opening, closing in ("()", "[]", "{}"))


def _pattern(phrase: str | None, piece: str | None) -> str:
    if phrase is not None:
        return r"\b" + r"\W+".join(map(re.escape, _WORD.findall(phrase))) + r"\b" if _WORD.search(phrase) else ""
    words = _WORD.findall(piece or "")
    if not words:
        return ""
    ending = r"\w*" if str(piece).endswith("*") else r"\b"
    return r"\b" + r"\W+".join(map(re.escape, words)) + ending
