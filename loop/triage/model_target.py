"""Proposals of a model, as something that is owed: asked for when a card stands, shown on it when they come.

Nothing waits for them. A person can decide at any time, and what is filed without anybody's decision is filed by the
rules. While the model does not answer, its bucket is shut and nobody asks (`loop/outbox.py`).
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import structlog

from config.catalogue import CatalogueFile
from config.clock import Clock
from config.models import ModelChoice
from config.words import State, Tier
from loop import owing
from loop.alerts import Alerts
from loop.answers import AnswerError, RefusedError
from loop.outbox import Settlement, Task, Timing
from loop.triage.model_answer import ModelProposal, sift
from loop.triage.model_asking import MOST_TOKENS_OUT, Answer, Asker
from loop.triage.model_prompt import TEMPLATE, Question, question_about
from loop.triage.similar import Similar
from storage import model_budget
from storage.database import Database, Session
from storage.model_call import CallResult, ModelCall, calls_about
from storage.report import Report, report_of

log = structlog.get_logger(__name__)

_CANDIDATES = 5
# Somebody will have decided by then; and each call may cost, answered or not.
_MOST_CALLS = 3
_TELLING = (Tier.LOW, Tier.MEDIUM)


def may_be_asked_about(report: Report) -> bool:
    """Whether a model may read a report: somebody is going to decide about it, it is of no high risk and no matter of
    security, and its reporter did not ask to stay unnamed.
    """
    waits = report.state is State.RECEIVED and report.awaits_triage and report.erased_at is None
    return waits and report.tier in _TELLING and not report.name_hidden


@dataclass(frozen=True)
class Reserved:
    """Tokens that were set aside for one call, and on which day."""

    day: str
    tokens: int


class ModelTarget:
    """Asks a model about reports that wait. budget: what all processes together may spend."""

    name = owing.MODEL
    kinds = ("propose",)

    def __init__(
        self,
        database: Database,
        asker: Asker,
        choice: ModelChoice,
        similar: Similar,
        catalogue: CatalogueFile,
        clock: Clock,
        alerts: Alerts,
        timing: Timing,
        *,
        budget: int,
    ) -> None:
        self._database = database
        self._asker = asker
        self._choice = choice
        self._similar = similar
        self._catalogue = catalogue
        self._clock = clock
        self._alerts = alerts
        self.timing = timing
        self._budget = budget

    def deliver(self, task: Task) -> Settlement | None:
        """Ask about one report, unless somebody has decided, or the day's tokens are spent."""
        with self._database.reading() as session:
            report = report_of(session, task.claim.report_id)
            if not may_be_asked_about(report) or calls_about(session, report) >= _MOST_CALLS:
                return None
        question = self._question(report)
        reserved = self._reserve(question)
        if reserved is None:
            return None
        began = time.monotonic()
        try:
            answer = self._asker.ask(question.instructions, question.text)
        except AnswerError as problem:
            self._note_silence(report, problem, reserved, time.monotonic() - began)
            raise
        seconds = time.monotonic() - began
        task.sent()
        return lambda session: self._record(session, report.id, question, answer, reserved, seconds)

    def _question(self, report: Report) -> Question:
        self._similar.refresh()
        found = self._similar.find(f"{report.title}\n{report.what}", _CANDIDATES)
        return question_about(report, self._catalogue.current().products, found)

    def _reserve(self, question: Question) -> Reserved | None:
        """Set aside what the call may cost at the most; None, and the administrators are told, if that is too much."""
        reserved = Reserved(f"{self._clock.now():%Y-%m-%d}", question.size + MOST_TOKENS_OUT)

        def reserve(session: Session) -> bool:
            enough = model_budget.reserve(session, reserved.day, reserved.tokens, self._budget)
            if not enough:
                self._alerts.model_budget_spent(session, self._budget)
            return enough

        return reserved if self._database.carry_out(reserve) else None

    def _note_silence(self, report: Report, problem: AnswerError, reserved: Reserved, seconds: float) -> None:
        """Audit a call without an answer. What it may have cost stays spent, unless nobody began to answer it."""

        def note(session: Session) -> None:
            if isinstance(problem, RefusedError):
                model_budget.correct(session, reserved.day, -reserved.tokens)
            call = self._call(report.id, CallResult.NO_ANSWER, seconds)
            call.problem = problem.reason[:255]
            session.add(call)

        self._database.carry_out(note)

    def _record(
        self, session: Session, report_id: int, question: Question, answer: Answer, reserved: Reserved, seconds: float
    ) -> None:
        proposal = sift(answer.written, question) if answer.written else ModelProposal()
        report = report_of(session, report_id, lock=True)
        call = self._call(report_id, CallResult.UNUSABLE if proposal.is_empty else CallResult.PROPOSED, seconds)
        call.version, call.problem = answer.version, answer.problem
        call.tokens_in, call.tokens_out = answer.tokens_in, answer.tokens_out
        call.cost = self._choice.cost(answer.tokens_in, answer.tokens_out)
        if report.erased_at is None and not proposal.is_empty:
            call.proposal = proposal.as_record()
        session.add(call)
        spent = answer.tokens_in + answer.tokens_out
        if spent:  # some servers do not say
            model_budget.correct(session, reserved.day, spent - reserved.tokens)
        session.flush()
        if call.proposal and may_be_asked_about(report):
            owing.owe_card_updates(session, report, f"model-{call.id}")
        log.info("a model was asked", result=call.result.value, tokens=spent, seconds=round(seconds, 2))

    def _call(self, report_id: int, result: CallResult, seconds: float) -> ModelCall:
        return ModelCall(
            report_id=report_id,
            asked_at=self._clock.now(),
            model=self._asker.name,
            template=TEMPLATE,
            seconds=round(seconds, 3),
            result=result,
        )
