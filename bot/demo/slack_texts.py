"""Slack's messages as a terminal can show them: mrkdwn and blocks as plain text."""

from __future__ import annotations

import re
from typing import Any

_DATE = re.compile(r"<!date\^\d+\^[^|>]*\|([^>]*)>")
_LINK = re.compile(r"<(?:https?://[^|>]*)\|([^>]*)>")
_BARE_LINK = re.compile(r"<(https?://[^|>]*)>")
_MENTION = re.compile(r"<@([A-Z0-9]+)>")
_BOLD = re.compile(r"(?<![\w*])\*([^*\n]+)\*(?![\w*])")
_UNSEEN = "\u2060"


def readable(mrkdwn: str, names: dict[str, str]) -> str:
    """Return mrkdwn as plain text: links by their labels, people by their names (Slack id to name)."""
    text = _DATE.sub(r"\1", mrkdwn)
    text = _LINK.sub(r"\1", text)
    text = _BARE_LINK.sub(r"\1", text)
    text = _MENTION.sub(lambda match: f"@{names.get(match[1], match[1])}", text)
    text = _BOLD.sub(r"\1", text).replace(_UNSEEN, "")
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def lines_of(message: dict[str, Any], names: dict[str, str]) -> list[str]:
    """Return the lines that a message shows, buttons in brackets."""
    blocks = message.get("blocks") or []
    if not blocks:
        return readable(str(message.get("text") or ""), names).splitlines()
    return [line for block in blocks for line in _block(block, names)]


def _block(block: dict[str, Any], names: dict[str, str]) -> list[str]:
    if block["type"] == "actions":
        labels = [element["text"]["text"] for element in block["elements"] if element.get("text")]
        return [" ".join(f"[{label}]" for label in labels)]
    texts = [block.get("text"), *(block.get("fields") or []), *(block.get("elements") or [])]
    said = [str(text["text"]) for text in texts if isinstance(text, dict) and isinstance(text.get("text"), str)]
    return [line for text in said for line in readable(text, names).splitlines() if line.strip()]


def buttons(message: dict[str, Any]) -> dict[str, str]:
    """Return the buttons of a message: action_id to value."""
    elements = [e for block in message.get("blocks") or [] if block["type"] == "actions" for e in block["elements"]]
    return {element["action_id"]: str(element.get("value") or "") for element in elements if "action_id" in element}
