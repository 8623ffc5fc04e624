"""Slack's cursors: opaque, and here simply the number of items already given."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any

from sandbox.slack.errors import SlackError

if TYPE_CHECKING:
    from sandbox.slack.web.call import Call


def page(call: Call, items: list[Any], *, default: int, most: int = 999) -> tuple[list[Any], dict[str, Any]]:
    """Return the items that `cursor` and `limit` ask for, and the response_metadata leading on. Raises SlackError."""
    start = _position(call.optional("cursor"))
    limit = call.number("limit", default)
    if limit < 1:
        raise SlackError("invalid_limit")
    end = start + min(limit, most)
    more = base64.b64encode(f"next:{end}".encode()).decode() if end < len(items) else ""
    return items[start:end], {"next_cursor": more}


def _position(cursor: str | None) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor).decode().removeprefix("next:"))
    except (ValueError, binascii.Error):
        raise SlackError("invalid_cursor") from None
