"""A check-up: what is looked at, and what each look finds, with the cure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from loop.answers import AnswerError


class Verdict(StrEnum):
    """How a thing stands. Only `failed` keeps the loop from doing its work."""

    OK = "ok"
    FAILED = "failed"
    # Optional, and not switched on.
    OFF = "off"
    # Jira uses names that the catalogue gives no meaning: such ends count as unknown.
    UNMAPPED = "unmapped"


@dataclass(frozen=True)
class Finding:
    """One line of a check-up: what was looked at, how it stands in words, and what mends it."""

    verdict: Verdict
    subject: str
    words: str
    cure: str = ""


@dataclass(frozen=True)
class Check:
    """One thing to look at. `look` yields findings; the failure of a remote ends it and is a finding too."""

    subject: str
    look: Callable[[], Iterable[Finding]]

    def findings(self) -> Iterator[Finding]:
        """Look, and turn a remote's refusal into a finding."""
        try:
            yield from self.look()
        except AnswerError as error:
            yield Finding(Verdict.FAILED, self.subject, error.reason, getattr(error, "cure", ""))
