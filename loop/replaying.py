"""Replaying: what Jira said of all ends so far is read once more, after an outcome map was corrected."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from config.catalogue import CatalogueFile, OutcomeMap
from config.clock import Clock
from config.words import Outcome
from loop.correcting import correct_issue
from loop.importing import outcome_of_words
from storage.database import Database, Session
from storage.ended import PastEnd, ended_issues, imported_ends, past_ends
from storage.event import Stamp

MAP = "outcome map"
_PAGE = 200


@dataclass(frozen=True)
class Reread:
    """What means something else now: the key of an issue, or the reference of an imported report; Jira's word for its
    end; and the outcome before and now.
    """

    name: str
    said: str
    before: Outcome
    outcome: Outcome


class Replaying:
    """Reads ends through the present maps. It may be stopped and run again: what is right by then stays as it is.
    debounce: seconds until news of an end are told.
    """

    def __init__(self, database: Database, catalogue: CatalogueFile, clock: Clock, *, debounce: float) -> None:
        self._database = database
        self._catalogue = catalogue
        self._clock = clock
        self._debounce = debounce

    def replay(self, products: Collection[str] | None, *, dry_run: bool) -> Iterator[Reread]:
        """Correct what these products' maps read otherwise now (None: every product's), or only say what that is."""
        for page in (self._issues, self._imported):
            after: int | None = 0
            while after is not None:
                with self._database.transaction() as session:
                    found, after = page(session, products, after, dry_run=dry_run)
                yield from found

    def _issues(
        self, session: Session, products: Collection[str] | None, after: int, *, dry_run: bool
    ) -> tuple[list[Reread], int | None]:
        """Read a page of issues; returns where the next one begins, None after the last."""
        found = []
        issues = ended_issues(session, products, after, _PAGE)
        for issue in issues:
            outcomes, released = self._map(issue.product), bool(issue.released_in)
            outcome = outcomes.outcome(issue.resolution, issue.status, released=released) or Outcome.UNKNOWN
            if issue.outcome is not None and issue.outcome is not outcome:
                found.append(Reread(issue.key, issue.resolution or issue.status, issue.outcome, outcome))
                if not dry_run:
                    correct_issue(session, issue, outcome, self._stamp(), self._debounce)
        return found, issues[-1].id if len(issues) == _PAGE else None

    def _imported(
        self, session: Session, products: Collection[str] | None, after: int, *, dry_run: bool
    ) -> tuple[list[Reread], int | None]:
        """The same of imported reports: each ended as its own row says, and nobody is told of it."""
        found = []
        reports = imported_ends(session, products, after, _PAGE)
        for end in past_ends(session, reports):
            report = end.report
            outcomes, released = self._map(report.product), bool(end.released_in)
            outcome = outcome_of_words(outcomes, end.resolution, end.status, released=released) or Outcome.UNKNOWN
            if report.outcome is not None and report.outcome is not outcome:
                found.append(Reread(report.reference, end.resolution or end.status, report.outcome, outcome))
                if not dry_run:
                    self._correct(end, report.outcome, outcome)
        return found, reports[-1].id if len(reports) == _PAGE else None

    def _correct(self, end: PastEnd, before: Outcome, outcome: Outcome) -> None:
        end.report.correct(outcome, self._stamp(), "", **end.said)
        issue = end.report.issue
        if issue is not None and issue.outcome is before:
            issue.correct_alone(outcome, self._stamp())

    def _map(self, product: str) -> OutcomeMap:
        catalogue = self._catalogue.current()
        return catalogue.outcome_map(catalogue.find_product(product))

    def _stamp(self) -> Stamp:
        return Stamp.now(MAP, self._clock.now())
