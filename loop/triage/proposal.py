"""A proposal of triage: what, how sure, and why. People decide; a sure one may stand until they do."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

# From here on a proposal may be acted on without asking. On the tickets measured it holds for two texts in three, and
# 95 % of those are right (docs/triage.md).
SURE = 0.8


# So many reports' worth of experience outweigh what is expected of a rule.
_STRENGTH = 10


def confidence(right: int, tried: int, expected: float) -> float:
    """How often a rule is right: by what is expected of it, and the reports for which it was tried."""
    return (right + _STRENGTH * expected) / (tried + _STRENGTH)


class Because(StrEnum):
    """What a proposal rests on."""

    NAMED = "named"
    KEYWORD = "keyword"
    CHANNEL = "channel"
    LEARNT = "learnt"
    LAST_CHOICE = "last_choice"
    WORDS = "words"
    ASSUMED = "assumed"
    REPORTER = "reporter"


@dataclass(frozen=True)
class Proposal:
    """`evidence` is the words that were found, or the number of reports learnt from; else empty."""

    value: str
    confidence: float
    because: Because
    evidence: str = ""

    @property
    def is_sure(self) -> bool:
        """Whether it may stand without a person."""
        return self.confidence >= SURE

    def as_record(self) -> dict[str, Any]:
        """As the history of a report keeps it."""
        return {**asdict(self), "because": self.because.value, "confidence": round(self.confidence, 3)}
