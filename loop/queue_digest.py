"""What a queue digest tells whoever owns a product: what is new, what waits long, what was answered since the last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from config.catalogue import Catalogue, DigestPlan, Product
from config.words import Outcome
from loop.told import told_before
from loop.triage.queue import Ranked, queue_of, score_of_issue
from storage.database import Session
from storage.felt import ended_between, waiting_decisions
from storage.issue import KEPT_FROM_MANY

AGING = timedelta(days=30)
"""An issue that has been open for so long is told of."""

_ALL = 10_000


@dataclass(frozen=True, slots=True)
class QueueLine:
    """An issue in the queue, or one that has left it with an outcome. `points`: how urgent it is; `days`: how long it
    has been open, or how long ago it ended. `url` may be empty.
    """

    key: str
    url: str
    title: str
    people: int
    days: int
    points: int
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class QueueContent:
    """A queue as it stands when it is told. `products`: by name; new and answered: since `since`. deciding: reports
    that wait for a decision on a card. newly_aged: whether any of the aging has become so since then.
    """

    name: str
    products: Sequence[str]
    as_of: datetime
    since: datetime
    late: bool
    open: int
    deciding: int
    new: Sequence[QueueLine]
    aging: Sequence[QueueLine]
    answered: Sequence[QueueLine]
    newly_aged: bool

    @property
    def is_news(self) -> bool:
        """Whether there is anything worth a message: what was told the last time is not."""
        return bool(self.new or self.answered or self.deciding or self.newly_aged)


def queue_content(
    session: Session,
    catalogue: Catalogue,
    plan: DigestPlan,
    products: Sequence[Product],
    as_of: datetime,
    url_of: Callable[[str], str],
    *,
    late: bool = False,
    for_many: bool = False,
) -> QueueContent:
    """Read the queue of some products, the most urgent first. What came after `as_of` is left to the next one, also
    where this one is late, so that nothing is told twice. for_many: it is read in a channel.
    """
    since, keys = told_before(session, plan, as_of).at, [product.key for product in products]
    weights = catalogue.priority
    ranked = queue_of(session, products, weights, _ALL, 0)
    new = [one for one in ranked if since < one.felt.since <= as_of]
    aging = [one for one in ranked if one.felt.since <= min(since, as_of - AGING)]

    def line(one: Ranked) -> QueueLine:
        felt = one.felt
        title = KEPT_FROM_MANY if felt.for_few and for_many else felt.title
        return QueueLine(felt.key, url_of(felt.key), title, felt.people, (as_of - felt.since).days, one.score.points)

    answered = [
        QueueLine(
            issue.key,
            url_of(issue.key),
            KEPT_FROM_MANY if issue.is_for_few and for_many else issue.title,
            len(issue.people),
            (as_of - issue.ended_at).days if issue.ended_at else 0,
            score_of_issue(issue, weights).points,
            issue.outcome,
        )
        for issue in ended_between(session, keys, since, as_of)
    ]
    return QueueContent(
        name=plan.name,
        products=[product.name for product in products],
        as_of=as_of,
        since=since,
        late=late,
        open=len(ranked),
        deciding=waiting_decisions(session, keys),
        new=[line(one) for one in new],
        aging=[line(one) for one in aging],
        answered=sorted(answered, key=lambda one: (-one.points, one.key)),
        newly_aged=any(one.felt.since > since - AGING for one in aging),
    )
