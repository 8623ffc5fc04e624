"""A product owner's queue: what is open, the most urgent first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from config.catalogue import Priority, Product
from loop.triage.priority import Score, score_of
from storage.database import Session
from storage.felt import Felt, felt_issues, impacts_in, open_impacts
from storage.issue import Issue
from storage.report import Report


@dataclass(frozen=True)
class Ranked:
    """An open issue and how urgent it is."""

    felt: Felt
    score: Score


def queue_of(session: Session, products: Sequence[Product], weights: Priority, limit: int, offset: int) -> list[Ranked]:
    """The open issues of products by their score, the oldest first among equals."""
    found = open_impacts(session, [product.key for product in products])
    scores = {issue: score_of(open_one.impacts, open_one.people, weights) for issue, open_one in found.items()}
    first = sorted(scores, key=lambda issue: (-scores[issue].points, found[issue].since, issue))[
        offset : offset + limit
    ]
    felt = felt_issues(session, first)
    return [Ranked(felt[issue], scores[issue]) for issue in first if issue in felt]


def score_of_issue(issue: Issue, weights: Priority) -> Score:
    """How urgent an issue is by the reports in it."""
    return score_of(impacts_in(issue.reports), len(issue.people), weights)


def score_of_report(report: Report, weights: Priority) -> Score:
    """How urgent a report is that has no issue yet."""
    return score_of(impacts_in([report]), 1, weights)
