"""The gate of a track: when a decision is due, what the evidence says, and what was decided."""

from __future__ import annotations

import json
import os
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from bot.messages.digest import digest_message, digest_text
from config.catalogue import Catalogue, parse_catalogue
from config.words import Course, Outcome
from loop.digest import digest_content
from loop.gates import DecidedError, Gate, NoReviewError, decide, decide_once, gates
from loop.scorecard import scorecards
from storage.database import Session
from tests import nursery
from tests.figures.conftest import CATALOGUE, History, day

# Thirty reports a month; as of day 600 much has matured.
AT = 600
REVIEW = day(AT - 12).date()


@pytest.fixture
def catalogue() -> Catalogue:
    return with_review(REVIEW)


def with_review(review: date) -> Catalogue:
    return parse_catalogue(
        CATALOGUE.replace(b"target_rate = 0.45", f"target_rate = 0.45\nreview_date = {review}".encode())
    )


def gate(session: Session, catalogue: Catalogue, at: float = AT) -> Gate:
    cards = scorecards(session, catalogue, day(at), tracks=["ticketing"])
    return gates(session, cards, day(at))["ticketing"]


def programme(history: History, rate: float) -> None:
    for number in range(60):
        if number < 60 * rate:
            history.ended(number, 5, Outcome.INTEGRATED)
        else:
            history.filed(number)


@pytest.mark.parametrize(("rate", "course"), [(0.9, Course.EXPAND), (0.05, Course.RETIRE), (0.35, None)])
def test_the_recommendation_follows_the_verdict(
    history: History, session: Session, catalogue: Catalogue, rate: float, course: Course | None
) -> None:
    programme(history, rate)
    assert gate(session, catalogue).recommended is course


def test_a_loop_short_of_its_target_is_to_be_narrowed(history: History, session: Session) -> None:
    programme(history, 0.6)
    ambitious = parse_catalogue(CATALOGUE.replace(b"0.45", b"0.8"))
    assert gate(session, ambitious).recommended is Course.NARROW


def test_a_decision_is_due_until_it_is_made_and_then_stays(
    history: History, session: Session, catalogue: Catalogue
) -> None:
    programme(history, 0.9)
    assert gate(session, catalogue, AT - 20).overdue_days is None
    assert gate(session, catalogue).overdue_days == 12
    (card,) = scorecards(session, catalogue, day(AT), tracks=["ticketing"])
    said = "A decision is due for 12 days: expand, narrow or retire?"
    content = digest_content(session, catalogue, catalogue.digest("desk"), day(AT), lambda key: key)
    assert said in digest_text(content)
    assert said in json.dumps([block.to_dict() for block in digest_message(content).blocks])
    decide(session, card, Course.NARROW, "Printing first", "U0EXEC", day(AT))
    session.flush()
    decided = gate(session, catalogue)
    assert (decided.overdue_days, [one.decision for one in decided.decisions]) == (None, ["narrow"])
    assert decided.decisions[0].evidence["n"] == 60
    content = digest_content(session, catalogue, catalogue.digest("desk"), day(AT), lambda key: key)
    assert said not in digest_text(content)
    # As of before nothing was decided; and the next review asks again.
    assert gate(session, catalogue, AT - 1).decisions == []
    assert gate(session, with_review(day(AT + 100).date()), AT + 105).overdue_days == 5


def test_a_review_is_decided_once_and_not_long_before_it(
    history: History, session: Session, catalogue: Catalogue
) -> None:
    programme(history, 0.9)

    def decided(review: date | None, at: float, course: Course = Course.EXPAND) -> None:
        asked = catalogue_without_review() if review is None else with_review(review)
        decide_once(session, asked, "ticketing", course, "Because", "U0EXEC", day(at))
        session.flush()

    with pytest.raises(NoReviewError) as none:
        decided(None, AT)
    assert none.value.review is None
    with pytest.raises(NoReviewError) as far:
        decided(day(AT + 31).date(), AT)
    assert far.value.review == day(AT + 31).date()
    decided(day(AT + 29).date(), AT)
    with pytest.raises(DecidedError) as twice:
        decided(day(AT + 29).date(), AT + 40, Course.RETIRE)
    assert twice.value.made is not None
    assert twice.value.made.decision == "expand"
    decided(day(AT + 60).date(), AT + 61, Course.RETIRE)
    assert [one.decision for one in gate(session, catalogue, AT + 62).decisions] == ["retire", "expand"]


def catalogue_without_review() -> Catalogue:
    return parse_catalogue(CATALOGUE)


def test_deciding_on_the_command_line(tmp_path: Path) -> None:
    due = b'executive_owner = "U0EXEC"\nreview_date = 2024-01-01\ntarget_rate'
    (tmp_path / "loop.toml").write_bytes(CATALOGUE.replace(b"target_rate", due))

    jira = {"JIRA_URL": "http://127.0.0.1:9", "JIRA_PAT": "neverasked"}
    friction = partial(nursery.run, "friction", env={"PATH": os.environ["PATH"], **jira}, cwd=tmp_path)
    assert friction("migrate").returncode == 0
    assert "A decision is due" in friction("gate", "list").stdout
    why = ("--reason", "Nothing shipped\x1b[2J")
    for wrong, code, sentence in (
        (("ticketing", "expand", "--by", "U0EXEC"), 2, "A decision needs its reason"),
        (("nope", "expand", *why), 2, "it has: ticketing, assets."),
        (("ticketing", "sell", *why), 2, "sell"),
        (("ticketing", "retire", *why), 2, "Say who decides: --by and the Slack id or e-mail address of U0EXEC."),
        (("ticketing", "retire", *why, "--by", "Bob"), 1, "Bob may not decide about Ticketing; that is for U0EXEC."),
    ):
        refused = friction("gate", "decide", *wrong)
        assert (refused.returncode, "Traceback" in refused.stderr) == (code, False)
        assert sentence in refused.stderr
    decide = ("gate", "decide", "ticketing", "retire", *why, "--by", "U0EXEC")
    done = friction(*decide)
    assert done.returncode == 0, done.stderr
    found = json.loads(friction("gate", "list", "--json").stdout)["ticketing"]
    assert found["overdue_days"] is None
    (decision,) = found["decisions"]
    assert (decision["decision"], decision["by"]) == ("retire", "U0EXEC")
    assert "\x1b" not in decision["reason"]
    again = friction(*decide)
    assert (again.returncode, "is decided: " in again.stderr) == (1, True)
    printed = json.loads(friction("scorecard", "--json", "--track", "ticketing").stdout)["tracks"][0]
    assert printed["gate"] == found
