"""Replaying: what Jira said of all ends so far is read once more, after an outcome map was corrected."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from config.catalogue import CatalogueFile, OutcomeMap
from config.clock import Clock
from config.words import Outcome
from loop.correcting import correct_issue
from loop.importing import outcome_of_words
from storage.database import Database, Session
from storage.ended import PastEnd, ended_issues, imported_ends, past_ends
from storage.event import Stamp
from storage.issue import Issue, issue_by_id, issues_of_jira

MAP = "outcome map"
_PAGE = 200


@dataclass(frozen=True)
class Reread:
    """What means something else now: the key of an issue, or the reference of an imported report; Jira's word for its
    end; the outcome before and now; Jira's id of the issue, empty of an imported report; and the key of the issue that
    a duplicate's reports went along to, empty if there is none.
    """

    name: str
    said: str
    before: Outcome
    outcome: Outcome
    jira_id: str = ""
    survivor: str = ""


class Replaying:
    """Reads ends through the present maps. It may be stopped and run again: what is right by then stays as it is."""

    def __init__(
        self,
        database: Database,
        catalogue: CatalogueFile,
        clock: Clock,
        reread: Callable[[Sequence[str]], None],
        *,
        debounce: float,
    ) -> None:
        """reread: reads issues in Jira, by Jira's ids, and takes in what it shows. debounce: seconds until news of an
        end are told.
        """
        self._database = database
        self._catalogue = catalogue
        self._clock = clock
        self._reread = reread
        self._debounce = debounce

    def replay(self, products: Collection[str] | None, *, dry_run: bool) -> Iterator[Reread]:
        """Correct what these products' maps read otherwise now (None: every product's), or only say what that is. Jira
        is asked about what became a duplicate alone; raises AnswerError when it does not answer.
        """
        for page in (self._issues, self._imported):
            after: int | None = 0
            while after is not None:
                with self._database.transaction() as session:
                    found, after = page(session, products, after, dry_run=dry_run)
                yield from found if dry_run else self._with_survivors(found)

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
                said = issue.resolution or issue.status
                found.append(Reread(issue.key, said, issue.outcome, outcome, issue.jira_id))
                if not dry_run and outcome is not Outcome.DUPLICATE:
                    correct_issue(session, issue, outcome, self._stamp(), self._debounce)
        return found, issues[-1].id if len(issues) == _PAGE else None

    def _with_survivors(self, found: Sequence[Reread]) -> list[Reread]:
        """Follow Jira's links from what became a duplicate: its people move along to the issue that survives. Where
        none is to be seen, it ends as a duplicate all the same.
        """
        jira_ids = [one.jira_id for one in found if one.jira_id and one.outcome is Outcome.DUPLICATE]
        if not jira_ids:
            return list(found)
        self._reread(jira_ids)
        survivors = {}
        with self._database.transaction() as session:
            for issue in issues_of_jira(session, jira_ids, lock=True):
                if issue.survivor_id is not None:
                    survivors[issue.jira_id] = issue_by_id(session, issue.survivor_id).key
                elif self._is_unmoved_duplicate(issue):
                    correct_issue(session, issue, Outcome.DUPLICATE, self._stamp(), self._debounce)
        return [replace(one, survivor=survivors.get(one.jira_id, "")) for one in found]

    def _is_unmoved_duplicate(self, issue: Issue) -> bool:
        if not issue.ended or issue.outcome in (Outcome.REMOVED, Outcome.DUPLICATE) or issue.correction:
            return False
        released = bool(issue.released_in)
        found = self._map(issue.product).outcome(issue.resolution, issue.status, released=released)
        return found is Outcome.DUPLICATE

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
