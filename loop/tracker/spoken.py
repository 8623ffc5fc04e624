"""What people write in Jira's comments, in plain words; and which comments are theirs and meant for everybody."""

from __future__ import annotations

import re
from typing import Any

import structlog

from loop.tracker.additions import is_ours as carries_words
from loop.tracker.comments import COMMENT_PROPERTY, says_still_broken
from loop.tracker.description import plain_text
from loop.tracker.model import Spoken
from loop.tracker.raw import instant

log = structlog.get_logger(__name__)

# Jira Service Management marks a comment for the team alone in one of these ways, Cloud and Data Center.
_PUBLIC = "jsdPublic"
_INTERNAL_PROPERTY = "sd.public.comment"
_BLOCKS = frozenset({"paragraph", "heading", "listItem", "codeBlock", "blockquote", "tableRow", "panel", "rule"})
_WIKI_FRAME = re.compile(r"\{(?:noformat|quote|code|color|panel)(?::[^}\n]*)?\}")


def spoken_of(comment: dict[str, Any]) -> Spoken | None:
    """Read a comment; None of one that the loop wrote, and of one that is not as Jira describes comments."""
    try:
        if _is_ours(comment):
            return None
        author = comment.get("author") or {}
        return Spoken(
            jira_id=str(comment["id"]),
            author=str(author.get("displayName") or author.get("name") or ""),
            text=words_of(comment.get("body")),
            written_at=instant(comment["created"]),
            for_everybody=_is_for_everybody(comment),
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        log.exception("a comment cannot be read", comment=str(comment.get("id")))
        return None


def words_of(body: Any) -> str:
    """What somebody reads of a comment: of ADF one line per block, of wiki markup what was typed without its frames."""
    text = _WIKI_FRAME.sub("", body) if isinstance(body, str) else _adf_words(body)
    lines = [line.rstrip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _adf_words(node: Any) -> str:
    if not isinstance(node, dict):
        return ""
    attrs = node.get("attrs") or {}
    match node.get("type"):
        case "text":
            return str(node.get("text") or "")
        case "hardBreak":
            return "\n"
        case "mention" | "status" | "emoji":
            return str(attrs.get("text") or attrs.get("shortName") or "")
        case "inlineCard" | "blockCard" | "embedCard":
            return str(attrs.get("url") or "")
        case "media" | "mediaInline":
            return "[a file]"
        case kind:
            inner = "".join(_adf_words(child) for child in node.get("content") or [])
            return f"{inner.rstrip()}\n" if kind in _BLOCKS else inner


def _is_ours(comment: dict[str, Any]) -> bool:
    """Whether the loop wrote it: by its property or, from a Jira that shows none, by its words."""
    if "properties" in comment:
        return COMMENT_PROPERTY in _properties(comment)
    text = plain_text(comment.get("body"))
    return carries_words(text) or says_still_broken(text)


def _is_for_everybody(comment: dict[str, Any]) -> bool:
    internal = (_properties(comment).get(_INTERNAL_PROPERTY) or {}).get("internal")
    kept_in = str(internal).lower() == "true" or comment.get(_PUBLIC) is False
    return not comment.get("visibility") and not kept_in


def _properties(comment: dict[str, Any]) -> dict[str, Any]:
    return {entry.get("key"): entry.get("value") for entry in comment.get("properties") or []}
