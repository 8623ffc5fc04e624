"""What is sent to the app, and what came back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Json = dict[str, Any]


@dataclass(frozen=True)
class Outgoing:
    """One payload, before a transport wraps it."""

    type: Literal["slash_commands", "interactive", "events_api"]
    payload: Json
    asks_options: bool = False
    """A block_suggestion, which may have an address of its own."""


@dataclass(frozen=True)
class Answer:
    """What became of one attempt. `body` is the acknowledgement's payload; a plain text is {"text": …} in it."""

    acked: bool
    seconds: float
    status: int | None = None
    """The HTTP status; None where no answer came, and in Socket Mode."""
    body: Any = None
    problem: str | None = None
    """Why it counts as not acknowledged, in the words of x-slack-retry-reason."""
    no_retry: bool = False

    @property
    def shown(self) -> str | None:
        """The error that Slack's client would show to the person who waits for this answer."""
        if self.acked:
            return None
        return "operation_timeout" if self.problem == "http_timeout" else "dispatch_failed"
