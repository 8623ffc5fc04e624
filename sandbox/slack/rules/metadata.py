"""What may stand in a message's metadata: an event type, and a payload of plain values and flat objects."""

from __future__ import annotations

import json
from typing import Any

from sandbox.slack.errors import SlackError

MOST_CHARACTERS = 16_000


def require_metadata(metadata: Any) -> dict[str, Any]:
    """Return metadata that Slack would keep. Raises SlackError."""
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")
    if not isinstance(metadata.get("event_type"), str) or not metadata["event_type"]:
        raise SlackError("invalid_metadata_format")
    if not all(_keepable(value) for value in metadata["event_payload"].values()):
        raise SlackError("invalid_metadata_schema")
    if len(json.dumps(metadata)) > MOST_CHARACTERS:
        raise SlackError("metadata_too_large")
    return metadata


def _keepable(value: Any) -> bool:
    if isinstance(value, list):
        return all(_plain(item) or _flat(item) for item in value)
    return _plain(value) or _flat(value)


def _plain(value: Any) -> bool:
    return isinstance(value, str | int | float | bool)


def _flat(value: Any) -> bool:
    return isinstance(value, dict) and all(_plain(item) for item in value.values())
