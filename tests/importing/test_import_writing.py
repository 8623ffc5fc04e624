"""History in the database: reports, issues and events at their own times, and nothing twice."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from config.words import Outcome, State
from loop.importing import BadFileError, Ending, HistoryRow, ImportResult, import_history
from storage.database import Database, Session
from storage.event import Event, EventKind, Stamp
from storage.issue import Issue, stalest, watched_projects
from storage.outbox import Owed
from storage.report import Report

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
START = datetime(2024, 5, 1, tzinfo=UTC)


def row(
    number: int = 1, *, ended: Outcome | None = None, days: float = 5, word: str = "", **fields: object
) -> HistoryRow:
    """The report of a day, which ended some days later."""
    submitted = START + timedelta(days=number)
    ending = Ending(submitted + timedelta(days=days), ended, word or ended.value) if ended else None
    plain = {"reporter": f"person {number}", "product": "vpn", "text": f"Number {number} broke again", "ending": ending}
    return HistoryRow(line=number + 1, submitted_at=submitted, **(plain | fields))  # type: ignore[arg-type]  # a test's shorthand


def withdrawn(number: int) -> HistoryRow:
    return row(number, ending=Ending(START + timedelta(days=number + 1), None, "withdrawn"))


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def reports(session: Session) -> list[Report]:
    return list(session.scalars(select(Report).order_by(Report.submitted_at, Report.id)))


def history_of(session: Session, report: Report) -> list[tuple[EventKind, State | None, Outcome | None, float]]:
    """Its events: what, the standing after it, and how many days after the start."""
    events = session.scalars(select(Event).where(Event.report_id == report.id).order_by(Event.id))
    return [(e.kind, e.state, e.outcome, (e.occurred_at - START) / timedelta(days=1)) for e in events]


def test_a_shipped_report_has_its_own_past(database: Database) -> None:
    import_history(database, [row(1, ended=Outcome.INTEGRATED, word="Done", issue_key="NET-7", reason="in 4.2")], NOW)
    with database.reading() as session:
        (report,) = reports(session)
        assert (report.state, report.outcome, report.reason) == (State.RESOLVED, Outcome.INTEGRATED, "in 4.2")
        assert (report.imported, report.source, report.reporter_name) == (True, "import", "person 1")
        assert report.title == "Number 1 broke again"
        assert report.ended_at == START + timedelta(days=6)
        assert history_of(session, report) == [
            (EventKind.SUBMITTED, State.RECEIVED, None, 1),
            (EventKind.FILED, State.FILED, None, 1),
            (EventKind.RESOLVED, State.RESOLVED, Outcome.INTEGRATED, 6),
        ]
        assert {event.recorded_at for event in session.scalars(select(Event))} == {NOW}
        issue = report.issue
        assert issue is not None
        assert (issue.key, issue.ended, issue.outcome, issue.resolution) == ("NET-7", True, Outcome.INTEGRATED, "Done")
        assert (issue.created_at, issue.ended_at) == (START + timedelta(days=1), report.ended_at)
        assert count(session, Owed) == 0


@pytest.mark.parametrize(
    ("given", "kinds", "has_issue"),
    [
        (row(), [EventKind.SUBMITTED], False),
        (row(issue_key="NET-1"), [EventKind.SUBMITTED, EventKind.FILED], True),
        (row(ended=Outcome.UNKNOWN), [EventKind.SUBMITTED, EventKind.FILED, EventKind.RESOLVED], False),
        (row(ended=Outcome.DECLINED), [EventKind.SUBMITTED, EventKind.DECLINED], False),
        (row(ended=Outcome.ANSWERED), [EventKind.SUBMITTED, EventKind.ANSWERED], False),
        (withdrawn(1), [EventKind.SUBMITTED, EventKind.WITHDRAWN], False),
    ],
)
def test_a_report_goes_the_way_its_row_tells(
    given: HistoryRow, kinds: list[EventKind], has_issue: bool, database: Database
) -> None:
    import_history(database, [given], NOW)
    with database.reading() as session:
        (report,) = reports(session)
        assert [kind for kind, *_standing in history_of(session, report)] == kinds
        assert (report.state, report.outcome) == (given.state, given.ending.outcome if given.ending else None)
        assert (report.issue is not None) is has_issue


def test_the_result_counts_the_rows_and_names_what_no_map_knows(database: Database) -> None:
    strange = Ending(NOW, Outcome.UNKNOWN, "MOVED", unmapped=True)
    rows = [row(1), row(2, ended=Outcome.INTEGRATED), withdrawn(3), row(4, ending=strange), row(5, ending=strange)]
    counts = {"integrated": 1, "unknown": 2, "withdrawn": 1, "open": 1}
    assert import_history(database, rows, NOW) == ImportResult(5, 0, counts, {"MOVED": 2})
    assert import_history(database, rows, NOW) == ImportResult(0, 5, counts, {"MOVED": 2})


def test_identical_rows_are_as_many_reports_and_a_second_import_adds_none(database: Database) -> None:
    rows = [row(1), row(1), row(2)]
    assert import_history(database, rows, NOW).imported == 3
    assert import_history(database, [*rows, row(1)], NOW).imported == 1
    with database.reading() as session:
        assert count(session, Report) == 4
        assert len({report.reference for report in reports(session)}) == 4


def test_an_import_killed_in_the_middle_goes_on_where_it_was(database: Database) -> None:
    rows = [row(number, ended=Outcome.INTEGRATED, issue_key=f"NET-{number % 700}") for number in range(1_200)]
    heard: list[int] = []

    def stop(done: int) -> None:
        heard.append(done)
        if done == 1_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_history(database, rows, NOW + timedelta(days=2_000), stop)
    result = import_history(database, rows, NOW + timedelta(days=2_000), heard.append)
    assert (result.imported, result.skipped, heard) == (200, 1_000, [500, 1_000, 500, 1_000, 1_200])
    with database.reading() as session:
        assert (count(session, Report), count(session, Issue)) == (1_200, 700)
        assert count(session, Event) == 3 * 1_200 + 700


def test_two_importers_at_once_import_once(database: Database) -> None:
    rows = [row(number, ended=Outcome.INTEGRATED, issue_key=f"NET-{number}") for number in range(1_100)]
    results: list[ImportResult] = []
    both = threading.Barrier(2)

    def run() -> None:
        both.wait()
        results.append(import_history(database, rows, NOW + timedelta(days=2_000)))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(result.imported for result in results) == 1_100
    with database.reading() as session:
        assert (count(session, Report), count(session, Issue)) == (1_100, 1_100)


def test_rows_with_one_issue_key_share_an_issue_within_a_product(database: Database) -> None:
    rows = [
        row(2, ended=Outcome.INTEGRATED, days=5, issue_key="17"),
        row(1, ended=Outcome.INTEGRATED, days=9, issue_key="17"),
        row(20, ended=Outcome.ANSWERED, days=1, issue_key="17"),
        row(3, product="wifi", issue_key="17"),
    ]
    import_history(database, rows, NOW)
    with database.reading() as session:
        vpn, wifi = session.scalars(select(Issue).order_by(Issue.product))
        assert (len(vpn.reports), len(wifi.reports)) == (3, 1)
        assert (vpn.created_at, vpn.title, wifi.ended) == (START + timedelta(days=1), "Number 1 broke again", False)
        assert (vpn.ended_at, vpn.outcome, vpn.ends) == (START + timedelta(days=21), Outcome.ANSWERED, 1)
        outcomes = [report.outcome for report in reports(session)]
        assert outcomes == [Outcome.INTEGRATED, Outcome.INTEGRATED, None, Outcome.ANSWERED]


def test_a_newer_export_adds_ends_and_no_second_reports(database: Database) -> None:
    old = [row(1, issue_key="NET-1"), row(2), row(3), row(4, ended=Outcome.INTEGRATED)]
    import_history(database, old, NOW)
    newer = [
        row(1, issue_key="NET-1", ended=Outcome.INTEGRATED, reason="in 4.2"),
        row(2, ended=Outcome.DUPLICATE),
        withdrawn(3),
        row(4, ended=Outcome.DECLINED),
        row(5),
    ]
    later = NOW + timedelta(days=30)
    for expected in ((1, 4, 3), (0, 5, 0)):
        result = import_history(database, newer, later)
        assert (result.imported, result.skipped, result.caught_up) == expected
    with database.reading() as session:
        found = reports(session)
        # An end that is there already stays: a person corrects it, with a reason.
        assert [report.outcome for report in found] == [
            Outcome.INTEGRATED,
            Outcome.DUPLICATE,
            None,
            Outcome.INTEGRATED,
            None,
        ]
        assert found[2].state is State.WITHDRAWN
        assert found[0].issue is not None
        assert (found[0].issue.outcome, found[0].reason) == (Outcome.INTEGRATED, "in 4.2")
        assert [kind for kind, *_rest in history_of(session, found[1])][1:] == [EventKind.FILED, EventKind.RESOLVED]


def test_jira_is_never_asked_about_an_imported_issue(database: Database) -> None:
    rows = [row(1, issue_key="OLD-1"), row(2, issue_key="OLD-2", ended=Outcome.INTEGRATED)]
    import_history(database, rows, NOW)
    with database.transaction() as session:
        session.add(Issue(jira_id="10001", key="NET-1", product="vpn", created_at=NOW))
    with database.reading() as session:
        assert watched_projects(session) == {"NET"}
        assert stalest(session, 1.0, 100, ended=False) == ["10001"]
        assert stalest(session, 1.0, 100, ended=True) == []


def test_a_live_issue_with_the_same_key_stays_another_one(database: Database) -> None:
    with database.transaction() as session:
        live = Issue(jira_id="10001", key="NET-1", product="vpn", created_at=NOW)
        session.add(live)
        session.flush()
        session.add(Event.of_issue(live, EventKind.OBSERVED, Stamp.now("jira", NOW)))
    import_history(database, [row(1, issue_key="NET-1", ended=Outcome.INTEGRATED)], NOW)
    with database.reading() as session:
        ended = {issue.imported: issue.ended for issue in session.scalars(select(Issue))}
        assert ended == {False: False, True: True}


def test_signs_alone_get_a_title_in_their_place(database: Database) -> None:
    import_history(database, [row(1, text="???")], NOW)
    with database.reading() as session:
        (report,) = reports(session)
        assert (report.what, report.title) == ("???", "Friction without a description")


def test_the_future_is_refused_before_anything_is_written(database: Database) -> None:
    before = START + timedelta(days=2)
    rows = [row(1), row(5), row(2, ended=Outcome.INTEGRATED)]
    with pytest.raises(BadFileError) as refused:
        import_history(database, rows, before)
    assert refused.value.problems == [
        "line 3: outcome_at 2024-05-08 lies in the future; correct it.",
        "line 6: submitted_at 2024-05-06 lies in the future; correct it.",
    ]
    with database.reading() as session:
        assert count(session, Report) == 0


def test_no_rows_are_no_history(database: Database) -> None:
    assert import_history(database, [], NOW) == ImportResult(0, 0)
