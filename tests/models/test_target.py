"""What becomes of one owed question, whatever the model answers: audited each time, and paid for by the budget."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from config.catalogue import CatalogueFile
from config.crash import Crashes
from config.models import ModelChoice, Provider
from loop import owing
from loop.alerts import Alerts
from loop.answers import AnswerError, RefusedError, Scope, TryLaterError
from loop.meters import Meters
from loop.outbox import Timing, Worker
from loop.triage.model_answer import Written
from loop.triage.model_asking import Answer
from loop.triage.model_target import ModelTarget
from loop.triage.similar import Similar
from storage import bucket
from storage.database import Database
from storage.event import Stamp
from storage.model_call import newest_calls
from storage.outbox import Owed
from storage.report import Report, report_of
from storage.schema import migrate
from tests.world import CATALOGUE

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
GOOD = Answer(Written(product="vpn", title="No VPN"), "v1", 700, 90)


class Noon:
    def now(self) -> datetime:
        return NOON


class Model:
    """Answers, in turn, with what it was given."""

    name = "openai:test"

    def __init__(self, *answers: Answer | AnswerError) -> None:
        self.answers = list(answers)

    def ask(self, instructions: str, text: str) -> Answer:
        answer = self.answers.pop(0)
        if isinstance(answer, AnswerError):
            raise answer
        return answer


class Bench:
    """A database with one report that waits, and a worker for one model."""

    def __init__(self, directory: Path, *answers: Answer | AnswerError, budget: int = 20_000) -> None:
        self.database = Database(f"sqlite:///{directory}/friction.db")
        migrate(self.database)
        file = directory / "loop.toml"
        file.write_text(CATALOGUE)
        clock, catalogue = Noon(), CatalogueFile(file)
        alerts = Alerts(catalogue, clock)
        choice = ModelChoice(Provider.OPENAI, "test", None, None, 1.0, 10.0)
        self.model = Model(*answers)
        similar = Similar(self.database)
        timing = Timing(lease=30, grace=0, parked_retry=60)
        target = ModelTarget(
            self.database,
            self.model,
            choice,
            similar,
            catalogue,
            clock,
            alerts,
            timing,
            budget=budget,
        )
        self.worker = Worker(self.database, target, alerts, Crashes(None), frozenset, Meters())
        self.report = self.another()

    def another(self) -> int:
        def submit(session: Any) -> int:
            report = Report.submit(
                session,
                Stamp.now("U1ANN", NOON),
                product="vpn",
                reporter="U1ANN",
                title="T",
                what="It hangs",
                source="slash",
            )
            report.awaits_triage = True
            owing.owe_proposal(session, report)
            session.flush()
            return report.id

        return self.database.carry_out(submit)

    def ask(self) -> None:
        """Let the worker do one owed thing, as soon as its bucket and row would let it."""

        def hurry(session: Any) -> None:
            session.query(bucket.Bucket).update({"blocked_until": 0.0})
            session.query(Owed).filter(Owed.due.is_not(None)).update({"due": 0.0})

        self.database.carry_out(hurry)
        self.worker.run_once()

    def results(self) -> list[str]:
        with self.database.reading() as session:
            return [call.result.value for call, _ in newest_calls(session, 50)]

    def alerts(self) -> list[str]:
        with self.database.reading() as session:
            return [row.payload["headline"] for row in session.query(Owed).filter(Owed.kind == "alert")]

    def state(self) -> str:
        with self.database.reading() as session:
            return str(session.query(Owed).filter(Owed.kind == "propose").one().state.value)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Any]:
    made: list[Bench] = []

    def make(*answers: Answer | AnswerError, **more: int) -> Bench:
        made.append(Bench(tmp_path, *answers, **more))
        return made[-1]

    yield make
    for one in made:
        one.database.close()


def test_a_proposal_is_kept_with_what_it_cost(bench: Any) -> None:
    asked = bench(GOOD)
    asked.ask()
    with asked.database.reading() as session:
        ((call, reference),) = newest_calls(session, 5)
        assert (call.proposal["title"], call.proposal["product"]) == ("No VPN", "vpn")
        assert (call.version, call.tokens_in, call.tokens_out, call.cost) == ("v1", 700, 90, 0.0016)
        assert reference == report_of(session, asked.report).reference
    assert asked.state() == "done"


def test_what_is_no_proposal_is_audited_and_not_asked_for_again(bench: Any) -> None:
    nothing_of_use = Answer(Written(product="payroll", reason="because"), "v1", 700, 90)
    asked = bench(Answer(None, "", 700, 90, "it filled in no form"), nothing_of_use)
    asked.ask()
    assert (asked.results(), asked.state()) == (["unusable"], "done")
    asked.another()
    asked.ask()
    assert asked.results() == ["unusable"] * 2


def test_a_silent_model_is_asked_three_times_at_most(bench: Any) -> None:
    silent = TryLaterError("no answer within 20 seconds", scope=Scope.WHOLE)
    asked = bench(silent, silent, silent)
    for _ in range(4):
        asked.ask()
    assert (asked.results(), asked.state()) == (["no_answer"] * 3, "done")


def test_a_model_that_refuses_us_is_told_once_and_costs_nothing(bench: Any) -> None:
    asked = bench(RefusedError("refused"), RefusedError("refused"), GOOD, budget=6_000)
    for _ in range(3):
        asked.ask()
    assert asked.results() == ["proposed", "no_answer", "no_answer"]
    assert asked.alerts() == ["The model does not take what the loop sends"]


def test_when_the_budget_is_used_up_nobody_asks_and_administrators_hear_once(bench: Any) -> None:
    asked = bench(GOOD, budget=5_200)
    asked.ask()
    for _ in range(2):
        asked.another()
    asked.ask()
    asked.ask()
    assert asked.results() == ["proposed"]
    assert asked.alerts() == ["The model has used up its tokens for today"]


def test_a_report_that_was_erased_or_decided_about_is_not_asked_about(bench: Any) -> None:
    asked = bench()

    def decide(session: Any) -> None:
        report_of(session, asked.report, lock=True).accept(Stamp.now("U0OWNER", NOON))

    asked.database.carry_out(decide)
    asked.ask()
    assert (asked.results(), asked.state()) == ([], "done")
