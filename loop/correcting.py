"""Correcting an outcome: a person with the right to triage says how an issue, or a report of the past, really ended."""

from __future__ import annotations

from dataclasses import dataclass

from config.catalogue import CatalogueFile
from config.clock import Clock
from config.outcomes import MAPPABLE
from config.words import Outcome, State
from loop import owing, personal_data
from loop.rights import Refusal, Rights
from loop.safe_words import SafeWords
from storage.database import Database, Session
from storage.event import Stamp
from storage.issue import Issue, issue_named
from storage.report import Report, find_report

_LONGEST_REASON = 1000


class NotCorrectedError(Exception):
    """It is not corrected, for a reason that is a sentence."""


@dataclass(frozen=True)
class Corrected:
    """What was corrected: the key of an issue, or the reference of a report without one; its outcome before and now,
    and how many reports have it now.
    """

    name: str
    before: Outcome
    outcome: Outcome
    reports: int


class Correcting:
    """Carries out what people say. debounce: seconds until news of an end are told."""

    def __init__(
        self,
        database: Database,
        rights: Rights,
        catalogue: CatalogueFile,
        clock: Clock,
        personal_data: personal_data.Policy,
        *,
        debounce: float,
    ) -> None:
        self._database = database
        self._rights = rights
        self._catalogue = catalogue
        self._clock = clock
        self._personal_data = personal_data
        self._debounce = debounce

    def correct(self, name: str, outcome: Outcome, reason: str, person: str) -> Corrected:
        """Put an outcome in the place of the one that a reference or a key has. Raises NotCorrectedError."""
        words = SafeWords(self._personal_data).of(reason)[:_LONGEST_REASON]
        if not words:
            raise NotCorrectedError("A correction needs its reason: --reason 'Why it is so, in a sentence'.")
        if outcome not in MAPPABLE:
            raise NotCorrectedError("Only Jira can say that an issue was removed; choose another outcome.")
        with self._database.reading() as session:
            product = _product_of(session, name)
        if not self._rights.may_triage(person, self._catalogue.current().find_product(product)):
            self._rights.note_refused(person, "correct", Refusal.NOT_TRIAGER, name=name)
            raise NotCorrectedError(
                f"{person or 'Nobody'} may not decide about reports on {product}: [roles] triage in the catalogue, or "
                f"else the product's owners may. Say with --by who corrects it."
            )
        with self._database.transaction() as session:
            return self._carry_out(session, name, outcome, words, Stamp.now(person, self._clock.now()))

    def _carry_out(self, session: Session, name: str, outcome: Outcome, reason: str, stamp: Stamp) -> Corrected:
        issue = issue_named(session, name)
        report = find_report(session, name)
        if report is not None and (issue is None or report.outcome is not issue.outcome):
            return _correct_alone(report, outcome, reason, stamp)
        if issue is None or issue.outcome is None:
            raise NotCorrectedError(f"{issue.key if issue else name} is open; nothing has ended that could be wrong.")
        before = issue.outcome
        _refuse_the_same(issue.key, before, outcome)
        correct_issue(session, issue, outcome, stamp, self._debounce, reason)
        return Corrected(issue.key, before, outcome, sum(one.outcome is outcome for one in issue.reports))


def _product_of(session: Session, name: str) -> str:
    found = issue_named(session, name) or find_report(session, name)
    if found is None:
        raise NotCorrectedError(f"I know no report and no issue called {name}; give a reference (FR-…) or a Jira key.")
    return found.product


def _correct_alone(report: Report, outcome: Outcome, reason: str, stamp: Stamp) -> Corrected:
    """Correct a report that did not end as its issue did; only an imported history has such."""
    if report.state is not State.RESOLVED or report.outcome is None:
        raise NotCorrectedError(
            f"{report.reference} is {report.state.value} and never ended in Jira, so Jira's outcome cannot be wrong."
        )
    if report.came_after_end:
        raise NotCorrectedError(
            f"{report.reference} was reported after its issue had ended: it counts as answered, however that one ended."
        )
    before = report.outcome
    _refuse_the_same(report.reference, before, outcome)
    report.correct(outcome, stamp, reason)
    return Corrected(report.reference, before, outcome, 1)


def _refuse_the_same(name: str, before: Outcome, outcome: Outcome) -> None:
    if before is outcome:
        raise NotCorrectedError(f"{name} has the outcome {outcome.value} already; nothing was changed.")


def correct_issue(
    session: Session, issue: Issue, outcome: Outcome, stamp: Stamp, debounce: float, reason: str = ""
) -> None:
    """Correct an issue that is locked and has ended, and owe everybody concerned the news. reason: a person's; empty if
    what Jira says is read by another map now.
    """
    issue.correct(outcome, stamp, reason)
    owing.owe_end(session, issue, debounce)
    owing.owe_standing(session, issue)
