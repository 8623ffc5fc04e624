"""What sort of thing Slack sent."""

from __future__ import annotations

from typing import Any


def kind_of(body: dict[str, Any]) -> str:
    """`command`, the type of an interactive payload, or `event`."""
    if "command" in body:
        return "command"
    kind = str(body.get("type") or "event")
    return "event" if kind == "event_callback" else kind
