"""What sort of friction a report describes and how bad it is: by its words, and by what people decided of others.

Rules come first. Once people have decided often enough, a calibrated classifier per question stands beside them, and
the surer of the two is proposed; how sure a rule is follows from how often it was right, as in `routing`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from config.words import Kind
from loop.triage.classifier import learnt_from
from loop.triage.kind import kind_of
from loop.triage.proposal import Because, Proposal, confidence
from loop.triage.severity import severity_of
from storage.database import Database
from storage.decisions import Judged, newest_judged

log = structlog.get_logger(__name__)

_EXPECTED = {Because.WORDS: 0.7, Because.ASSUMED: 0.5}
_MOST_LEARNT = 3_000

Rule = Callable[[str], tuple[str, str]]


@dataclass(frozen=True)
class Judgement:
    """Proposals whose values are a `Kind` and a `Severity`."""

    kind: Proposal
    severity: Proposal

    def as_record(self) -> dict[str, Any]:
        """As the history of a report keeps it."""
        return {"judged": {"kind": self.kind.as_record(), "severity": self.severity.as_record()}}


class _Question:
    """One thing to judge, with its rule and what decisions taught of it."""

    def __init__(self, rule: Rule, texts: Sequence[str] = (), right: Sequence[str] = ()) -> None:
        self._rule = rule
        self._reports = len(texts)
        self._classifier = learnt_from(texts, right)
        self._confidence = {because: _confidence(rule, because, texts, right) for because in _EXPECTED}

    def answer(self, text: str) -> Proposal:
        value, words = self._rule(text)
        because = Because.WORDS if words else Because.ASSUMED
        ruled = Proposal(value, self._confidence[because], because, words)
        if self._classifier is None:
            return ruled
        learnt, share = max(self._classifier.probabilities(text).items(), key=lambda each: each[1])
        by_experience = Proposal(learnt, share, Because.LEARNT, str(self._reports))
        return max(by_experience, ruled, key=lambda proposal: proposal.confidence)


class Judging:
    """Judges texts. Safe to share between threads; `learn` takes seconds, so nothing Slack waits for calls it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kind, self._severity = _Question(kind_of), _Question(severity_of)

    def learn(self) -> None:
        """Learn anew from the newest reports that people decided on."""
        with self._database.reading() as session:
            judged = newest_judged(session, _MOST_LEARNT)
        self._kind, self._severity = _questions(judged)
        log.info("judging has learnt", reports=len(judged))

    def judge(self, text: str, said: Kind | None = None) -> Judgement:
        """Propose what the text describes. said: what its reporter says it is, which nobody knows better."""
        kind = Proposal(said, 1.0, Because.REPORTER) if said else self._kind.answer(text)
        return Judgement(kind, self._severity.answer(text))


def _questions(judged: Sequence[Judged]) -> tuple[_Question, _Question]:
    texts = [report.what for report in judged]
    kinds, severities = [report.kind for report in judged], [report.severity for report in judged]
    return _Question(kind_of, texts, kinds), _Question(severity_of, texts, severities)


def _confidence(rule: Rule, because: Because, texts: Sequence[str], right: Sequence[str]) -> float:
    """How often the rule is right where it goes by words, or where it assumes."""
    answers = [(rule(text), truth) for text, truth in zip(texts, right, strict=True)]
    tried = [value == truth for (value, words), truth in answers if bool(words) is (because is Because.WORDS)]
    return confidence(sum(tried), len(tried), _EXPECTED[because])
