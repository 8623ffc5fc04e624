"""How the loop is used and how well it works, against histories whose answer is known."""

from __future__ import annotations

from typing import Any

import pytest

from config.catalogue import Catalogue, parse_catalogue
from config.words import Outcome
from loop.scorecard import REGISTER, practices, scorecards
from storage.database import Session
from storage.event import Stamp
from storage.outbox import Owed, OwedState, owe
from tests.figures.conftest import CATALOGUE, History, day


def read(session: Session, catalogue: Catalogue, at: float, *, now: bool = True) -> dict[str, Any]:
    cards = scorecards(session, catalogue, day(at), tracks=["ticketing"])
    found = practices(session, catalogue, cards, day(at), now=now)["ticketing"]
    assert set(found.figures) == set(REGISTER)
    return dict(found.figures)


def test_every_figure_of_a_small_history(history: History, session: Session, catalogue: Catalogue) -> None:
    first = history.report(0, reporter="U1", masked=["slack token"], complete=True)
    history.end(history.issue(0.5, first), Outcome.INTEGRATED, 4)
    second = history.report(1, reporter="U1", source="shortcut", complete=False)
    issue = history.issue(3, second)
    history.end(issue, Outcome.NOT_REPRODUCIBLE, 20)
    issue.reopen(Stamp.now("jira", day(25)))
    waiting = history.report(10, reporter="U2")
    history.issue(10, waiting)
    history.report(2, reporter="U3", imported=True)
    session.flush()
    figures = read(session, catalogue, 30)
    assert (figures["adoption.reporters"], figures["adoption.return_rate"]) == (2, 0.5)
    assert figures["adoption.ways_in"] == {"shortcut": 1, "slash": 2}
    assert figures["adoption.active_share"] is None
    assert figures["efficiency.hours_to_filing"] == 12  # 12, 48 and 0 hours
    assert figures["efficiency.hours_to_triage_auto"] == 12
    assert figures["efficiency.hours_to_triage_review"] is None
    assert figures["risk.days_silent"] == {"desk": 5}
    assert figures["efficiency.acted_within_7_days"] == pytest.approx(1 / 3)
    assert figures["efficiency.days_to_first_act"] == 19  # 4 and 19 days, and one that still waits
    assert figures["efficiency.days_to_ship"] is None
    assert figures["efficiency.open_days"] == 24.5  # 29 and 20 days
    assert figures["quality.reopened_rate"] == 0.5
    assert figures["quality.reproducible_rate"] == 1.0
    assert figures["quality.complete_rate"] == 0.5  # of the two that were read as they came in
    assert (figures["risk.secrets_masked"], figures["risk.unknown_outcomes"]) == (1, 0)
    assert (figures["risk.dead_letters"], figures["risk.audit_gaps"]) == (0, 0)
    # While nothing had come of them.
    assert read(session, catalogue, 3.5, now=False)["efficiency.days_to_first_act"] is None


def test_what_is_wrong_now_is_seen_now_alone(history: History, session: Session, catalogue: Catalogue) -> None:
    stuck = history.report(0)
    assert owe(session, target="jira", kind="file", key="file:x", report_id=stuck.id)
    session.flush()
    row = session.query(Owed).one()
    row.state = OwedState.DEAD
    tampered, _ = history.filed(1)
    session.flush()
    tampered.outcome = Outcome.INTEGRATED  # by a hand that leaves no event
    session.flush()
    figures = read(session, catalogue, 5)
    assert (figures["risk.dead_letters"], figures["risk.audit_gaps"]) == (1, 1)
    figures = read(session, catalogue, 5, now=False)
    assert (figures["risk.dead_letters"], figures["risk.audit_gaps"]) == (None, None)


def test_a_track_nobody_reported_on_has_nothing_to_say(session: Session, catalogue: Catalogue) -> None:
    figures = read(session, catalogue, 5)
    assert {value for value in figures.values() if not isinstance(value, dict)} == {0, None}


def test_how_soon_people_decide_and_what_they_catch(history: History, session: Session) -> None:
    words = CATALOGUE.replace(b'jira.project = "DESK"', b'jira.project = "DESK"\npolicy = "review"')
    reviewed = parse_catalogue(words.replace(b"target_rate = 0.45", b"target_rate = 0.45\nactive_employees = 8"))
    kept = history.report(0)
    kept.accept(Stamp.now("U0MARIA", day(1)))
    issue = history.issue(4, kept)
    double = history.report(2)
    double.join(issue, Stamp.now("U0MARIA", day(4)))
    history.report(5).decline("It is as it should be", Stamp.now("U0MARIA", day(5.25)))
    history.report(6)
    printing, _ = history.filed(7, product="printing")
    issue.join("U7777", Stamp.now("U7777", day(7)))
    session.flush()
    figures = read(session, reviewed, 10)
    # After six hours, a day and two days; one still waits. Half had been decided on after a day.
    assert figures["efficiency.hours_to_triage_review"] == 24
    assert figures["efficiency.hours_to_triage_auto"] == 0
    assert figures["quality.duplicates_caught"] == 2
    assert figures["adoption.active_share"] == pytest.approx(5 / 8)
    assert figures["risk.days_silent"] == {"desk": 4, "printing": 3}
    assert read(session, reviewed, 3)["quality.duplicates_caught"] == 0
    assert printing.product == "printing"
