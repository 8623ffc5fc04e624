"""From records to what triage cards show of them."""

from __future__ import annotations

from bot.messages.away import acting_for
from bot.messages.card import Alike, CardFace, Decision, Hints, Said
from bot.messages.model import ModelHint
from bot.messages.proposal import why
from bot.messages.words import DOES, KINDS
from config.catalogue import CatalogueFile
from config.clock import Clock
from config.words import Kind, Severity, Tier
from loop.details import Detail
from loop.tracker.model import Tracker
from loop.triage.advice import Adviser
from loop.triage.judging import Judgement
from loop.triage.model_answer import ModelProposal
from loop.triage.model_target import may_be_asked_about
from loop.triage.queue import score_of_report
from loop.triage.reading import Part
from loop.triage.similar import Match
from storage.database import Session
from storage.decisions import ruling_on
from storage.event import EventKind
from storage.model_call import proposal_for
from storage.note import NoteKind, notes_of
from storage.report import Report

_DID = {
    EventKind.ACCEPTED: "Filed",
    EventKind.DECLINED: "Decided",
    EventKind.ANSWERED: "Answered",
    EventKind.MERGED: "Merged",
}

_RISKS = {
    Tier.LOW: "",
    Tier.MEDIUM: "medium risk",
    Tier.HIGH: "*high risk*",
    Tier.SECURITY: "*a matter of security: only this channel sees it*",
}


class CardFaces:
    """Reads what a card shows. Renders nothing and changes nothing."""

    def __init__(self, tracker: Tracker, catalogue: CatalogueFile, adviser: Adviser, clock: Clock) -> None:
        self._tracker = tracker
        self._catalogue = catalogue
        self._adviser = adviser
        self._clock = clock

    def card(self, session: Session, report: Report, desk: str) -> CardFace:
        """What the card of a report shows at a place now."""
        issue = report.issue
        ruling = ruling_on(session, report)
        return CardFace(
            reference=report.reference,
            title=report.title,
            what=report.what,
            expected=report.expected,
            product=self._name_of(report.product),
            reporter="" if report.name_hidden else report.reporter_name,
            reported_at=report.submitted_at,
            impact=_impact(report),
            permalink="" if report.name_hidden else report.permalink,
            state=report.state,
            outcome=report.outcome,
            waits=report.awaits_triage,
            here=desk == report.desk,
            key=issue.key if issue else "",
            url=self._tracker.url_of(issue.key) if issue else "",
            reason=report.reason,
            people=len(issue.people) if issue else 1,
            said=tuple(
                Said(note.kind is NoteKind.QUESTION, note.text)
                for note in notes_of(session, report)
                if note.kind is not NoteKind.REPLY
            ),
            risk=_RISKS[report.tier],
            restricted=report.restricted,
            acting=self._acting(report.product) if report.awaits_triage and not report.restricted else "",
            files=not report.restricted or self._catalogue.current().files_restricted,
            model=self._model(session, report) if may_be_asked_about(report) else None,
            talks=issue is not None and not issue.imported and self._catalogue.current().comments.to_jira,
            decision=Decision(_DID[ruling.kind], ruling.by, ruling.at) if ruling else None,
        )

    def hints(self, report: Report) -> Hints:
        """What triage proposes for a report that waits; nothing for any other, and nothing of what was erased."""
        if not report.awaits_triage or report.erased_at is not None:
            return Hints()
        advice = self._adviser.advise(report)
        proposal = advice.proposal
        return Hints(
            product=self._name_of(proposal.value) if proposal else "",
            why=why(proposal) if proposal else "",
            sort=_sort(report, advice.judged),
            similar=tuple(map(self._alike, advice.similar)),
            to_ask=Part(report.to_ask) if report.to_ask and not report.restricted else None,
            priority=score_of_report(report, self._catalogue.current().priority).why,
        )

    def _model(self, session: Session, report: Report) -> ModelHint | None:
        call = proposal_for(session, report)
        if call is None:
            return None
        said = ModelProposal.of_record(call.proposal)
        now = (report.title, report.kind, report.severity)
        taken = (said.title or report.title, said.kind or report.kind, said.severity or report.severity)
        return ModelHint(
            model=call.version or call.model,
            product=self._name_of(said.product) if said.product else "",
            kind=KINDS[Kind(said.kind)] if said.kind else "",
            severity=DOES[Severity(said.severity)] if said.severity else "",
            title=said.title,
            summary=said.summary,
            missing=said.missing,
            same_as=said.same_as,
            reason=said.reason,
            differs=taken != now,
        )

    def _alike(self, match: Match) -> Alike:
        known = match.known
        url = self._tracker.url_of(known.key) if known.key else ""
        return Alike(known.key, url, known.reference, known.title, known.people, known.shipped)

    def _acting(self, key: str) -> str:
        product = self._catalogue.current().find_product(key)
        return acting_for(product, self._clock.now().date()) if product else ""

    def _name_of(self, key: str) -> str:
        product = self._catalogue.current().find_product(key)
        return product.name if product else key


def _sort(report: Report, judged: Judgement) -> str:
    """What the report stands as, and why: the reasons are those of triage where nobody has said otherwise."""
    stands = ((KINDS[report.kind], report.kind, judged.kind), (DOES[report.severity], report.severity, judged.severity))
    return " · ".join(
        f"{words} ({why(proposal)})" if value == proposal.value else words for words, value, proposal in stands
    )


def _impact(report: Report) -> tuple[str, ...]:
    said = (
        report.frequency,
        f"about {report.minutes} minutes each time" if report.minutes is not None else "",
        report.who_else,
        *(f"{detail.name}: {detail.shown}" for detail in map(Detail.read, report.details)),
    )
    return tuple(words for words in said if words)
