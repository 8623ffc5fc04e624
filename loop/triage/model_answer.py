"""What a model wrote, sifted: only what it was offered to choose from, only so long, and nothing that acts."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from config.words import Kind, Severity
from loop.safe_words import SafeWords
from loop.triage.model_prompt import Question
from loop.triage.reading import Part

_LONGEST = {"title": 120, "summary": 240, "reason": 120}
_MOST_MISSING = 3
# With a scheme, with a path, or of a kind that Slack makes a link of without either. "report.pdf" is none.
_ADDRESS = re.compile(
    r"""\S*(?:://|www\.)\S* | <[^>]*> | \S+\.[a-z]{2,}/\S*
      | \b(?:[\w-]+\.)+(?:com|net|org|info|biz|xyz|top|io|co|app|dev|site|online|shop|link|click|live|ru|cn)\b\S*""",
    re.IGNORECASE | re.VERBOSE,
)


class Written(BaseModel):
    """The form that a model fills in. It is lenient: a wrong word costs that field alone (`sift`)."""

    model_config = ConfigDict(extra="ignore")

    product: str = Field("", description="key of the product")
    kind: str = ""
    severity: str = ""
    title: str = ""
    summary: str = ""
    missing: list[str] = Field(default_factory=list)
    same_as: str = Field("", description="letter of a known issue, or empty")
    reason: str = ""


@dataclass(frozen=True)
class ModelProposal:
    """What a model proposes. Whatever it left out, or was not offered, is empty. same_as: the key of an issue."""

    product: str = ""
    kind: str = ""
    severity: str = ""
    title: str = ""
    summary: str = ""
    missing: tuple[str, ...] = ()
    same_as: str = ""
    reason: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left of it that would help anybody."""
        return self == ModelProposal(reason=self.reason)

    def as_record(self) -> dict[str, Any]:
        """As the audit keeps it."""
        return asdict(self) | {"missing": list(self.missing)}

    @classmethod
    def of_record(cls, record: Mapping[str, Any]) -> ModelProposal:
        """Read it back; an older version of the program may have kept other fields."""
        known = {name: record[name] for name in cls.__dataclass_fields__ if name in record}
        return cls(**{**known, "missing": tuple(known.get("missing", ()))})


def sift(written: Written, asked: Question) -> ModelProposal:
    """Keep what may be proposed of what a model wrote."""
    words = SafeWords("mask")
    return ModelProposal(
        product=_one_of(asked.products, written.product),
        kind=_one_of(set(Kind), written.kind),
        severity=_one_of(set(Severity), written.severity),
        title=_line(words, written.title, "title"),
        summary=_line(words, written.summary, "summary"),
        missing=tuple(part.value for part in Part if part.value in written.missing)[:_MOST_MISSING],
        same_as=asked.candidates.get(written.same_as.strip().upper(), ""),
        reason=_line(words, written.reason, "reason"),
    )


def _one_of(offered: Collection[str], word: str) -> str:
    word = word.strip().lower()
    return str(word) if word in offered else ""


def _line(words: SafeWords, text: str, field: str) -> str:
    """On one line, masked as people's words are, without addresses that somebody could be led to, and cut."""
    line = " ".join(_ADDRESS.sub("", words.of(text[: 4 * _LONGEST[field]])).split())
    return line[: _LONGEST[field]]
