"""Limits of modals and home tabs."""

from __future__ import annotations

import json
from typing import Any

from sandbox.slack.errors import SlackError
from sandbox.slack.rules.blocks import check_blocks
from sandbox.slack.rules.complaints import Complaints

MOST_CHARACTERS = 250_000


def require_view(view: Any, *, kind: str) -> dict[str, Any]:
    """Return `view` if Slack would show it as a `kind` ("modal" or "home"). Raises SlackError."""
    if not isinstance(view, dict):
        raise SlackError("invalid_arguments", ["[ERROR] missing required field: view"])
    complaints = check_view(view, kind=kind)
    if complaints:
        raise SlackError("invalid_arguments", complaints)
    if len(json.dumps(view)) > MOST_CHARACTERS:
        raise SlackError("view_too_large")
    return view


def check_view(view: dict[str, Any], *, kind: str) -> list[str]:
    """Return Slack's complaints about a view; none: it would show it."""
    c = Complaints()
    if view.get("type") != kind:
        c.add(f"must be a valid enum value: {kind}", "/view/type")
    if kind == "modal":
        c.text(view.get("title"), 24, "/view/title", plain=True)
        for part in ("submit", "close"):
            if view.get(part) is not None:
                c.text(view[part], 24, f"/view/{part}", plain=True)
    for field, most in (("private_metadata", 3000), ("callback_id", 255), ("external_id", 255)):
        c.optional(view, field, most, "/view")
    complaints = c.messages + check_blocks(view.get("blocks"), surface=kind, at="/view/blocks")
    if kind == "modal" and not view.get("submit") and _asks_something(view.get("blocks")):
        complaints.append("[ERROR] missing required field: submit, as a block is an input [json-pointer:/view/submit]")
    return complaints


def _asks_something(blocks: Any) -> bool:
    return isinstance(blocks, list) and any(isinstance(b, dict) and b.get("type") == "input" for b in blocks)
