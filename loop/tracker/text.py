"""Documents as Jira wants them: ADF for Cloud (REST v3), wiki markup for Data Center (REST v2).

ADF: https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/
"""

from __future__ import annotations

from typing import Any

from loop.tracker.model import Document, Heading, Line, Quoted

# Jira refuses texts above 32,767 characters. Markup and other blocks need room beside what a person typed.
LONGEST_QUOTE = 24_000


def to_adf(document: Document) -> dict[str, Any]:
    """Render for REST v3. What a person typed becomes text nodes, so nothing in it can be markup."""
    return {"type": "doc", "version": 1, "content": [adf_block(block) for block in document]}


def to_wiki(document: Document) -> str:
    """Render for REST v2. What a person typed stands in {noformat}, which shows everything but its own end as typed."""
    return "\n\n".join(_wiki_block(block) for block in document)


def shortened(text: str) -> str:
    """Cut what a person typed to what fits, and say so."""
    if len(text) <= LONGEST_QUOTE:
        return text
    return text[:LONGEST_QUOTE] + f"… ({len(text) - LONGEST_QUOTE} more characters are kept with the report)"


def adf_block(block: Heading | Line | Quoted) -> dict[str, Any]:
    """Render one block for REST v3."""
    match block:
        case Heading(text):
            return {"type": "heading", "attrs": {"level": 3}, "content": [{"type": "text", "text": text}]}
        case Line(text, link):
            node: dict[str, Any] = {"type": "text", "text": text}
            if link:
                node["marks"] = [{"type": "link", "attrs": {"href": link}}]
            return {"type": "paragraph", "content": [node]}
        case Quoted(text):
            return {"type": "blockquote", "content": [{"type": "paragraph", "content": _adf_lines(shortened(text))}]}


def _adf_lines(text: str) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = []
    for number, line in enumerate(text.splitlines() or [""]):
        if number:
            nodes.append({"type": "hardBreak"})
        if line:  # ADF refuses empty text nodes
            nodes.append({"type": "text", "text": line})
    return nodes


def _wiki_block(block: Heading | Line | Quoted) -> str:
    match block:
        case Heading(text):
            return f"h3. {_wiki_escaped(text)}"
        case Line(text, link):
            return f"[{_wiki_escaped(text)}|{link}]" if link else _wiki_escaped(text)
        case Quoted(text):
            return "{noformat}\n" + shortened(text).replace("{noformat", "{ noformat") + "\n{noformat}"


def _wiki_escaped(text: str) -> str:
    return "".join(f"\\{sign}" if sign in "{}[]|!*_^~#\\" else sign for sign in text)
