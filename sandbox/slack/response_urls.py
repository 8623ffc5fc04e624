"""Response URLs: five messages within thirty minutes, to the place where a person did something."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

MOST_USES = 5
LIFE_SECONDS = 30 * 60


@dataclass
class ResponseUrl:
    """Where its messages go, and which message `replace_original` and `delete_original` mean."""

    user: str
    channel: str
    born: float
    message_ts: str | None = None
    thread_ts: str | None = None
    uses: int = 0


class ResponseUrls:
    """All that were given out, by the id in their path."""

    def __init__(self) -> None:
        self._known: dict[str, ResponseUrl] = {}

    def give(self, where: ResponseUrl) -> str:
        """Return the id of a new one."""
        key = secrets.token_hex(12)
        self._known[key] = where
        return key

    def use(self, key: str, *, now: float) -> ResponseUrl | str:
        """Take one use, at the sandbox's time `now`; or return the name of Slack's error."""
        where = self._known.get(key)
        if where is None:
            return "invalid_url"
        if now - where.born > LIFE_SECONDS:
            return "expired_url"
        if where.uses >= MOST_USES:
            return "used_url"
        where.uses += 1
        return where
