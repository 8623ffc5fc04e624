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
REACH = "Reports so far:"
CONVERSATION = "The conversation in Slack"

GONE = "Erased at the wish of whoever reported it, or because it was long ago."
_NOBODY = f"{REPORTED_BY} somebody whose name was erased"

_NOFORMAT = "{noformat}"

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


def with_reach(description: Any, line: str) -> Any:
    """The description with this line in place of the last one of ours that tells the reach, in the form it came in. One
    that has no such line is left alone: the loop did not write it, or its owner took the line out.
    """
    if isinstance(description, str):
        return _wiki_reach(description, line)
    blocks = list((description or {}).get("content") or [])
    told = [n for n, block in enumerate(blocks) if block.get("type") == "paragraph" and _tells_reach(plain_text(block))]
    if not told:
        return description
    blocks[told[-1]] = adf_block(Line(line))
    return {**description, "content": blocks}


def _wiki_reach(text: str, line: str) -> str:
    """Every second part between {noformat} is what a person typed."""
    parts = text.split(_NOFORMAT)
    for number in range((len(parts) - 1) // 2 * 2, -1, -2):
        lines = parts[number].split("\n")
        told = [n for n, each in enumerate(lines) if _tells_reach(each)]
        if told:
            lines[told[-1]] = line
            return _NOFORMAT.join([*parts[:number], "\n".join(lines), *parts[number + 1 :]])
    return text


def _tells_reach(text: str) -> bool:
    return text.startswith(f"{REACH} ")


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
