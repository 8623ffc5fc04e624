"""What a picture is drawn from besides the message itself: what the reader's Slack knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Scene:
    """The reader's side.

    people, channels: names by id; an unknown id is shown as it is. files: a directory with pictures, named by a file's
    id or name. now: what "today" means; None takes the newest message's time.
    """

    people: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    files: Path | None = None
    zone: tzinfo = UTC
    now: datetime | None = None

    def person(self, user_id: str) -> str:
        """The name of a user."""
        return self.people.get(user_id, user_id)

    def channel(self, channel_id: str) -> str:
        """The name of a channel, without its sign."""
        return self.channels.get(channel_id, channel_id)

    def local(self, seconds: float) -> datetime:
        """A moment on the reader's clock, from seconds since 1970."""
        return datetime.fromtimestamp(seconds, self.zone)
