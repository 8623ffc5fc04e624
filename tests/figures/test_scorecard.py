"""The figures of a track against histories whose answer is known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.messages.digest import in_no_track
from bot.messages.digest.sentences import headline, whereabouts
from bot.messages.pen import TERMINAL
from config.catalogue import Catalogue
from config.words import Outcome
from loop.scorecard import Excerpt, Scorecard, Share, as_json, left_over, practices, scorecards
from loop.statistics import Verdict
from storage.database import Session, insert_into
from storage.event import Event, EventKind, Stamp
from storage.figures import Window
from storage.turn import Turn
from tests.figures.conftest import History, day

END = 900.0
LATE = 30.4 * 14 + 40
NOTHING_TO_JUDGE = (
    "There is nothing to judge yet: at the last month-end no report of the two years before was older than 180 days."
)


Card = Callable[..., Scorecard]


@pytest.fixture
def card(session: Session, catalogue: Catalogue) -> Card:
    def read(at: float = END, **asked: Excerpt) -> Scorecard:
        return scorecards(session, catalogue, day(at), tracks=["ticketing"], **asked)[0]

    return read


def worked_example(history: History, *, declined: int = 60) -> None:
    """233 reports over two years, 107 integrated."""
    for number in range(233):
        at = number * 3.0
        if number < 107:
            history.ended(at, 20, Outcome.INTEGRATED)
        elif number < 107 + declined:
            history.ended(at, 10, Outcome.DECLINED)
        else:
            history.filed(at)


def test_the_worked_example(history: History, card: Card) -> None:
    worked_example(history)
    figures = card().as_json()
    assert (figures["n"], figures["integrated"]) == (233, 107)
    assert round(figures["rate"], 3) == 0.459
    assert [round(bound, 3) for bound in figures["wilson95"]] == [0.396, 0.523]
    assert figures["decided_rate"] == 107 / 167
    assert figures["distinct_issue_rate"] == 107 / 233


def test_declining_more_never_raises_the_rate(history: History, card: Card) -> None:
    worked_example(history, declined=0)
    before = card()
    for at in range(40):
        history.ended(600 + at, 1, Outcome.DECLINED)
    after = card()
    for kind in ("rate", "decided_rate", "distinct_issue_rate"):
        assert after.as_json()[kind] < before.as_json()[kind]
    assert after.as_json()["matured"]["rate"] < before.as_json()["matured"]["rate"]


def test_deciding_what_was_open_leaves_the_rate_as_it_was(history: History, card: Card) -> None:
    for at in range(30):
        history.ended(at, 5, Outcome.INTEGRATED)
    waiting = [history.filed(at)[1] for at in range(30)]
    before = card()
    for issue in waiting:
        history.end(issue, Outcome.DECLINED, 100)
    assert card().total == before.total
    assert (before.decided_rate, card().decided_rate) == (1.0, 0.5)


def test_a_figure_does_not_depend_on_what_happened_later(history: History, card: Card) -> None:
    worked_example(history)
    _, issue = history.filed(300)
    before = card(400)
    history.end(issue, Outcome.INTEGRATED, 401)
    for at in range(401, 440):
        report, _ = history.ended(at, 1, Outcome.INTEGRATED)
        history.answer(report, at + 2, "fixed")
    assert card(400) == before


def test_nothing_reported_is_null_everywhere(card: Card) -> None:
    assert card().as_json() == {
        "track": "ticketing",
        "n": 0,
        "integrated": 0,
        "rate": None,
        "wilson95": None,
        "matured": {"n": 0, "integrated": 0, "rate": None, "wilson95": None},
        "decided_rate": None,
        "distinct_issue_rate": None,
        "incidence": {"30": None, "90": None, "180": None, "365": None},
        "answer_rate": None,
        "verified": {"asked": 0, "fixed": 0, "still_broken": 0, "rate": None},
        "verdict": "not_enough_evidence",
        "unknown": 0,
        "funnel": {"n": 0, "filed": 0, "ended": 0, "integrated": 0, "fixed": 0},
        "reason": NOTHING_TO_JUDGE,
        "trend": [],
    }
    assert card().history == []
    assert as_json(day(0), [])["as_of"] == "2024-01-01T12:00:00+00:00"


def test_every_report_is_in_exactly_one_place(history: History, session: Session, card: Card) -> None:
    for outcome in Outcome:
        history.ended(0, 5, outcome)
    history.filed(1)
    history.report(1)
    history.report(1).withdraw(Stamp.now("U1", day(2)))
    history.report(1, imported=True)
    session.flush()
    now = card(9)
    assert now.total.n == sum(now.outcomes.values()) + now.open == 10
    assert (now.withdrawn, now.imported.n, now.unknown, now.removed) == (1, 1, 1, 1)
    assert now.decided_rate == 1 / 5  # unknown and removed were not decided


def test_matured_are_those_older_than_the_track_asks_for(history: History, card: Card) -> None:
    history.ended(0, 5, Outcome.INTEGRATED)
    history.filed(1)
    history.filed(30)
    assert card(181).matured.as_json()["n"] == 2
    assert card(181).matured.rate == 0.5


def test_incidence_takes_unreadable_ends_for_open_and_declines_for_competing(history: History, card: Card) -> None:
    history.ended(0, 10, Outcome.INTEGRATED)
    history.ended(0, 20, Outcome.DECLINED)
    history.ended(0, 20, Outcome.UNKNOWN)
    history.filed(0)
    incidence = card(400).as_json()["incidence"]
    assert incidence == {"30": 0.25, "90": 0.25, "180": 0.25, "365": 0.25}
    assert card(100).as_json()["incidence"]["365"] is None  # nobody has been watched for so long


def test_answers_and_reasons(history: History, card: Card) -> None:
    report, _ = history.ended(0, 5, Outcome.INTEGRATED)
    history.answer(report, 6, "fixed")
    broken, _ = history.ended(0, 5, Outcome.INTEGRATED)
    history.answer(broken, 6, "still_broken")
    unsure, _ = history.ended(0, 5, Outcome.INTEGRATED)
    history.answer(unsure, 6, "unsure")
    silent, _ = history.ended(0, 5, Outcome.INTEGRATED)
    history.tell(silent, 6)
    told, _ = history.ended(0, 5, Outcome.DECLINED)
    history.tell(told, 6, reason="The vendor ends it")
    figures = card(9)
    assert figures.as_json()["verified"] == {"asked": 4, "fixed": 1, "still_broken": 1, "rate": 0.5}
    assert (figures.verified.unsure, figures.verified.silent) == (1, 1)
    assert (figures.total.rate, figures.answer_rate) == (0.8, 1.0)


def programme(history: History, rate: float, *, months: int, product: str = "desk") -> None:
    """Twenty reports a month; this share of them shipped after a month."""
    for month in range(months):
        for number in range(20):
            at = month * 30.4 + number
            if number < 20 * rate:
                history.ended(at, 30, Outcome.INTEGRATED, product=product)
            else:
                history.filed(at, product=product)


@pytest.mark.parametrize(
    ("rate", "verdict"),
    [(0.7, Verdict.LOOP), (0.1, Verdict.SUGGESTION_BOX), (0.35, Verdict.NOT_ENOUGH_EVIDENCE)],
)
def test_the_verdict_follows_matured_evidence(history: History, card: Card, rate: float, verdict: Verdict) -> None:
    programme(history, rate, months=14)
    assert card(30.4 * 14).verdict is verdict
    assert card(100).verdict is Verdict.NOT_ENOUGH_EVIDENCE  # nothing had matured


def test_a_verdict_needs_two_month_ends_in_a_row(history: History, card: Card) -> None:
    for number in range(40):
        history.ended(10 + number / 10, 5, Outcome.INTEGRATED)  # matured in July 2024
    first, second = ((datetime(2024, month, 1, tzinfo=UTC) - day(0)) / timedelta(days=1) for month in (8, 9))
    assert [card(at).verdict for at in (first, second - 0.01, second)] == [
        Verdict.NOT_ENOUGH_EVIDENCE,
        Verdict.NOT_ENOUGH_EVIDENCE,
        Verdict.LOOP,
    ]


def test_duplicates_are_one_piece_of_evidence_for_the_verdict(history: History, card: Card) -> None:
    for at in range(3):
        reports = [history.report(at) for _ in range(20)]
        history.end(history.issue(at, *reports), Outcome.INTEGRATED, at + 9)
    seen = card(400)
    assert seen.as_json()["wilson95"][0] > 0.9
    assert seen.judged.interval is not None
    assert round(seen.judged.interval.low, 2) == 0.44  # three of three issues, not sixty of sixty reports
    assert seen.verdict is Verdict.LOOP
    history.issue(5, *(history.report(5) for _ in range(60)))
    assert card(400).verdict is Verdict.NOT_ENOUGH_EVIDENCE


def test_the_reason_names_the_product_whose_owner_can_act(history: History, card: Card) -> None:
    programme(history, 0.1, months=12, product="printing")
    programme(history, 0.5, months=2)
    reason = card(600).reason
    assert reason == (
        "Judged on 1 Aug 2025 by 280 reports that were 180 days to two years old: 236 are still open, most "
        "of them of Printing (216), the oldest for 598 days."
    )
    assert "U0" not in reason


def test_the_reason_names_declines_where_they_are_most(history: History, card: Card) -> None:
    for at in range(30):
        history.ended(at, 3, Outcome.DECLINED)
    judged = "Judged on 1 Feb 2025 by 30 reports that were 180 days to two years old"
    assert card(400).reason == f"{judged}: 30 were declined, all of Service Desk."
    assert card(50).reason == NOTHING_TO_JUDGE


def test_the_reason_is_of_the_reports_that_were_judged_and_of_no_others(history: History, card: Card) -> None:
    for at in range(30):
        history.ended(at, 3, Outcome.DECLINED)
    shipped, _ = history.ended(5, 500, Outcome.INTEGRATED)  # judged while it was open, and shipped since
    assert shipped.outcome is Outcome.INTEGRATED
    for at in range(40):
        history.filed(217 + at / 4)  # old enough since the last month-end, or not yet: not judged
    seen = card(400)
    assert seen.matured.n == 31 + 13
    assert seen.judged.share.n == 31
    judged = "Judged on 1 Feb 2025 by 31 reports that were 180 days to two years old"
    assert seen.reason.startswith(f"{judged}: 30 were declined")
    # Too old to be judged any more.
    assert card(780).judged.share.n == 40
    assert "by 40 reports" in card(780).reason


def test_the_trend_compares_with_ninety_days_before(history: History, card: Card) -> None:
    for at in range(20):
        history.filed(at)
    for at in range(20):
        history.ended(60 + at, 10, Outcome.INTEGRATED)
    assert card(115).change == pytest.approx(0.5)
    assert card(100).change is None  # ninety days before there were ten reports


def test_the_history_has_a_point_per_month_end_and_the_present(history: History, card: Card) -> None:
    history.ended(0, 20, Outcome.INTEGRATED)
    history.filed(40)
    points = card(65).history
    assert [(point.at.isoformat()[:10], point.share.integrated, point.share.n) for point in points] == [
        ("2024-02-01", 1, 1),
        ("2024-03-01", 1, 2),
        ("2024-03-06", 1, 2),
    ]


def test_a_long_past_is_looked_at_only_as_far_as_it_bears_on_the_present(history: History, card: Card) -> None:
    history.filed(-3000)
    history.filed(0)
    assert len(card(END).history) == 25


def test_a_window_takes_only_what_was_submitted_in_it(history: History, card: Card) -> None:
    history.ended(0, 5, Outcome.INTEGRATED)
    history.filed(50)
    history.ended(55, 1, Outcome.DECLINED)
    late = card(60, excerpt=Excerpt(window=Window(day(40))))
    assert (late.total.n, late.total.integrated, late.distinct_issue_rate) == (2, 0, 0.0)
    # The end is not in it, the begin is; and what was submitted in it is read as of later.
    early = card(60, excerpt=Excerpt(window=Window(day(0), day(50))))
    assert (early.total.n, early.total.integrated, early.decided.n) == (1, 1, 1)
    between = card(60, excerpt=Excerpt(window=Window(day(50), day(55))))
    assert (between.total.n, between.open, between.history[-1].share.n) == (1, 1, 1)
    assert headline(TERMINAL, card(60, excerpt=Excerpt(window=Window(day(58))))) == (
        "Ticketing: no report is in this part of it."
    )
    assert as_json(day(60), [between])["only"] == {
        "products": None,
        "since": day(50).isoformat(),
        "until": day(55).isoformat(),
    }


def test_a_product_alone_has_its_own_figures_and_verdict(
    history: History, session: Session, catalogue: Catalogue, card: Card
) -> None:
    programme(history, 0.1, months=14)
    programme(history, 0.7, months=14, product="printing")
    history.report(1, product="printing").withdraw(Stamp.now("U1", day(2)))
    session.flush()
    whole = card(LATE)
    printing = card(LATE, excerpt=Excerpt(frozenset({"printing"})))
    assert (whole.total.n, whole.total.integrated) == (560, 28 + 196)
    assert (printing.total.n, printing.total.integrated, printing.withdrawn) == (280, 196, 1)
    assert printing.verdict is Verdict.LOOP
    assert card(LATE, excerpt=Excerpt(frozenset({"desk"}))).verdict is Verdict.SUGGESTION_BOX
    # The track says itself whose part is which.
    parts = [(part.key, part.name, part.owner, part.total, part.open) for part in whole.products]
    assert parts == [
        ("desk", "Service Desk", "U0MARIA", Share(280, 28), 252),
        ("printing", "Printing", "tom@example.com", Share(280, 196), 84),
    ]
    used = practices(session, catalogue, [printing], day(LATE), excerpt=printing.excerpt)["ticketing"].figures
    assert used["adoption.reporters"] == 280
    assert set(used["risk.days_silent"] or {}) == {"printing"}


def test_tracks_are_read_as_the_catalogue_of_the_time_had_them(
    history: History, session: Session, catalogue: Catalogue
) -> None:
    history.filed(0, product="printing")
    for at, track in ((5, "assets"), (50, "ticketing")):
        recorded(session, at, {"printing": track})

    def counted(at: float) -> dict[str, int]:
        return {card.track.key: card.total.n for card in scorecards(session, catalogue, day(at))}

    assert counted(2) == {"ticketing": 1, "assets": 0}  # before anything was recorded: as it is now
    assert counted(9) == {"ticketing": 0, "assets": 1}
    assert counted(60) == {"ticketing": 1, "assets": 0}


def recorded(session: Session, at: float, tracks: dict[str, str]) -> None:
    """A catalogue that said so from then on."""
    session.add(
        Event(
            kind=EventKind.CATALOGUE_CHANGED,
            actor="catalogue",
            occurred_at=day(at),
            recorded_at=day(at),
            data={"fingerprint": str(at), "tracks": tracks},
        )
    )
    session.flush()


def test_a_product_that_leaves_the_catalogue_goes_on_counting_where_it_was(
    history: History, session: Session, catalogue: Catalogue
) -> None:
    history.ended(0, 5, Outcome.INTEGRATED, product="oldtool")
    history.filed(1)
    history.filed(2, product="fax")
    present = {"desk": "ticketing", "printing": "ticketing", "laptops": "assets"}
    recorded(session, 0, {**present, "oldtool": "ticketing", "fax": "paper"})
    recorded(session, 50, present)
    for at in (40, 60):
        ticketing, assets = scorecards(session, catalogue, day(at))
        assert (ticketing.total, assets.total.n) == (Share(2, 1), 0)
        assert [part.key for part in ticketing.departed] == ["oldtool"]
        assert whereabouts(ticketing) == "1 open · 1 on oldtool, which has left the catalogue"
        # A track that is gone has no scorecard, and what counted there is not kept silent about.
        assert left_over(session, catalogue, day(at)) == {"fax": 1}
    told = in_no_track(TERMINAL, {"fax": 1})
    assert told.startswith("1 report counts in no track: what fax (1) belonged to has left the catalogue.")
    # Reported before any catalogue had it, and gone since: still where it was last.
    history.filed(-5, product="oldtool")
    assert scorecards(session, catalogue, day(-1))[0].total.n == 1


def test_when_jira_was_last_read_stands_beside_the_figures(session: Session, card: Card) -> None:
    assert card().jira_last_read is None
    session.execute(insert_into(session, Turn).values(name="poll", next_at=0.0, data={}, last_ok=day(3)))
    assert card().jira_last_read == day(3)
