"""The desk: where a person decides about a report that waits. One decision ends the waiting; a second is too late."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from config.catalogue import CatalogueFile, Product
from config.crash import Crashes, CrashPoint
from config.words import Kind, Severity
from loop import owing, personal_data
from loop.course import set_course
from loop.destination import is_kept_from_many
from loop.details import Detail, details_asked
from loop.drafting import label_of
from loop.rights import Rights
from loop.safe_words import SafeWords
from loop.tracker.screen import FieldAsked
from loop.triage.model_answer import ModelProposal
from loop.triage.overriding import judge_proposal
from storage import delivery
from storage.database import Database, Session
from storage.decisions import Ruling, ruling_on
from storage.event import EventKind, Stamp
from storage.issue import Issue, issue_named
from storage.model_call import proposal_for
from storage.note import NoteKind, keep_revision, say
from storage.report import Estimate, Report, find_report

Act = Callable[[Session, Report, Stamp], None]


class NotTriagerError(Exception):
    """The person may not decide about this product's reports."""


class DecidedError(Exception):
    """There is nothing left to decide. `ruling`: who did and when, None if the report was withdrawn or handed over."""

    def __init__(self, ruling: Ruling | None) -> None:
        super().__init__("decided")
        self.ruling = ruling


class NowhereToFileError(Exception):
    """It is a matter of security, and there is no place in Jira where few may look."""


class NoSuchIssueError(Exception):
    """No issue that the loop knows goes by this name."""


@dataclass(frozen=True)
class Asked:
    """Who wants something decided about which report, and when. key: of the delivery, which may be repeated."""

    reference: str
    person: str
    key: str
    at: datetime


