"""The figures that `friction demo --json` prints, taken from the product's own scorecards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.demo.people import Person
from config.catalogue import Catalogue
from config.words import Outcome
from loop.owing import end_key
from loop.scorecard import Excerpt, Scorecard, Share, scorecards
from storage.database import Database, Session
from storage.figures import Window
from storage.issue import known_versions
from storage.message import message_of
from storage.report import reports_of

_MANY = 1_000_000


@dataclass(frozen=True)
class Counts:
    """How a number of reports stand. They add up: reports = n + withdrawn, and n = every outcome + open.

    `issues` are the Jira issues they were filed as, duplicates and deleted ones included.
    """

    share: Share
    outcomes: dict[Outcome, int]
    open: int
    withdrawn: int
    issues: int

    def as_json(self) -> dict[str, int]:
        """The counts under the names that `--json` promises."""
        ends = {outcome.value: self.outcomes[outcome] for outcome in Outcome}
        return {
            "reports": self.share.n + self.withdrawn,
            "issues": self.issues,
            **ends,
            "withdrawn": self.withdrawn,
            "open": self.open,
        }

    def without(self, part: Counts) -> Counts:
        """The counts of everything but a part of it."""
        return Counts(
            Share(self.share.n - part.share.n, self.share.integrated - part.share.integrated),
            {outcome: count - part.outcomes[outcome] for outcome, count in self.outcomes.items()},
            self.open - part.open,
            self.withdrawn - part.withdrawn,
            self.issues - part.issues,
        )


@dataclass(frozen=True)
class Figures:
    """The figures of a demo: of what was reported in it, and of the imported history before it."""

    live: Counts
    baseline: Counts
    reporters_told: int
    digest_posted: bool
    cards: list[Scorecard]

    def as_json(self) -> dict[str, Any]:
        """The figures under the names that `--json` promises. Rates are fractions, None where nothing was reported."""
        interval = self.live.share.wilson95
        return {
            **self.live.as_json(),
            "baseline": self.baseline.as_json(),
            "reporters_told": self.reporters_told,
            "digest_posted": self.digest_posted,
            "integration_rate": self.live.share.rate,
            "wilson95": [interval.low, interval.high] if interval else None,
        }


def read_figures(
    database: Database,
    catalogue: Catalogue,
    begin: datetime,
    now: datetime,
    *,
    reporters: Iterable[Person],
    jira_ids: list[str],
    imported_issues: int,
    digest_posted: bool,
) -> Figures:
    """Read the figures as of `now`; what was submitted from `begin` on is the live part.

    jira_ids: the issues in Jira; those that the product knows are counted. imported_issues: those of the history.
    """
    with database.reading() as session:
        cards = scorecards(session, catalogue, now)
        filed = len(known_versions(session, jira_ids))
        live = _counts(scorecards(session, catalogue, now, excerpt=Excerpt(window=Window(begin))), filed)
        told = sum(_was_told(session, person) for person in reporters)
    return Figures(live, _counts(cards, filed + imported_issues).without(live), told, digest_posted, cards)


def _counts(cards: list[Scorecard], issues: int) -> Counts:
    return Counts(
        Share(sum(card.total.n for card in cards), sum(card.total.integrated for card in cards)),
        {outcome: sum(card.outcomes[outcome] for card in cards) for outcome in Outcome},
        sum(card.open for card in cards),
        sum(card.withdrawn for card in cards),
        issues,
    )


def _was_told(session: Session, person: Person) -> bool:
    """Whether the product has posted to a person the news of any end of an issue that carries a report of theirs."""
    issues = [report.issue for report in reports_of(session, person.id, limit=_MANY) if report.issue is not None]
    return any(
        message_of(session, end_key(issue.jira_id, end, person.id)) is not None
        for issue in issues
        for end in range(1, issue.ends + 1)
    )
