"""Routing: which product a text belongs to, by what it says, where it was said, and what people decided before.

Every rule's confidence is the share of past reports for which it was right, with this word where it goes by words,
weighed with what we expect of it: `_EXPECTED`, until experience outweighs that (`proposal.confidence`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import structlog

from config.catalogue import Catalogue
from loop.triage.classifier import Classifier, learnt_from
from loop.triage.mentions import mentioned
from loop.triage.proposal import Because, Proposal, confidence
from storage.database import Database
from storage.decisions import Decided, last_product_of, newest_decisions

log = structlog.get_logger(__name__)

_EXPECTED = {Because.NAMED: 0.9, Because.KEYWORD: 0.7, Because.CHANNEL: 0.8, Because.LAST_CHOICE: 0.4}
# Learning takes some ten seconds for these; older ones than the newest teach little more.
_MOST_LEARNT = 3_000


@dataclass(frozen=True)
class Experience:
    """What past decisions taught. `right` and `tried` count per rule and word: a name that misleads ("Access", "Teams")
    is no reason to doubt another one. Without a classifier there were too few.
    """

    classifier: Classifier | None = None
    reports: int = 0
    right: Mapping[tuple[Because, str], int] = field(default_factory=dict)
    tried: Mapping[tuple[Because, str], int] = field(default_factory=dict)

    def confidence(self, rule: Because, word: str = "") -> float:
        """How often the rule is right; of one that goes by words, when it goes by this one."""
        return confidence(self.right.get((rule, word), 0), self.tried.get((rule, word), 0), _EXPECTED[rule])


class Routing:
    """Proposes products. Safe to share between threads; `learn` takes seconds, so nothing Slack waits for calls it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._experience = Experience()

    def learn(self, catalogue: Catalogue) -> None:
        """Learn anew from the newest decisions."""
        with self._database.reading() as session:
            decisions = newest_decisions(session, _MOST_LEARNT)
        self._experience = experience_of(decisions, catalogue)
        log.info("routing has learnt", reports=len(decisions), classifier=self._experience.classifier is not None)

    def propose(
        self, text: str, catalogue: Catalogue, *, reporter: str = "", channel: str = "", over: Database | None = None
    ) -> Proposal | None:
        """The likeliest product of the catalogue, or None where nothing points anywhere. over: as of `Similar.find`."""
        with (over or self._database).reading() as session:
            last = last_product_of(session, reporter) if reporter else None
        return best_proposal(text, catalogue, self._experience, last_product=last, channel=channel)


def experience_of(decisions: Sequence[Decided], catalogue: Catalogue) -> Experience:
    """What these decisions teach: which words mean which product, and how far each rule can be trusted."""
    right: Counter[tuple[Because, str]] = Counter()
    tried: Counter[tuple[Because, str]] = Counter()
    for decided in decisions:
        found = mentioned(_text_of(decided), catalogue)
        if found:
            product, rule, word = found
            tried[rule, word] += 1
            right[rule, word] += product.key == decided.product
    texts, products = [_text_of(decided) for decided in decisions], [decided.product for decided in decisions]
    return Experience(learnt_from(texts, products), len(decisions), right, tried)


def best_proposal(
    text: str, catalogue: Catalogue, experience: Experience, *, last_product: str | None = None, channel: str = ""
) -> Proposal | None:
    """The surest of what the rules and the experience say."""
    known = {product.key for product in catalogue.products}
    offers = [
        *_by_words(text, catalogue, experience),
        *_by_experience(text, experience),
        *(
            Proposal(rule.product, experience.confidence(Because.CHANNEL), Because.CHANNEL)
            for rule in catalogue.channel_rules(channel)
        ),
    ]
    if last_product:
        offers.append(Proposal(last_product, experience.confidence(Because.LAST_CHOICE), Because.LAST_CHOICE))
    return max((offer for offer in offers if offer.value in known), key=lambda offer: offer.confidence, default=None)


def _by_words(text: str, catalogue: Catalogue, experience: Experience) -> Iterator[Proposal]:
    found = mentioned(text, catalogue)
    if found:
        product, rule, word = found
        yield Proposal(product.key, experience.confidence(rule, word), rule, word)


def _by_experience(text: str, experience: Experience) -> Iterator[Proposal]:
    if experience.classifier:
        for product, share in experience.classifier.probabilities(text).items():
            yield Proposal(product, share, Because.LEARNT, str(experience.reports))


def _text_of(decided: Decided) -> str:
    return f"{decided.title}\n{decided.what}"
