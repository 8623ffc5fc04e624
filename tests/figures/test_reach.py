"""Who says "me too" adds to the people behind an issue, as of any instant, and to no count of reports."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from config.words import Outcome
from loop.erasing import Erasing
from loop.owing import owe_end
from storage import figures
from storage.co_report import CoReport
from storage.database import Database, Session
from storage.erasure import forget_co_report, long_over
from storage.event import Event, Stamp
from storage.felt import most_felt, open_impacts
from storage.figures import AsOf
from storage.issue import Issue
from storage.outbox import unfinished
from tests.figures.conftest import History, day

TRACKS = {"ticketing": ["desk", "printing"]}


def joins(session: Session, issue: Issue, person: str, at: float) -> CoReport:
    joined = issue.join(person, Stamp.now(person, day(at)))
    session.flush()
    return joined


def people(session: Session, at: float) -> list[int]:
    return [item.people for item in figures.oldest_open(session, TRACKS, AsOf(day(at)))]


def submissions(session: Session, at: float) -> int:
    looked = figures.looked(session, TRACKS, AsOf(day(at)), {"ticketing": day(-180)}, judged_since=day(-700))
    return looked["ticketing"].n


def test_reach_grows_and_shrinks_with_those_who_join_and_leave(session: Session, history: History) -> None:
    report, issue = history.filed(0)
    bob = joins(session, issue, "U2BOB", 1)
    joins(session, issue, "U3CAT", 2)
    joins(session, issue, report.reporter, 2)
    issue.leave(bob, Stamp.now("U2BOB", day(3)))
    joins(session, issue, "U2BOB", 5)
    assert [people(session, at) for at in (0.5, 1, 2, 3, 4, 5)] == [[1], [2], [3], [2], [2], [3]]
    assert submissions(session, 9) == 1
    assert len(issue.co_reports) == 3


def test_who_says_me_too_counts_among_those_who_feel_it_most(session: Session, history: History) -> None:
    _, lonely = history.filed(0)
    twice, felt = history.filed(1)
    history.issue(1, history.report(1), key="DESK-99")
    for person in ("U2BOB", "U3CAT", twice.reporter):
        joins(session, felt, person, 2)
    felt.leave(joins(session, felt, "U4DAN", 2), Stamp.now("U4DAN", day(3)))
    session.flush()
    assert [(item.key, item.people) for item in most_felt(session, 2)] == [(felt.key, 3), (lonely.key, 1)]
    queued = open_impacts(session, ["desk"])
    assert (queued[felt.id].people, queued[lonely.id].people) == (3, 1)


def test_a_merge_takes_everyone_along_and_tells_each_once(session: Session, history: History) -> None:
    _, survivor = history.filed(0)
    gone_report, gone = history.filed(1)
    for person in ("U2BOB", "U3CAT"):
        joins(session, gone, person, 2)
    joins(session, survivor, "U3CAT", 2)
    assert people(session, 3) == [2, 3]
    gone.give_way_to(survivor, Stamp.now("jira", day(4)))
    session.flush()
    session.refresh(survivor, ["reports", "co_reports"])
    assert people(session, 5) == [4]
    assert people(session, 3) == [2, 3]

    history.end(survivor, Outcome.INTEGRATED, 6)
    owe_end(session, survivor, 0.0)
    told = sorted(row.payload["person"] for row in unfinished(session))
    assert told == sorted([survivor.reports[0].reporter, gone_report.reporter, "U2BOB", "U3CAT"])


def test_who_is_forgotten_still_counts_and_is_told_nothing(database: Database) -> None:
    with database.transaction() as session:
        history = History(session)
        _, issue = history.filed(0)
        joins(session, issue, "U2BOB", 1)
        joins(session, issue, "U3CAT", 1)
    Erasing(database, grace=0.0).erase({"U3CAT"}, day(2))
    with database.transaction() as session:
        issue = session.get_one(Issue, issue.id)
        history = History(session)
        history.end(issue, Outcome.DECLINED, 3)
        assert [joined.person for joined in issue.joined] == ["U2BOB"]
        # Retention: as long after the end as a report's words are kept.
        assert long_over(session, day(3), 10) == []
        for over in long_over(session, day(3) + timedelta(seconds=1), 10):
            forget_co_report(session, over, "erased-1", day(4))
    with database.transaction() as session:
        assert people(session, 2.5) == [3]
        signed = {event.actor for event in session.scalars(select(Event))} | {
            joined.person for joined in session.scalars(select(CoReport))
        }
        assert signed.isdisjoint({"U2BOB", "U3CAT"})
