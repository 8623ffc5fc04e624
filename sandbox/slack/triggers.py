"""Trigger ids: the right to open one view, given with each thing a person does, for three seconds of real time."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass

from sandbox.slack.errors import SlackError


@dataclass
class _Trigger:
    user: str
    born: float
    used: bool = False


class Triggers:
    """Every trigger id ever given out, so that a used one and an old one can be told from an invented one."""

    def __init__(self) -> None:
        self._known: dict[str, _Trigger] = {}

    def give(self, user: str, trigger_id: str | None = None) -> str:
        """Return a new trigger id for `user`; or `trigger_id` itself, which a repeated delivery brings again."""
        if trigger_id is None:
            trigger_id = f"{time.time_ns() // 1000}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._known.setdefault(trigger_id, _Trigger(user, time.monotonic()))
        return trigger_id

    def exchange(self, trigger_id: str, *, life: float) -> str:
        """Use a trigger id up and return whose it was. Raises SlackError with Slack's three reasons."""
        trigger = self._known.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if time.monotonic() - trigger.born > life:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger.user
