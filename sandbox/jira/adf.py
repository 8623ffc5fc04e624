"""Atlassian documents: which ones Jira takes, and the text inside them.

The grammar covers the nodes that a client may sensibly write; anything else is refused, as Jira refuses it.
"""

from __future__ import annotations

from typing import Any

_BLOCKS = {
    "paragraph", "heading", "bulletList", "orderedList", "codeBlock", "blockquote", "panel", "rule", "table",
    "mediaSingle", "mediaGroup", "expand",
}  # fmt: skip
_INLINE = {"text", "hardBreak", "mention", "emoji", "inlineCard", "date", "status"}
_NESTED = {
    "paragraph",
    "bulletList",
    "orderedList",
    "codeBlock",
    "heading",
    "rule",
    "mediaSingle",
    "panel",
    "blockquote",
}
_CHILDREN: dict[str, set[str]] = {
    "doc": _BLOCKS,
    "paragraph": _INLINE,
    "heading": _INLINE,
    "codeBlock": {"text"},
    "blockquote": {"paragraph", "bulletList", "orderedList", "codeBlock"},
    "panel": {"paragraph", "heading", "bulletList", "orderedList", "codeBlock", "rule"},
    "expand": _NESTED | {"table"},
    "bulletList": {"listItem"},
    "orderedList": {"listItem"},
    "listItem": {"paragraph", "bulletList", "orderedList", "codeBlock", "mediaSingle"},
    "table": {"tableRow"},
    "tableRow": {"tableCell", "tableHeader"},
    "tableCell": _NESTED,
    "tableHeader": _NESTED,
    "mediaSingle": {"media"},
    "mediaGroup": {"media"},
}
_NEVER_EMPTY = {
    "bulletList", "orderedList", "listItem", "blockquote", "panel", "table", "tableRow", "tableCell", "tableHeader",
    "expand", "mediaSingle", "mediaGroup",
}  # fmt: skip
_LEAVES = {"text", "hardBreak", "mention", "emoji", "inlineCard", "date", "status", "rule", "media"}
_MARKS = {"strong", "em", "code", "strike", "underline", "link", "subsup", "textColor", "backgroundColor"}
_NEEDED_ATTRS = {"heading": "level", "mention": "id", "inlineCard": "url", "emoji": "shortName", "panel": "panelType"}
_SEPARATE_LINES = _BLOCKS | {"listItem", "tableRow", "hardBreak"}
_HEADING_LEVELS = range(1, 7)


def is_document(value: Any) -> bool:
    """Whether Jira would take this as a document."""
    return (
        isinstance(value, dict)
        and value.get("type") == "doc"
        and value.get("version") == 1
        and isinstance(value.get("content"), list)
        and all(_fits(child, "doc") for child in value["content"])
    )


def _fits(node: Any, parent: str) -> bool:
    if not _is_typed(node, _CHILDREN[parent]):
        return False
    kind = node["type"]
    attrs = node.get("attrs", {})
    if not isinstance(attrs, dict) or (kind in _NEEDED_ATTRS and _NEEDED_ATTRS[kind] not in attrs):
        return False
    if kind == "heading" and attrs["level"] not in _HEADING_LEVELS:
        return False
    if kind == "text":
        return _is_text(node, in_code=parent == "codeBlock")
    content = node.get("content", [])
    if kind in _LEAVES or not isinstance(content, list) or (kind in _NEVER_EMPTY and not content):
        return kind in _LEAVES and "content" not in node
    return all(_fits(child, kind) for child in content)


def _is_text(node: dict[str, Any], *, in_code: bool) -> bool:
    text, marks = node.get("text"), node.get("marks", [])
    if not isinstance(text, str) or not text or not isinstance(marks, list) or (in_code and marks):
        return False
    return all(_is_mark(mark) for mark in marks)


def _is_mark(mark: Any) -> bool:
    if not _is_typed(mark, _MARKS):
        return False
    attrs = mark.get("attrs", {})
    return mark["type"] != "link" or (isinstance(attrs, dict) and isinstance(attrs.get("href"), str))


def _is_typed(thing: Any, known: set[str]) -> bool:
    return isinstance(thing, dict) and isinstance(thing.get("type"), str) and thing["type"] in known


def plain(document: dict[str, Any]) -> str:
    """Return a document's text, a line per block."""
    pieces: list[str] = []
    _collect(document, pieces)
    return "".join(pieces).strip("\n")


def _collect(node: dict[str, Any], pieces: list[str]) -> None:
    if node["type"] == "text":
        pieces.append(node["text"])
    elif node["type"] in ("mention", "emoji", "status"):
        pieces.append(str(node.get("attrs", {}).get("text", "")))
    elif node["type"] == "inlineCard":
        pieces.append(str(node["attrs"]["url"]))
    for child in node.get("content", []):
        _collect(child, pieces)
    if node["type"] in _SEPARATE_LINES and not (pieces and pieces[-1].endswith("\n")):
        pieces.append("\n")


def document(text: str) -> dict[str, Any]:
    """Return a document of one paragraph per line of plain text."""
    return {"type": "doc", "version": 1, "content": [_paragraph(line) for line in text.split("\n")]}


def _paragraph(line: str) -> dict[str, Any]:
    return {"type": "paragraph", "content": [{"type": "text", "text": line}] if line else []}
