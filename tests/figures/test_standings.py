"""Stretches of standing are what the events say, and counting them at once is counting them one instant at a time."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from config.words import Outcome, State
from storage import figures
from storage.database import Session
from storage.event import Event, Stamp
from storage.figures import AsOf, Tracks
from storage.standing import REMARKS, Standing
from tests.figures.conftest import History, day

TRACKS: Tracks = {"ticketing": ["desk", "printing"]}
DAYS = (1, 3, 6, 9, 12, 20, 26, 41, 60)


@pytest.fixture
def eventful(history: History) -> History:
    """Reports that end, are reopened, corrected, merged, handed over and withdrawn; some of it was learnt late."""
    _, shipped = history.ended(0, 5, Outcome.INTEGRATED)
    shipped.correct(Outcome.DECLINED, Stamp("U0MARIA", day(5), day(25)), "it was the other one")
    _, reopened = history.ended(2, 8, Outcome.DECLINED)
    reopened.reopen(Stamp.now("jira", day(11)))
    reopened.end(Outcome.INTEGRATED, Stamp("jira", day(19), day(40)))
    _, away = history.filed(4)
    away.give_way_to(reopened, Stamp.now("jira", day(22)))
    history.report(7).withdraw(Stamp.now("U1ANN", day(8)))
    history.report(10).hand_over("printing", Stamp.now("U0MARIA", day(14)))
    history.session.flush()
    return history


def by_replaying(session: Session, at: datetime, known_at: datetime | None) -> dict[int, tuple[object, ...]]:
    """Where reports stood, by going through all events one by one."""
    found: dict[int, tuple[object, ...]] = {}
    for event in session.scalars(select(Event).order_by(Event.occurred_at, Event.id)):
        known = known_at is None or event.recorded_at <= known_at
        if event.report_id and event.kind not in REMARKS and event.occurred_at <= at and known:
            found[event.report_id] = (event.product, event.state, event.outcome, event.issue_id)
    return found


@pytest.mark.parametrize("known", [None, 10, 24, 30])
def test_the_stretches_are_what_all_events_come_to(eventful: History, known: int | None) -> None:
    session, known_at = eventful.session, day(known) if known else None
    for at in DAYS:
        members = figures.members(session, TRACKS, AsOf(day(at), known_at))
        replayed = by_replaying(session, day(at), known_at)
        assert sorted((one.product, one.state, str(one.outcome)) for one in members) == sorted(
            (product, state, str(outcome)) for product, state, outcome, _ in replayed.values()
        )


def test_no_two_stretches_of_a_report_overlap_and_none_is_missing(eventful: History) -> None:
    by_report: dict[int, list[Standing]] = {}
    for one in eventful.session.scalars(select(Standing).order_by(Standing.report_id, Standing.since, Standing.id)):
        by_report.setdefault(one.report_id, []).append(one)
    for past in by_report.values():
        assert past[0].since == past[0].submitted_at
        assert [one.until for one in past] == [*(one.since for one in past[1:]), None]


@pytest.mark.parametrize("known", [None, 30])
def test_a_course_says_of_every_instant_what_a_look_at_it_says(eventful: History, known: int | None) -> None:
    session, known_at = eventful.session, day(known) if known else None
    instants = [day(at) for at in DAYS]
    course = figures.course(session, ["desk", "printing"], instants, known_at)
    for at, counted in zip(instants, course, strict=True):
        standing = figures.members(session, TRACKS, AsOf(at, known_at))
        for product in ("desk", "printing"):
            kept = [one for one in standing if one.product == product and one.state is not State.WITHDRAWN]
            shipped = sum(one.outcome is Outcome.INTEGRATED for one in kept)
            assert counted.get(product, (0, 0)) == (len(kept), shipped)
    assert figures.course(session, ["desk"], []) == []
