"""A corrected outcome holds as of the moment it ended; what was believed until then is told by when it was known."""

from __future__ import annotations

from config.words import Outcome
from loop.erasing import deidentify
from storage import figures
from storage.database import Session
from storage.event import Stamp
from storage.figures import AsOf, Member
from storage.issue import Issue
from storage.report import Report
from tests.figures.conftest import History, day

TRACKS = {"ticketing": ["desk"]}


def correct(session: Session, issue: Issue, outcome: Outcome, at: float, reason: str = "It did ship") -> None:
    issue.correct(outcome, Stamp.now("U0MARIA", day(at)), reason)
    session.flush()


def member(session: Session, at: float, known_at: float | None = None) -> Member:
    known = None if known_at is None else day(known_at)
    return figures.members(session, TRACKS, AsOf(day(at), known))[0]


def reasons(session: Session, at: float) -> int:
    return figures.reasons_delivered(session, TRACKS, AsOf(day(at)))["ticketing"]


def test_figures_follow_as_of_the_end_and_not_before_it_was_known(session: Session, history: History) -> None:
    report, issue = history.ended(0, 10, Outcome.DECLINED)
    history.tell(report, 11)
    history.answer(report, 12, "fixed")
    correct(session, issue, Outcome.INTEGRATED, 40)

    for at in (10, 20, 50):
        assert (member(session, at).outcome, member(session, at).ended_at) == (Outcome.INTEGRATED, day(10))
    assert member(session, 9).outcome is None
    assert [member(session, 50, known_at).outcome for known_at in (39, 40)] == [Outcome.DECLINED, Outcome.INTEGRATED]
    shipped = figures.shipped_between(session, TRACKS, day(35), AsOf(day(50)), learnt_after=day(35))
    assert [item.key for item in shipped] == [issue.key]
    assert report.outcome is Outcome.INTEGRATED
    found = figures.mishaps(session, TRACKS, AsOf(day(50)), now=True)["ticketing"]
    assert (found.audit_gaps, found.reopened) == (0, 0)

    issue.reopen(Stamp.now("jira", day(60)))
    history.end(issue, Outcome.DECLINED, 70)
    assert [member(session, at).outcome for at in (50, 65, 70)] == [Outcome.INTEGRATED, None, Outcome.DECLINED]
    assert (issue.corrected_at, issue.correction) == (None, "")


def test_a_reason_counts_as_given_once_whoever_heard_the_wrong_end_hears_the_right_one(
    session: Session, history: History
) -> None:
    report, issue = history.ended(0, 10, Outcome.INTEGRATED)
    history.tell(report, 11)
    correct(session, issue, Outcome.NOT_REPRODUCIBLE, 40, "It was another tool")
    assert reasons(session, 41) == 0
    history.tell(report, 42)
    assert reasons(session, 43) == 1


def test_what_came_after_the_end_stays_answered_and_a_reason_is_forgotten_with_its_reporter(
    session: Session, history: History
) -> None:
    early, issue = history.ended(0, 10, Outcome.DECLINED)
    late: Report = history.report(20)
    late.join(issue, Stamp.now("U0MARIA", day(21)))
    session.flush()
    session.refresh(issue, ["reports"])
    correct(session, issue, Outcome.INTEGRATED, 40, "Ann says so")
    assert [report.outcome for report in (early, late)] == [Outcome.INTEGRATED, Outcome.ANSWERED]

    deidentify(session, [early], "erased-1", Stamp.now("administrator", day(50)))
    session.refresh(issue)
    assert issue.correction == "Erased"


def test_an_end_that_is_corrected_to_unknown_is_listed_as_unread(session: Session, history: History) -> None:
    _, issue = history.filed(0)
    issue.status, issue.resolution = "Closed", "Done"
    history.end(issue, Outcome.INTEGRATED, 10)
    correct(session, issue, Outcome.UNKNOWN, 40, "")
    (unread,) = figures.unread_statuses(session, TRACKS, AsOf(day(41)))
    assert (unread.status, unread.resolution, unread.issues) == ("Closed", "Done", 1)
