"""The books: claiming, confirming, withdrawing and planning money, each an event, by those who have the right to it.

Who claims does not confirm: a gain takes two people. The loop's own claims take one, of the product's side.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from config.catalogue import CatalogueFile, MoneyTerms, Track
from config.clock import Clock
from config.words import Benefit, Expense
from loop import owing, personal_data
from loop.cleaning import says_something
from loop.money import claims
from loop.money.amounts import Amount
from loop.money.asking import desk_of
from loop.money.claims import NotBookedError, Running, Stated
from loop.money.quarters import NAME
from loop.rights import Refusal, Rights
from loop.safe_words import SafeWords
from storage import delivery, figures
from storage import money as stored
from storage.database import Database, Session
from storage.event import Stamp
from storage.figures import AsOf, Stood
from storage.issue import issue_named
from storage.money import Claim, Entry, Plan
from storage.report import Report, find_report

_LONGEST = 1000
_T = TypeVar("_T")


class NotConfirmerError(NotBookedError):
    """The person has no right to it."""


class Books:
    """Writes entries. `person` is a Slack id. Everything raises NotBookedError."""

    def __init__(
        self,
        database: Database,
        rights: Rights,
        catalogue: CatalogueFile,
        clock: Clock,
        personal_data: personal_data.Policy,
    ) -> None:
        self._database = database
        self._rights = rights
        self._catalogue = catalogue
        self._clock = clock
        self._personal_data = personal_data

    def claim_gain(self, benefit: Benefit, name: str, stated: Stated, person: str) -> int:
        """Claim what a report, or the issue of this key, avoided once or returns each month."""
        terms = self._terms()
        with self._database.reading() as session:
            report = _report_named(session, name)
        product = self._catalogue.current().find_product(report.product)
        may = self._rights.may_triage(person, product) or self._rights.may_confirm(person, product, None)
        self._refuse_unless(may, person, f"claim for {report.product}: its owners, who triages it, and the leads may")
        claim = claims.gain(benefit, report.id, self._safe_of(stated), terms, person)

        def write(session: Session, now: datetime) -> int:
            _refuse_second(session, claim, AsOf(now))
            number = stored.record_claim(session, claim, Stamp(person, report.submitted_at, now), report.issue_id)
            if desk := desk_of(product, now.date()):
                owing.owe_claim(session, number, desk)
            return number

        return self._written(write)

    def claim_retired(self, track: str, tool: str, stated: Stated, since: datetime, person: str) -> int:
        """Claim what a tool no longer costs each month since it was switched off."""
        self._refuse_unless_leads(track, person)
        claim = claims.retired(track, self._safe(tool), self._safe_of(stated), since, self._terms(), person)
        return self._written(lambda session, now: _record(session, claim, now))

    def claim_cost(self, track: str, expense: Expense, stated: Stated, running: Running, person: str) -> int:
        """Claim what the loop itself costs a track."""
        self._refuse_unless_leads(track, person)
        claim = claims.cost(track, expense, self._safe_of(stated), running, self._terms(), person)
        return self._written(lambda session, now: _record(session, claim, now))

    def waiting(self, number: int, person: str) -> tuple[Entry, Stood | None]:
        """The claim, if this person may confirm it now, and the report it rests on."""
        entry, stood = self._looked_up(number)
        if entry.claim.estimator == person:
            raise NotConfirmerError(f"You claimed {entry.name} yourself, so somebody else has to confirm it.")
        if not self._may_confirm(entry, stood, person):
            self._rights.note_refused(person, "money", Refusal.NOT_CONFIRMER, entry=entry.name)
            raise NotConfirmerError(
                f"Only the owners of what {entry.name} is about, and the leads, can say what it was worth; "
                f"{person or 'nobody'} is none of them."
            )
        return entry, stood

    def confirm(
        self,
        number: int,
        person: str,
        *,
        amount: Amount | None = None,
        reason: str = "",
        key: str = "",
        anew: bool = False,
    ) -> Entry:
        """Confirm a claim, as it is or with other amounts and the reason for them; returns it as confirmed. key: of a
        delivery, which may be repeated. anew: also one that is confirmed already.
        """
        words = self._safe(reason)
        if amount is not None and not words:
            raise NotBookedError("Other amounts than the claim's need their reason, in a sentence.")
        self.waiting(number, person)

        def write(session: Session, now: datetime) -> Entry:
            entry = _standing(session, number, now)
            if key and not delivery.first_time(session, key):
                return entry
            if entry.confirmation is not None and not anew:
                raise NotBookedError(f"{entry.name} was confirmed already, so nothing was changed.")
            said = amount or Amount(entry.claim.low, entry.claim.high)
            stored.record_confirmation(session, number, said.low, said.high, words, Stamp.now(person, now))
            session.flush()
            owing.owe_claim_update(session, number, f"confirmed-{int(now.timestamp() * 1000)}")
            return _standing(session, number, now)

        return self._written(write)

    def withdraw(self, number: int, person: str, reason: str) -> Entry:
        """Take a claim out of the books from now on."""
        words = self._safe(reason)
        if not words:
            raise NotBookedError("A withdrawal needs its reason: --reason 'Why it does not count, in a sentence'.")
        claimed, _ = self._looked_up(number)
        if claimed.claim.estimator != person:
            self.waiting(number, person)

        def write(session: Session, now: datetime) -> Entry:
            entry = _standing(session, number, now)
            stored.record_withdrawal(session, number, words, Stamp.now(person, now))
            owing.owe_claim_update(session, number, "withdrawn")
            return entry

        return self._written(write)

    def plan(self, track: str, quarter: str, amount: Decimal, person: str) -> None:
        """Note what a track is to bring in a quarter; the plan that was made last holds."""
        self._terms()
        if not NAME.fullmatch(quarter):
            raise NotBookedError(f'"{quarter[:40]}" is no quarter; write it like 2026-Q4.')
        self._refuse_unless_leads(track, person)
        plan = Plan(track, quarter, amount)
        self._written(lambda session, now: stored.record_plan(session, plan, Stamp.now(person, now)))

    def _looked_up(self, number: int) -> tuple[Entry, Stood | None]:
        now = self._clock.now()
        with self._database.reading() as session:
            entry = _standing(session, number, now, lock=False)
            found = figures.stood(session, [entry.claim.report_id or 0], AsOf(now))
        return entry, found.get(entry.claim.report_id or 0)

    def _may_confirm(self, entry: Entry, stood: Stood | None, person: str) -> bool:
        product = self._catalogue.current().find_product(stood.product) if stood else None
        return self._rights.may_confirm(person, product, self._track(entry.claim.track))

    def _terms(self) -> MoneyTerms:
        terms = self._catalogue.current().money
        if terms is None:
            raise NotBookedError(
                "The catalogue has no [money], so nothing is counted in money; give currency and rate_per_hour there."
            )
        return terms

    def _track(self, key: str) -> Track | None:
        return next((track for track in self._catalogue.current().tracks if track.key == key), None)

    def _refuse_unless_leads(self, key: str, person: str) -> None:
        track = self._track(key)
        if track is None:
            known = ", ".join(track.key for track in self._catalogue.current().tracks)
            raise NotBookedError(f'The catalogue has no track "{key[:40]}"; it has: {known}.')
        may = self._rights.may_confirm(person, None, track)
        who = f"write into the books of {key}: its executive_owner, and [roles] lead of the catalogue, may"
        self._refuse_unless(may, person, who)

    def _refuse_unless(self, may: bool, person: str, what: str) -> None:
        if not may:
            self._rights.note_refused(person, "money", Refusal.NOT_CONFIRMER)
            raise NotConfirmerError(f"{person or 'Nobody'} may not {what}. Say with --by who does it.")

    def _safe_of(self, stated: Stated) -> Stated:
        return replace(stated, formula=self._safe(stated.formula), evidence=self._safe(stated.evidence))

    def _safe(self, words: str) -> str:
        safe = " ".join(SafeWords(self._personal_data).of(words)[:_LONGEST].split())
        return safe if says_something(safe) else ""

    def _written(self, write: Callable[[Session, datetime], _T]) -> _T:
        now = self._clock.now()
        return self._database.carry_out(lambda session: write(session, now))


def _record(session: Session, claim: Claim, now: datetime) -> int:
    """Write an entry into the books of its first day, or of today if that is still to come: it stands in them from the
    moment somebody claims it, and is worth something from its first day on.
    """
    written_for = min(claim.since or now, now)
    return stored.record_claim(session, claim, Stamp(claim.estimator, written_for, now), None)


def _report_named(session: Session, name: str) -> Report:
    """The report of a reference, or the first one of an issue's. A matter of security looks like none at all."""
    issue = issue_named(session, name)
    report = find_report(session, name) or (issue.reports[0] if issue and issue.reports else None)
    if report is None or report.restricted or (issue is not None and issue.restricted):
        raise NotBookedError(f"I know no report and no issue called {name}; give a reference (FR-…) or a Jira key.")
    return report


def _standing(session: Session, number: int, now: datetime, *, lock: bool = True) -> Entry:
    entry = stored.entry_of(session, number, AsOf(now), lock=lock)
    if entry is None:
        raise NotBookedError(f"There is no entry M-{number}, or it was withdrawn.")
    return entry


def _refuse_second(session: Session, claim: Claim, as_of: AsOf) -> None:
    """One issue avoids and returns once: a second claim would be counted with the first, and only confuse."""
    rivals = [e for e in stored.entries(session, as_of) if e.claim.benefit is claim.benefit and e.claim.report_id]
    stood = figures.stood(session, [claim.report_id or 0, *(e.claim.report_id or 0 for e in rivals)], as_of)
    mine = stood[claim.report_id or 0]
    for rival in rivals:
        theirs = stood.get(rival.claim.report_id or 0)
        same_issue = theirs is not None and mine.issue_id is not None and theirs.issue_id == mine.issue_id
        if same_issue or rival.claim.report_id == claim.report_id:
            raise NotBookedError(
                f"{mine.key or mine.reference} has a claim of this already, {rival.name}; confirm it with other "
                f"amounts, or withdraw it first."
            )
