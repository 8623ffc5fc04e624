"""What must hold of the figures whatever happens, over histories that nobody thought of."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.catalogue import Catalogue
from config.words import Outcome
from loop.scorecard import Scorecard, scorecards
from storage.database import Database
from storage.event import Stamp
from storage.figures import AsOf, Tracks, oldest_open
from storage.issue import Issue
from storage.report import Report
from tests.figures.conftest import History, day

# One day per step: what a person or Jira does next, and to which of the issues so far.
steps = st.lists(
    st.tuples(
        st.sampled_from(["report", "withdrawn", "end", "reopen", "merge", "answer"]),
        st.integers(0, 6),
        st.sampled_from(Outcome),
    ),
    max_size=25,
)
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
few = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class _UndoneError(Exception):
    """Nothing of an example stays for the next one."""


def play(history: History, issues: list[Issue], begin: int, plan: list[tuple[str, int, Outcome]]) -> None:
    for at, (what, which, outcome) in enumerate(plan, begin):
        stamp = Stamp.now("jira", day(at))
        issue = issues[which % len(issues)] if issues else None
        if what == "report" or issue is None:
            issues.append(history.issue(at, history.report(at)))
        elif what == "withdrawn":
            history.report(at).withdraw(stamp)
        elif what == "end" and not issue.ended:
            history.end(issue, outcome, at)
        elif what == "reopen" and issue.ended and issue.survivor_id is None:
            issue.reopen(stamp)
        elif what == "answer" and issue.ended and issue.reports:
            history.answer(issue.reports[0], at, "fixed")
        elif what == "merge" and not issue.ended:
            survivor = next((one for one in issues if one is not issue and one.survivor_id is None), None)
            if survivor is not None:
                issue.give_way_to(survivor, stamp)
        history.session.flush()


def read(history: History, catalogue: Catalogue, at: float) -> Scorecard:
    return replace(scorecards(history.session, catalogue, day(at), tracks=["ticketing"])[0], jira_last_read=None)


def undone(database: Database, do: Any) -> None:
    with suppress(_UndoneError), database.transaction() as session:
        do(History(session))
        raise _UndoneError


@few
@given(before=steps, after=steps)
def test_a_figure_depends_on_nothing_that_happened_later(
    database: Database, catalogue: Catalogue, before: list[Any], after: list[Any]
) -> None:
    def tried(history: History) -> None:
        issues: list[Issue] = []
        play(history, issues, 0, before)
        then = read(history, catalogue, 200)
        play(history, issues, 201, after)
        assert read(history, catalogue, 200) == then

    undone(database, tried)


@few
@given(before=steps, declined=st.integers(1, 6))
def test_declining_more_never_raises_a_rate(
    database: Database, catalogue: Catalogue, before: list[Any], declined: int
) -> None:
    def tried(history: History) -> None:
        play(history, [], 0, before)
        then = read(history, catalogue, 290)
        for _ in range(declined):
            history.ended(50, 1, Outcome.DECLINED)
        now = read(history, catalogue, 290)
        for kind in ("total", "matured", "decided", "issues"):
            was, now_is = getattr(then, kind).rate, getattr(now, kind).rate
            assert now_is <= (was if was is not None else 0)

    undone(database, tried)


@few
@given(before=steps, late=st.integers(1, 4))
def test_merging_into_an_issue_that_had_ended_adds_no_integration(
    database: Database, catalogue: Catalogue, before: list[Any], late: int
) -> None:
    def tried(history: History) -> None:
        play(history, [], 0, before)
        _, shipped = history.ended(100, 1, Outcome.INTEGRATED)
        then = read(history, catalogue, 290)
        for number in range(late):
            report, issue = history.filed(150 + number)
            issue.give_way_to(shipped, Stamp.now("jira", day(160)))
            history.session.flush()
            assert isinstance(report, Report)
            assert report.outcome is Outcome.ANSWERED
        now = read(history, catalogue, 290)
        assert now.total.integrated == then.total.integrated
        assert now.total.n == then.total.n + late

    undone(database, tried)


@few
@given(before=steps, people=st.integers(1, 4))
def test_a_co_report_changes_reach_and_no_figure(
    database: Database, catalogue: Catalogue, before: list[Any], people: int
) -> None:
    def tried(history: History) -> None:
        issues: list[Issue] = []
        play(history, issues, 0, before)
        _, issue = history.filed(100)
        as_of = AsOf(day(290))
        tracks = {"ticketing": ["desk"]}
        was, reach = read(history, catalogue, 290), _reach(history, tracks, as_of, issue)
        for number in range(people):
            issue.join(f"U9{number:03}", Stamp.now(f"U9{number:03}", day(101 + number)))
        history.session.flush()
        assert read(history, catalogue, 290) == was
        assert _reach(history, tracks, as_of, issue) == reach + people

    undone(database, tried)


def _reach(history: History, tracks: Tracks, as_of: AsOf, issue: Issue) -> int:
    (found,) = (one for one in oldest_open(history.session, tracks, as_of) if one.key == issue.key)
    return found.people
