"""Where our messages stand, as whoever presses their buttons shows."""

from __future__ import annotations

from typing import Any

from storage.database import Database
from storage.message import place_message


def note_place(database: Database, key: str, body: dict[str, Any]) -> None:
    """Note where the message of this key stands, should we not know: the answer to its post was lost."""
    container = body.get("container") or {}
    channel, ts = container.get("channel_id"), container.get("message_ts")
    if channel and ts:
        with database.transaction() as session:
            place_message(session, key, body["user"]["id"], channel, ts)
