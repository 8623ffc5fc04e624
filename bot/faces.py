"""From records to what messages show of them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.messages.captured import captured
from bot.messages.ends import EndFace, LastWord
from bot.messages.known import OfferFace
from bot.messages.me_too import MeTooFace
from bot.messages.receipt import ReceiptFace
from bot.messages.stuck import StuckFace
from bot.messages.summary import SummaryLine
from bot.messages.text import Message as Shown
from config.catalogue import CatalogueFile
from config.words import Outcome, State
from loop import owing
from loop.talk import said_of_end
from loop.tracker.model import Tracker
from loop.triage.reading import Part
from storage import bucket
from storage.attachment import files_of
from storage.co_report import co_report_of, latest_co_answer
from storage.database import Session
from storage.issue import Issue, issue_by_id, issues_with_reports
from storage.message import Message
from storage.outbox import OwedState, owed_of
from storage.report import Report, latest_answer, report_of
from storage.similar import Known


class Faces:
    """Reads what a message shows. Changes nothing."""

    def __init__(self, tracker: Tracker, catalogue: CatalogueFile) -> None:
        self._tracker = tracker
        self._catalogue = catalogue

    def receipt(self, session: Session, report: Report) -> ReceiptFace:
        """What the receipt of a report shows now."""
        issue = report.issue
        return ReceiptFace(
            reference=report.reference,
            title=report.title,
            product=self.product_name(report.product),
            state=report.state,
            outcome=report.outcome,
            key=issue.key if issue else "",
            url=self._tracker.url_of(issue.key) if issue else "",
            held_up=_held_up(session, report),
            delayed=report.state is State.RECEIVED
            and not report.awaits_triage
            and bucket.has_outage(session, owing.JIRA),
            reason=report.reason,
            masked=tuple(report.masked),
            noticed=tuple(report.noticed),
            name_hidden=report.name_hidden,
            waits=report.awaits_triage,
            restricted=report.restricted,
            unfiled=report.restricted and not self._catalogue.current().files_restricted,
            stands_in_slack=report.restricted and bool(report.channel),
            to_ask=Part(report.to_ask) if report.to_ask and not report.restricted else None,
            kept_back=tuple((file.name, file.problem) for file in files_of(session, report.id) if file.problem),
        )

    def product_name(self, key: str) -> str:
        """What people call a product; its key, once it has left the catalogue."""
        product = self._catalogue.current().find_product(key)
        return product.name if product else key

    def end(self, session: Session, issue_id: int, person: str) -> EndFace | None:
        """What the news of an end shows to a person; None while the issue is open, or if nothing of theirs is in it."""
        issue = issue_by_id(session, issue_id)
        if not issue.ended or issue.outcome is None:
            return None
        return self._issue(session, issue, person)

    def stuck(self, session: Session, key: str, report_id: int | None, person: str) -> StuckFace | None:
        """What the news of a given-up write shows; None if it was given up no longer."""
        owed = owed_of(session, key)
        if owed is None or not owed.given_up:
            return None
        if report_id is not None:
            face = self.receipt(session, report_of(session, report_id))
            return StuckFace(face.reference, face.title, face.product)
        shown = self._issue(session, issue_by_id(session, owed.payload["issue"]), person)
        return None if shown is None else StuckFace("", shown.title, "", shown.key, shown.url)

    def open_again(self, session: Session, issue: Issue, person: str) -> EndFace | None:
        """What the news of a reopening shows to a person; None if nothing of theirs is in it."""
        return self._issue(session, issue, person)

    def captured(self, session: Session, report: Report) -> Shown:
        """What the thread is shown that a message became a report; more than that only where the catalogue says so."""
        rules = self._catalogue.current().channel_rules(report.channel)
        return captured(self.receipt(session, report), updated=any(rule.updates for rule in rules))

    def me_too(self, session: Session, number: int, person: str) -> MeTooFace | None:
        """What the word to a co-reporter shows now; None if they are forgotten."""
        joined = co_report_of(session, number, person)
        if joined is None:
            return None
        issue = joined.issue
        return MeTooFace(
            number=joined.id,
            key=issue.key,
            url=self._tracker.url_of(issue.key),
            title=issue.title,
            others=len(issue.people - {person}),
            stands=joined.left_at is None,
            outcome=issue.outcome if issue.ended else None,
            draft=joined.draft,
        )

    def offers(self, known: Sequence[Known], reference: str = "") -> list[OfferFace]:
        """Known issues as they are offered; `reference` is of the report that "me too" would take back."""
        return [
            OfferFace(
                jira_id=issue.jira_id,
                key=issue.key,
                url=self._tracker.url_of(issue.key),
                title=issue.title,
                shipped=issue.shipped,
                people=issue.people,
                answer=f"{issue.jira_id}:{reference}",
                shipped_at=issue.shipped_at,
                note=issue.note,
                # In the form there is nothing yet that an answer would have to take back.
                can_answer=issue.answers and not reference,
            )
            for issue in known
        ]

    def summary(self, session: Session, told: Sequence[Message], person: str) -> list[SummaryLine]:
        """What a summary shows now of the issues that it told a person of."""
        issues = issues_with_reports(session, [message.issue_id for message in told if message.issue_id is not None])
        known = [(issues[message.issue_id], message.end) for message in told if message.issue_id in issues]
        lines = [self.line(session, issue, person, end) for issue, end in known]
        return [line for line in lines if line is not None]

    def line(self, session: Session, issue: Issue, person: str, end: int | None) -> SummaryLine | None:
        """What a summary shows of an issue that it tells the so-manieth end of; None if nothing of theirs is in it."""
        face = self._issue(session, issue, person)
        return None if face is None else SummaryLine(face, is_open=not issue.ended, is_current=face.end == end)

    def _issue(self, session: Session, issue: Issue, person: str) -> EndFace | None:
        mine = [report for report in issue.reports if report.reporter == person and not report.imported]
        joined = issue.co_report_of(person)
        since = [report.submitted_at for report in mine] or ([joined.since] if joined else [])
        if not since:
            return None
        return EndFace(
            jira_id=issue.jira_id,
            end=issue.ends,
            key=issue.key,
            url=self._tracker.url_of(issue.key),
            title=issue.title,
            # What came after the end was answered by it, whatever it was for the others.
            outcome=(mine[0].outcome if mine else None) or issue.outcome or Outcome.UNKNOWN,
            said=issue.resolution or issue.status,
            references=tuple(report.reference for report in mine),
            reported_at=min(since),
            others=len(issue.people - {person}),
            answer=_answer_of(session, issue, mine, person),
            corrects=issue.corrected_from,
            correction=issue.correction,
            released_in=issue.released_in,
            last=self._last_word(session, issue),
            hears=any(report.takes_more for report in mine) and self._catalogue.current().comments.to_jira,
        )

    def _last_word(self, session: Session, issue: Issue) -> LastWord | None:
        """What was commented in Jira about an end; nothing where comments stay in Jira."""
        said = said_of_end(session, issue) if self._catalogue.current().comments.to_slack else None
        return None if said is None else LastWord(said.author, said.text, said.jira_id)


def _answer_of(session: Session, issue: Issue, mine: Sequence[Report], person: str) -> str:
    """What the person last said to the present end of the issue; empty so far."""
    said = (
        latest_answer(session, mine[0], issue.ends) if mine else latest_co_answer(session, issue.id, person, issue.ends)
    )
    return said or ""


def _held_up(session: Session, report: Report) -> str:
    """Why filing waits for a person, in Jira's words where it gave any; empty while everything goes its way."""
    owed = owed_of(session, owing.filing_key(report))
    if owed is None:
        return ""
    if owed.state is OwedState.PARKED or owed.given_up:
        return owed.error.rstrip(".")
    return ""
