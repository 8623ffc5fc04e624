"""The ways in which a remote system says no. Adapters translate every foreign failure into one of these, once."""

from __future__ import annotations


class AnswerError(Exception):
    """Base of all translated failures; `reason` is a sentence for logs and people."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TryLaterError(AnswerError):
    """Definitely not done, and nothing is wrong with what we sent: a rate limit, maintenance, nobody reachable.

    seconds: how long the remote asked us to wait, None if it did not say. bucket: what waits, None: the row's own.
    """

    def __init__(self, reason: str, *, seconds: float | None = None, bucket: str | None = None) -> None:
        super().__init__(reason)
        self.seconds = seconds
        self.bucket = bucket


class RefusedError(AnswerError):
    """Definitely not done: our credentials or permissions do not do. Everything to this target waits for a person."""


class RejectedError(AnswerError):
    """Definitely not done: the remote finds fault with this one write. `fields` maps its field names to its words."""

    def __init__(self, reason: str, fields: dict[str, str] | None = None) -> None:
        super().__init__(reason)
        self.fields = fields or {}


class NotFoundError(RejectedError):
    """Definitely not done: what we asked about does not exist, or we may not see it."""


class UndeliverableError(AnswerError):
    """It can never be done, and nobody needs to do anything about it: a message to somebody who has left."""


class UnclearError(AnswerError):
    """It may have been done or not: the answer was lost on the way."""
