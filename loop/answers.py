"""The ways in which a remote system says no. Adapters translate every foreign failure into one of these, once."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar


class AnswerError(Exception):
    """Base of all translated failures; `reason` is a sentence for logs and people, `kind` a word for counting."""

    kind: ClassVar[str] = "failed"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Scope(StrEnum):
    """What has to wait when a remote asks for it."""

    # What the write is about: one channel of Slack, one issue of Jira.
    OWN = "own"
    # Every write of the same kind: a limit on one endpoint.
    KIND = "kind"
    WHOLE = "whole"


class TryLaterError(AnswerError):
    """Definitely not done, and nothing is wrong with what we sent: a rate limit, maintenance, nobody reachable.

    seconds: how long the remote asked us to wait, None if it did not say. scope: what waits.
    """

    kind = "later"

    def __init__(self, reason: str, *, seconds: float | None = None, scope: Scope = Scope.OWN) -> None:
        super().__init__(reason)
        self.seconds = seconds
        self.scope = scope


class RefusedError(AnswerError):
    """Definitely not done: our credentials or permissions do not do. Everything to this target waits for a person."""

    kind = "refused"


class RejectedError(AnswerError):
    """Definitely not done: the remote finds fault with this one write. `fields` maps its field names to its words,
    `cure` is what mends it, as far as the remote's words tell.
    """

    kind = "rejected"

    def __init__(self, reason: str, fields: dict[str, str] | None = None, *, cure: str = "") -> None:
        super().__init__(reason)
        self.fields = fields or {}
        self.cure = cure


class NotFoundError(RejectedError):
    """Definitely not done: what we asked about does not exist, or we may not see it."""


class UndeliverableError(AnswerError):
    """It can never be done, and nobody needs to do anything about it: a message to somebody who has left."""

    kind = "undeliverable"


class UnclearError(AnswerError):
    """It may have been done or not: the answer was lost on the way."""

    kind = "unclear"


OK = "ok"
KINDS = (OK, *(error.kind for error in (TryLaterError, RefusedError, RejectedError, UndeliverableError, UnclearError)))
"""What an answer can mean, in one word."""
