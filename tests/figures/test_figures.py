"""What the SQL counts, on both databases, against histories small enough to count by hand."""

from __future__ import annotations

from bot.messages.words import ENDS
from config.words import Outcome, State
from storage import figures
from storage.database import Session
from storage.event import EventKind, Stamp
from storage.figures import AsOf, Window
from storage.figures.answers import ASKED
from tests.figures.conftest import History, day

TRACKS = {"ticketing": ["desk", "printing"], "assets": ["laptops"]}


def look(session: Session, at: float, *, known: float | None = None) -> figures.Look:
    as_of = AsOf(day(at), None if known is None else day(known))
    matured = dict.fromkeys(TRACKS, day(at - 180))
    return figures.looked(session, TRACKS, as_of, matured, judged_since=day(at - 730))["ticketing"]


def test_reports_count_from_their_submission_and_ends_from_theirs(session: Session, history: History) -> None:
    history.ended(10, 5, Outcome.INTEGRATED)
    history.filed(20)
    assert [(look(session, at).n, look(session, at).integrated) for at in (9, 10, 14, 15, 20)] == [
        (0, 0), (1, 0), (1, 0), (1, 1), (2, 1),
    ]  # fmt: skip


def test_a_reopened_report_is_open_again_but_stays_shipped_as_of_before(session: Session, history: History) -> None:
    _, issue = history.ended(0, 5, Outcome.INTEGRATED)
    issue.reopen(Stamp.now("jira", day(9)))
    session.flush()
    assert [look(session, at).integrated for at in (4, 5, 8, 9)] == [0, 1, 1, 0]


def test_what_was_learnt_later_is_not_known_before(session: Session, history: History) -> None:
    _, issue = history.filed(0)
    history.end(issue, Outcome.INTEGRATED, 5, recorded=20)
    assert look(session, 6).integrated == 1
    assert look(session, 6, known=19).integrated == 0
    assert look(session, 6, known=20).integrated == 1
    assert look(session, 6, known=-1).n == 0


def test_withdrawn_reports_leave_n_and_are_counted_apart(session: Session, history: History) -> None:
    history.report(0).withdraw(Stamp.now("U1", day(1)))
    history.filed(0)
    assert (look(session, 0.5).n, look(session, 2).n) == (2, 1)
    piles = figures.piles(session, TRACKS, AsOf(day(2)), {})
    assert {pile.state: pile.count for pile in piles} == {State.WITHDRAWN: 1, State.FILED: 1}


def test_a_report_handed_over_counts_where_it_stood(session: Session, history: History) -> None:
    report, _ = history.filed(0)
    report.product = "laptops"
    report.record(EventKind.MOVED, Stamp.now("U0MARIA", day(5)))
    session.flush()
    assert (look(session, 4).n, look(session, 6).n) == (1, 0)


def test_products_that_no_track_names_are_not_counted(session: Session, history: History) -> None:
    history.filed(0, product="gone")
    assert look(session, 1).n == 0


def test_reports_of_one_issue_are_one_piece_of_evidence(session: Session, history: History) -> None:
    three = [history.report(0) for _ in range(3)]
    history.end(history.issue(1, *three), Outcome.INTEGRATED, 9)
    history.report(0)
    history.report(0)
    seen = look(session, 200)
    assert (seen.n, seen.integrated, seen.issues, seen.issues_integrated) == (5, 3, 3, 1)
    assert sorted(seen.cluster_sizes) == [1, 1, 3]


def test_judged_are_matured_reports_of_the_last_two_years(session: Session, history: History) -> None:
    for at in (0, 1, 300, 551, 551.1, 700):
        history.filed(at)
    assert (look(session, 731).n, look(session, 731).judged) == (6, 3)  # of days 1, 300 and 551


def test_merging_into_an_issue_that_had_ended_adds_no_integration(session: Session, history: History) -> None:
    _, survivor = history.ended(0, 5, Outcome.INTEGRATED)
    _, late = history.filed(10)
    _, early = history.filed(3)
    late.give_way_to(survivor, Stamp.now("jira", day(20)))
    session.flush()
    assert (look(session, 21).n, look(session, 21).integrated) == (3, 1)
    early.give_way_to(survivor, Stamp.now("jira", day(22)))
    session.flush()
    assert look(session, 23).integrated == 2  # reported before it shipped: it shipped for them, too


def test_an_end_is_timed_at_its_latest_transition_not_at_what_is_said_of_it(session: Session, history: History) -> None:
    report, issue = history.ended(0, 5, Outcome.UNKNOWN)
    history.end(issue, Outcome.INTEGRATED, 8)
    history.tell(report, 9)
    history.answer(report, 10, "fixed")
    span = figures.spans(session, TRACKS, AsOf(day(20)))["ticketing"]
    assert span == [figures.Span(day(0), day(8), Outcome.INTEGRATED)]
    assert figures.spans(session, TRACKS, AsOf(day(6)))["ticketing"][0].ended_at == day(5)


