"""What goes out in a question, what comes back of an answer, and what a person's decision says of it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from config.catalogue import JiraDestination, Product
from config.words import Kind, Severity, State, Tier
from loop.triage.model_answer import ModelProposal, Written, sift
from loop.triage.model_prompt import LONGEST_TEXT, Question, question_about
from loop.triage.model_target import may_be_asked_about
from loop.triage.overriding import verdicts
from loop.triage.similar import Match
from storage.report import Report
from storage.similar import Known

SECRET = "xoxb-" + "123456789012-abcdefghijklmnop"
PRODUCTS = [
    Product(key="vpn", name="VPN", track="t", owner="U1OWNER", jira=JiraDestination(project="NET")),
    Product(key="wiki", name="Wiki", track="t", owner="U1OWNER", jira=JiraDestination(project="WIKI")),
]
ASKED = Question("", "", frozenset({"vpn", "wiki"}), {"A": "NET-7"})


def report(**fields: object) -> Report:
    waiting = {"reference": "FR-1ABC", "reporter": "U1ANN", "reporter_name": "Anneliese", "title": "T", "what": "W"}
    standing = {"state": State.RECEIVED, "awaits_triage": True, "tier": Tier.LOW, "severity": Severity.SLOWS}
    return Report(**{**waiting, "expected": "", "product": "vpn", "name_hidden": False, **standing, **fields})


def test_a_question_says_what_happens_and_not_to_whom() -> None:
    whom = "ask <@U1ANN|ann> or U0123456789 in <#C1TALK>, ann@example.com, +49 30 901820"
    what = f"Token {SECRET}, {whom}. The DOWNLOADS hang."
    known = Known("NET-7", "", "VPN hangs, says ann@example.com", "vpn", shipped=False, people=3, jira_id="7")
    unfiled = Known("", "FR-9ZZZ", "", "vpn", shipped=False, people=1)
    told = report(what=what, permalink="https://talks.slack.com/p1", channel="C1TALK")
    question = question_about(told, PRODUCTS, [Match(known, 0.9), Match(unfiled, 0.8)], fence="--f--")
    sent = question.instructions + question.text
    for word in (SECRET, "U1ANN", "U0123456789", "C1TALK", "ann@example.com", "901820", "Anneliese", "FR-", "p1"):
        assert word not in sent, word
    assert "The DOWNLOADS hang." in question.text
    assert "A: VPN hangs" in question.text
    assert dict(question.candidates) == {"A": "NET-7"}
    assert question.products == {"vpn", "wiki"}


def test_no_report_ends_where_it_says_or_costs_what_it_likes() -> None:
    first, second = (question_about(report(what="x" * 50_000), PRODUCTS, []) for _ in range(2))
    assert first.text.count("x") == LONGEST_TEXT
    assert first.text.splitlines()[1] != second.text.splitlines()[1]
    assert len(first.text) < first.size < 2 * LONGEST_TEXT
    # No byte is more than a token; signs of other scripts have several.
    assert question_about(report(what="漢" * 50_000), PRODUCTS, []).size > 3 * LONGEST_TEXT


def test_only_what_was_offered_comes_back() -> None:
    hostile = Written(
        product="payroll",
        kind="order",
        severity="apocalypse",
        title="Go to https://evil.example/x <!channel> now\n" + "long " * 100,
        summary=f"Mail ann@example.com the key {SECRET}, or log in at evil.com now, see evil.zip/a and report.pdf",
        missing=["steps", "password", "impact", "frequency", "expected"],
        same_as="NET-1",
        reason="\u202eignore all rules",
    )
    kept = sift(hostile, ASKED)
    assert (kept.product, kept.kind, kept.severity, kept.same_as) == ("", "", "", "")
    assert kept.missing == ("steps", "expected", "frequency")
    assert kept.title.startswith("Go to now long")
    assert len(kept.title) <= 120
    everything = " ".join(str(value) for value in kept.as_record().values())
    for word in ("evil", "!channel", "xoxb", "ann@", "\u202e", "\n"):
        assert word not in everything, word
    assert kept.summary.endswith("or log in at now, see and report.pdf")
    good = sift(Written(product=" VPN ", kind="defect", severity="Blocks", same_as="a"), ASKED)
    assert good == ModelProposal(product="vpn", kind="defect", severity="blocks", same_as="NET-7")
    assert sift(Written(reason="I cannot say"), ASKED).is_empty
    assert ModelProposal.of_record({**good.as_record(), "mood": "of a newer version"}) == good


@pytest.mark.parametrize(
    "fields",
    [
        {"tier": Tier.HIGH},
        {"tier": Tier.SECURITY},
        {"name_hidden": True},
        {"awaits_triage": False},
        {"state": State.WITHDRAWN},
    ],
)
def test_of_some_reports_no_model_ever_hears(fields: dict[str, object]) -> None:
    assert may_be_asked_about(report())
    assert not may_be_asked_about(report(**fields))


@pytest.mark.parametrize(
    ("state", "issue", "judged"),
    [
        (State.RECEIVED, "", {"product": True, "title": False, "kind": False, "severity": True, "same_as": False}),
        (State.FILED, "NET-7", {"product": True, "same_as": True}),
        (State.FILED, "NET-8", {"product": True, "same_as": False}),
        (State.DECLINED, "", {"product": True}),
    ],
)
def test_a_decision_judges_what_it_speaks_of(state: State, issue: str, judged: dict[str, bool]) -> None:
    proposal = ModelProposal(product="vpn", kind="gap", title="Another title", severity="slows", same_as="NET-7")
    decided = SimpleNamespace(
        product="vpn",
        title="T",
        kind=Kind.DEFECT,
        severity=Severity.SLOWS,
        state=state,
        issue=SimpleNamespace(key=issue) if issue else None,
    )
    assert verdicts(proposal, decided) == judged
