"""The parts by which a description that the loop wrote is known again, whatever an owner has added to it since."""

from __future__ import annotations

import re
from typing import Any

from loop.tracker.model import Line, Quoted
from loop.tracker.text import adf_block

WHAT = "What happens"
EXPECTED = "What was expected"
ASKED = "Asked before it was filed"
REPORTED_BY = "Reported by"
CONVERSATION = "The conversation in Slack"

GONE = "Erased at the wish of whoever reported it, or because it was long ago."
_NOBODY = f"{REPORTED_BY} somebody whose name was erased"

_WIKI_QUOTE = re.compile(rf"(h3\. (?:{WHAT}|{EXPECTED}|{ASKED})\s*?\r?\n\s*)\{{noformat\}}.*?\{{noformat\}}", re.DOTALL)
_WIKI_NAME = re.compile(rf"^{REPORTED_BY} .*$", re.MULTILINE)
_WIKI_LINK = re.compile(rf"^\[{CONVERSATION}\|[^\]\n]*\]\s*?\n?", re.MULTILINE)


def without_reporter(description: Any) -> Any:
    """The description without the words and the name of who reported, in the form it came in: ADF or wiki markup.

    Only what stands in the places that the loop wrote is taken out; doing it twice changes nothing.
    """
    if isinstance(description, dict):
        return _adf(description)
    return _wiki(description) if isinstance(description, str) else description


def _wiki(text: str) -> str:
    text = _WIKI_QUOTE.sub(lambda match: f"{match[1]}{{noformat}}\n{GONE}\n{{noformat}}", text)
    return _WIKI_LINK.sub("", _WIKI_NAME.sub(_NOBODY, text))


def _adf(document: dict[str, Any]) -> dict[str, Any]:
    kept: list[Any] = []
    heading = ""
    for block in document.get("content") or []:
        text = plain_text(block)
        if block.get("type") == "heading":
            heading = text
        if block.get("type") == "blockquote" and heading in (WHAT, EXPECTED, ASKED):
            kept.append(adf_block(Quoted(GONE)))
        elif block.get("type") == "paragraph" and text.startswith(f"{REPORTED_BY} "):
            kept.append(adf_block(Line(_NOBODY)))
        elif text != CONVERSATION:
            kept.append(block)
    return {**document, "content": kept}


def plain_text(node: Any) -> str:
    """What somebody reads of an ADF node, or of wiki markup."""
    if isinstance(node, str):
        return node
    if not isinstance(node, dict):
        return ""
    return str(node.get("text") or "") + "".join(plain_text(child) for child in node.get("content") or [])