def test_piles_tell_imported_and_matured_apart(session: Session, history: History) -> None:
    history.report(0, imported=True)
    history.report(100)
    piles = figures.piles(session, TRACKS, AsOf(day(200)), {"ticketing": day(20)})
    assert {(pile.imported, pile.matured, pile.count) for pile in piles} == {(True, True, 1), (False, False, 1)}
    assert len(figures.piles(session, TRACKS, AsOf(day(200)), {}, window=Window(day(50)))) == 1


def test_only_the_submitters_latest_answer_counts(session: Session, history: History) -> None:
    report, _ = history.ended(0, 5, Outcome.INTEGRATED)
    history.answer(report, 6, "still_broken")
    history.answer(report, 7, "fixed", who="U0SOMEONE")
    silent, _ = history.ended(0, 5, Outcome.INTEGRATED)
    history.tell(silent, 6)
    declined, _ = history.ended(0, 5, Outcome.DECLINED)
    history.tell(declined, 6)
    asked = figures.verified(session, TRACKS, AsOf(day(8)))["ticketing"]
    assert asked == figures.Verified(asked=2, still_broken=1)
    history.answer(report, 9, "fixed")
    assert figures.verified(session, TRACKS, AsOf(day(9)))["ticketing"] == figures.Verified(asked=2, fixed=1)


def test_who_is_asked_is_who_the_notice_asks() -> None:
    assert set(ASKED) == {outcome for outcome, words in ENDS.items() if words.question}


def test_a_reason_counts_when_it_reached_the_reporter(session: Session, history: History) -> None:
    history.ended(0, 5, Outcome.DECLINED)  # nobody was told
    silent, _ = history.ended(0, 5, Outcome.DECLINED)
    history.tell(silent, 6)  # told, but not why
    told, issue = history.ended(0, 5, Outcome.DECLINED)
    history.tell(told, 6, reason="The vendor ends this client in June")
    history.report(0, imported=True, reason="never ended")
    imported = history.report(0, imported=True, reason="out of scope")
    history.end(history.issue(0, imported), Outcome.DECLINED, 5)
    assert figures.reasons_delivered(session, TRACKS, AsOf(day(9))) == {"ticketing": 2, "assets": 0}
    issue.reopen(Stamp.now("jira", day(10)))
    history.end(issue, Outcome.DECLINED, 12)
    assert figures.reasons_delivered(session, TRACKS, AsOf(day(13)))["ticketing"] == 1  # not told of this end


def test_lists_name_issues_with_the_people_behind_them(session: Session, history: History) -> None:
    pair = [history.report(0, reporter="U1"), history.report(1, reporter="U1"), history.report(2, reporter="U2")]
    issue = history.issue(2, *pair, key="DESK-9", title="Prints twice")
    history.report(5, title="No issue yet")
    oldest = figures.oldest_open(session, TRACKS, AsOf(day(9)))
    assert [(item.key, item.title, item.people, item.at) for item in oldest] == [
        ("DESK-9", "Prints twice", 2, day(0)),
        ("", "Not filed yet", 1, day(5)),
    ]
    history.end(issue, Outcome.INTEGRATED, 10)
    shipped = figures.shipped_between(session, TRACKS, day(9), AsOf(day(16)))
    assert [(item.key, item.people, item.at) for item in shipped] == [("DESK-9", 2, day(10))]
    assert not figures.shipped_between(session, TRACKS, day(10), AsOf(day(16)))


def test_waiting_says_since_when_and_when_the_owner_last_acted(session: Session, history: History) -> None:
    history.ended(0, 4, Outcome.DECLINED)
    history.filed(1)
    history.filed(2, product="printing")
    found = {item.product: item for item in figures.waiting_by_product(session, TRACKS, AsOf(day(9)))}
    assert (found["desk"].open, found["desk"].oldest, found["desk"].last_act) == (1, day(1), day(4))
    assert (found["printing"].open, found["printing"].last_act) == (1, None)


def test_unread_statuses_are_listed_with_how_many_issues_ended_so(session: Session, history: History) -> None:
    for status in ("Parked", "Parked", "Shelved"):
        _, issue = history.filed(0)
        issue.status = status
        history.end(issue, Outcome.UNKNOWN, 3)
    unread = figures.unread_statuses(session, TRACKS, AsOf(day(4)))
    assert [(item.status, item.resolution, item.issues) for item in unread] == [("Parked", "", 2), ("Shelved", "", 1)]
    assert not figures.unread_statuses(session, TRACKS, AsOf(day(2)))
