"""Buttons as a client presses them that shows what is no longer there, or lies."""

from __future__ import annotations

from typing import Any


def pressed(action_id: str, value: str) -> dict[str, Any]:
    """What to add to a click, so that it seems to be this one."""
    action = {"type": "button", "block_id": "x", "action_id": action_id, "value": value, "action_ts": "9.9"}
    return {"override": {"actions": [action]}}
