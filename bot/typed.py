"""What a submitted form holds: what was typed, chosen or ticked in a block, and the numbers in it."""

from __future__ import annotations

from typing import Any

from bot.messages.form import MOST_MINUTES

Values = dict[str, Any]
"""The state of a view: for each block what its element holds."""


def entry(values: Values, block_id: str) -> dict[str, Any]:
    """What the one element in a block holds, as Slack sends it; empty for a block that is not there."""
    return next(iter(values.get(block_id, {}).values()), None) or {}


def typed(values: Values, block_id: str) -> str:
    """The value of the one element in a block: what was typed, or the value of what was chosen."""
    state = entry(values, block_id)
    if "selected_option" in state:
        return str((state["selected_option"] or {}).get("value") or "")
    return state.get("value") or ""


def ticked(values: Values, block_id: str) -> list[str]:
    """The values of the boxes that were ticked in a block, or of what was chosen in a menu of several."""
    return [str(option.get("value")) for option in entry(values, block_id).get("selected_options") or []]


def minutes(words: str) -> tuple[int | None, str]:
    """Read minutes: the number, None where nothing was typed, and what is wrong with it."""
    if not words.strip():
        return None, ""
    try:
        number = round(float(words))
    except (ValueError, OverflowError):
        number = -1
    if not 0 <= number <= MOST_MINUTES:
        return None, f"Please give a whole number of minutes between 0 and {MOST_MINUTES:,}."
    return number, ""