class Desk:
    """Carries out what people decide, each in one transaction. debounce: seconds until news of an end are told."""

    def __init__(
        self,
        database: Database,
        rights: Rights,
        catalogue: CatalogueFile,
        crashes: Crashes,
        personal_data: personal_data.Policy,
        *,
        instance: str,
        debounce: float,
    ) -> None:
        self._database = database
        self._rights = rights
        self._catalogue = catalogue
        self._crashes = crashes
        self._personal_data = personal_data
        self._instance = instance
        self._debounce = debounce

    def waiting(self, reference: str, person: str) -> Report:
        """The report, if this person may decide about it now. Raises LookupError, NotTriagerError, DecidedError."""
        with self._database.reading() as session:
            report = find_report(session, reference)
            if report is None:
                raise LookupError(reference)
            ruling = ruling_on(session, report)
        product = self._catalogue.current().find_product(report.product)
        if not self._rights.may_decide(person, report, product):
            # That a matter of security exists is nobody else's to know.
            raise LookupError(reference) if report.restricted else NotTriagerError(reference)
        if not report.awaits_triage:
            raise DecidedError(ruling)
        return report

    def accept(self, asked: Asked) -> None:
        """File it as it is."""

        def act(session: Session, report: Report, stamp: Stamp) -> None:
            if report.restricted and not self._catalogue.current().files_restricted:
                raise NowhereToFileError(report.reference)
            report.accept(stamp)
            owing.owe_filing(session, report)
            owing.owe_update(session, report, "accepted")

        self._decide(asked, act)

    def decline(self, asked: Asked, reason: str) -> None:
        """End it, for a reason that its reporter reads."""
        words = self._safe().of(reason)

        def act(session: Session, report: Report, stamp: Stamp) -> None:
            report.decline(words, stamp)
            owing.owe_refusal(session, report)
            owing.owe_update(session, report, "declined")

        self._decide(asked, act)

    def merge(self, asked: Asked, into: str) -> None:
        """Let it be part of an issue that is known, by its key or the reference of a report in it. Raises
        NoSuchIssueError.
        """

        def act(session: Session, report: Report, stamp: Stamp) -> None:
            issue = issue_named(session, into)
            if issue is None or issue.restricted or report.restricted or self._keeps_apart(issue):
                raise NoSuchIssueError(into)  # else words would pass between those who may read them and all others
            report.join(issue, stamp)
            self._owe_merged(session, report, issue)

        self._decide(asked, act, into=into)

    def _keeps_apart(self, issue: Issue) -> bool:
        """Whether nobody would hear of an issue any more, or too few may see it in Jira."""
        return (issue.imported and not issue.ended) or is_kept_from_many(issue, self._catalogue.current())

    def hand_over(self, asked: Asked, product: Product) -> None:
        """Let another product's people decide or, where the policy is not to wait, file it there."""

        def act(session: Session, report: Report, stamp: Stamp) -> None:
            self._give(session, report, product, stamp)

        self._decide(asked, act)

    def asked(self, product: Product) -> list[FieldAsked]:
        """What Jira requires of a product's reports beside what is known."""
        with self._database.reading() as session:
            return details_asked(session, product)

    def edit(
        self,
        asked: Asked,
        product: Product,
        title: str,
        what: str,
        estimate: Estimate | None,
        details: Sequence[Detail] | None = None,
    ) -> None:
        """Put other words in the place of a report's own, which are kept. An empty `what` leaves the text as it is;
        None leaves what is thought of it, and the details.
        """
        safe = self._safe()
        told = None if details is None else [asdict(detail.made_safe(safe.of)) for detail in details]
        new_what = safe.of(what)
        new_title = " ".join(safe.for_channels(safe.of(title)).split())

        def act(session: Session, report: Report, stamp: Stamp) -> None:
            text = new_what or report.what
            if (new_title, text) != (report.title, report.what):
                keep_revision(session, report, stamp)
                report.revise(new_title or report.title, text, stamp)
            if told is not None and told != report.details:
                report.detail(told, stamp)
            if estimate is not None and estimate != report.standing_estimate:
                report.estimate(estimate, stamp)
            if product.key != report.product:
                self._give(session, report, product, stamp)
            owing.owe_update(session, report, _at(stamp))

        self._decide(asked, act)

    def use_proposal(self, asked: Asked) -> None:
        """Take over title, kind and severity as a model proposed them. Raises LookupError where none did."""

        def act(session: Session, report: Report, stamp: Stamp) -> None:
            call = proposal_for(session, report)
            if call is None or report.restricted:
                raise LookupError(report.reference)
            proposed = ModelProposal.of_record(call.proposal)
            if proposed.title and proposed.title != report.title:
                keep_revision(session, report, stamp)
                report.revise(proposed.title, report.what, stamp)
            thought = report.standing_estimate
            kind, severity = Kind(proposed.kind or thought.kind), Severity(proposed.severity or thought.severity)
            if (kind, severity) != (thought.kind, thought.severity):
                report.estimate(Estimate(kind, severity, thought.feasibility), stamp)
            owing.owe_update(session, report, _at(stamp))

        self._decide(asked, act)

    def ask(self, asked: Asked, question: str) -> None:
        """Ask the reporter; the report goes on waiting."""
        words = self._safe().of(question)

        def act(session: Session, report: Report, stamp: Stamp) -> None:
            report.record(EventKind.ASKED, stamp)
            note = say(session, report, NoteKind.QUESTION, words, stamp)
            owing.owe_question(session, report, note)
            owing.owe_card_updates(session, report, f"note-{note.id}")

        self._decide(asked, act)

    def _decide(self, asked: Asked, act: Act, *, into: str = "") -> None:
        with self._database.reading() as session:
            if delivery.is_known(session, asked.key):
                return
        meant = self.waiting(asked.reference, asked.person)

        def carry_out(session: Session) -> None:
            if not delivery.first_time(session, asked.key):
                return
            if into:
                issue_named(session, into)  # locked before the report, as whoever reads Jira locks them
            report = find_report(session, asked.reference)
            if report is None or not report.awaits_triage or _went_elsewhere(report, meant):
                raise DecidedError(ruling_on(session, report) if report else None)
            act(session, report, Stamp.now(asked.person, asked.at))
            session.flush()
            judge_proposal(session, report, asked.at)
            self._crashes.passing(CrashPoint.BEFORE_COMMIT, "triage")

        self._database.carry_out(carry_out)
        self._crashes.passing(CrashPoint.AFTER_COMMIT_BEFORE_ACK, "triage")

    def _owe_merged(self, session: Session, report: Report, issue: Issue) -> None:
        session.flush()
        session.refresh(issue, ["reports"])
        owing.owe_update(session, report, "merged")
        if issue.imported:
            return  # Jira was never asked about it, and nobody is told of its end
        owing.owe_labels(session, issue, [label_of(self._instance, report.reference)])
        owing.owe_reach(session, issue, self._debounce)
        owing.owe_addition(session, issue, report)
        owing.owe_files(session, report, issue)
        if issue.ended:
            owing.owe_end(session, issue, self._debounce)

    def _give(self, session: Session, report: Report, product: Product, stamp: Stamp) -> None:
        """Hand a report over. Whoever does has read it: it is no matter of security, or no longer."""
        report.hand_over(product.key, stamp)
        set_course(session, report, product, self._catalogue.current(), stamp, cleared=True)
        if not report.awaits_triage:
            report.accept(stamp)
        owing.owe_update(session, report, _at(stamp))

    def _safe(self) -> SafeWords:
        return SafeWords(self._personal_data)


def _went_elsewhere(report: Report, before: Report) -> bool:
    """Whether others decide about a report by now than those who were asked whether they may."""
    return (report.product, report.restricted) != (before.product, before.restricted)


def _at(stamp: Stamp) -> str:
    """What tells this change from every other one of the report."""
    return f"{stamp.actor}-{int(stamp.occurred_at.timestamp() * 1000)}"
