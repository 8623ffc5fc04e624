"""What the loop brought and cost: two ledgers apart, as of any instant, against histories whose sums are known."""

from __future__ import annotations

import json
import re
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.money_records import COLUMNS, listed
from bot.page.money import money_section
from config.catalogue import Catalogue, parse_catalogue
from config.words import Benefit, Expense, Outcome, Tier
from loop.money import (
    Amount,
    Money,
    NoAmountError,
    Running,
    Stated,
    UnitCosts,
    amount_of,
    claims,
    money,
    money_picture,
    moneys,
)
from loop.money.quarters import bounds, names, quarter_of
from loop.money.returns import returned
from storage import figures
from storage import money as stored
from storage.database import Session
from storage.event import Stamp
from storage.figures import AsOf
from storage.issue import Issue
from storage.money import Claim
from storage.report import Report
from tests.figures.conftest import CATALOGUE, History, day

TERMS = b"""
[money]
currency = "EUR"
rate_per_hour = 60
"""
DOCS = Path(__file__).parents[2] / "docs" / "money.md"
MONTH = 30.4375
NINE_MONTHS = 9 * MONTH
WEEKLY = {"minutes": 10, "frequency": "A few times a week"}


@pytest.fixture
def catalogue() -> Catalogue:
    return parse_catalogue(CATALOGUE + TERMS)


def read(session: Session, catalogue: Catalogue, at: float, known: float | None = None) -> Money:
    found = money(session, catalogue, "ticketing", day(at), known_at=None if known is None else day(known))
    assert found is not None
    return found


def stated(low: float, high: float | None = None) -> Stated:
    amount = Amount(Decimal(str(low)), Decimal(str(low if high is None else high)))
    return Stated(amount, "as the contract says", "DOC-1")


def euros(low: float, high: float | None = None) -> Amount:
    return stated(low, high).amount


def claim(session: Session, catalogue: Catalogue, what: Claim, at: float, occurred: datetime | None = None) -> int:
    assert catalogue.money is not None
    return stored.record_claim(session, what, Stamp(what.estimator, occurred or day(at), day(at)), None)


def claim_gain(
    history: History, catalogue: Catalogue, benefit: Benefit, report: Report, low: float, high: float, at: float
) -> int:
    assert catalogue.money is not None
    what = claims.gain(benefit, report.id, stated(low, high), catalogue.money, "U0MARIA")
    return claim(history.session, catalogue, what, at, report.submitted_at)


def claim_cost(history: History, catalogue: Catalogue, expense: Expense, low: float, since: float) -> int:
    assert catalogue.money is not None
    what = claims.cost("ticketing", expense, stated(low), Running(day(since)), catalogue.money, "U0LEAD")
    return claim(history.session, catalogue, what, since)


def confirm(history: History, number: int, low: float, high: float, at: float) -> None:
    amounts = (Decimal(str(low)), Decimal(str(high)))
    stored.record_confirmation(history.session, number, *amounts, "", Stamp.now("U0TOM", day(at)))
    history.session.flush()


def claim_returns(session: Session, catalogue: Catalogue, at: float) -> list[int]:
    """As the loop itself does."""
    assert catalogue.money is not None
    return [
        claim(session, catalogue, returned(one, catalogue.money), at, one.submitted_at)
        for one in figures.unclaimed(session, 100)
    ]


def shipped(history: History, at: float, days: float, *more: Report, **fields: object) -> tuple[Report, Issue]:
    report = history.report(at, **fields)
    issue = history.issue(at, report, *more)
    history.end(issue, Outcome.INTEGRATED, at + days)
    return report, issue


def example(history: History, catalogue: Catalogue) -> None:
    """The worked example of docs/money.md: nine months."""
    # Three people said ten minutes a few times a week; a fourth said "me too". It shipped after a month.
    others = [history.report(1, **WEEKLY), history.report(2, **WEEKLY)]
    _, vpn = shipped(history, 0, MONTH, *others, **WEEKLY)
    vpn.join("U7777", Stamp.now("U7777", day(3)))
    history.session.flush()
    (number,) = claim_returns(history.session, catalogue, 31)
    confirm(history, number, 200, 200, 40)  # the owner stands by two people
    # It came undone in the fourth month, and shipped again in the fifth.
    vpn.reopen(Stamp.now("jira", day(4 * MONTH)))
    history.session.flush()
    history.end(vpn, Outcome.INTEGRATED, 5 * MONTH)
    # A defect that customers never met, claimed by its owner; and one that has not shipped.
    defect, _ = shipped(history, 50, 10)
    claim_gain(history, catalogue, Benefit.AVOIDED, defect, 2000, 8000, 61)
    claim_gain(history, catalogue, Benefit.AVOIDED, history.filed(70)[0], 500, 900, 71)
    # An old tool was switched off, and the loop costs money, too.
    assert catalogue.money is not None
    tool = claims.retired("ticketing", "Old desk", stated(100), day(3 * MONTH), catalogue.money, "U0LEAD")
    confirm(history, claim(history.session, catalogue, tool, 3 * MONTH), 100, 100, 100)
    claim_cost(history, catalogue, Expense.HOURS, 30, 0)
    claim_cost(history, catalogue, Expense.LICENCES, 10, 0)
    claim_cost(history, catalogue, Expense.MODELS, 0, 0)
    stamp = Stamp.now("U0LEAD", day(5))
    stored.record_plan(history.session, stored.Plan("ticketing", "2024-Q1", Decimal(500)), stamp)
    history.session.flush()


def test_the_worked_example_of_the_docs(history: History, session: Session, catalogue: Catalogue) -> None:
    example(history, catalogue)
    found = read(session, catalogue, NINE_MONTHS)
    # Two people × 10 min × 10 times × EUR 60 an hour = EUR 200 a month, for seven of the eight months since it shipped.
    assert found.confirmed.gains[Benefit.RETURNED] == euros(1400)
    assert (found.confirmed.gains[Benefit.RETIRED], found.confirmed.run_rate) == (euros(600), euros(100))
    assert (found.confirmed.gross, found.total_cost, found.confirmed.net) == (euros(2000), 360, euros(1640))
    assert (found.claimed.gross, found.claimed.net) == (euros(2000, 8000), euros(1640, 7640))
    assert found.unit_costs == UnitCosts(Decimal(72), Decimal(120), Decimal(90))
    shown = DOCS.read_text().split("<!-- example -->")[1].split("<!-- /example -->")[0]
    assert json.loads(shown.strip().removeprefix("```json").removesuffix("```")) == found.as_json()
    # The picture of the executive scorecard says the same in words.
    picture = money_picture([found])
    assert picture is not None
    said = picture.alt.replace("\u00a0", " ")
    assert said.startswith("EUR 2 000 confirmed so far; EUR 2 000 to 8 000 is claimed. In EUR, by quarter: 2024-Q1: ")
    assert "2024-Q1: confirmed 395, claimed 2,000 to 8,000, own cost 119, planned 500." in said
    drawn = str(money_section(found)).replace("\u00a0", " ")
    assert "<title>2024-Q1: confirmed EUR 394.66, claimed EUR 2 000 to 8 000, " in drawn
    before = read(session, catalogue, -1)
    assert money_picture([before]) is None
    assert "not known" not in str(money_section(before))  # books that are empty are one sentence


def test_the_claim_that_the_loop_makes_of_what_reporters_said(
    history: History, session: Session, catalogue: Catalogue
) -> None:
    often = [(5, "Every day"), (10, "A few times a week"), (60, "A few times a week"), (90, "Once so far")]
    said = [history.report(n, minutes=m, frequency=f) for n, (m, f) in enumerate(often)]
    twice = history.report(5, reporter=said[0].reporter, minutes=7, frequency="Every day")
    report, issue = shipped(history, 6, 4, *said, twice)  # who says nothing is counted in the high end alone
    issue.join("U9999", Stamp.now("U9999", day(7)))
    session.flush()
    (one,) = figures.unclaimed(session, 10)
    assert catalogue.money is not None
    made = returned(one, catalogue.money)
    # Minutes 7, 10, 60, 90 and times 21, 10, 10, 0.5: the middle ones, and of two the smaller, are 10 and 10.
    assert (made.low, made.high, made.monthly, made.months) == (400, 600, True, 12)
    assert made.formula.replace("\u00a0", " ") == "4 to 6 people × 10 min × 10 times a month × EUR 60 an hour"
    assert claim_returns(session, catalogue, 11) != []
    assert claim_returns(session, catalogue, 12) == []
    assert read(session, catalogue, 10 + MONTH).claimed.gains[Benefit.RETURNED] == euros(400, 600)
    assert report.issue_id == one.issue_id


def test_what_is_unknown_is_said_as_unknown(history: History, session: Session, catalogue: Catalogue) -> None:
    shipped(history, 0, 10)  # nobody said what it cost them
    empty = read(session, catalogue, 100)
    assert (empty.confirmed.gross, empty.claimed.gross, empty.total_cost) == (None, None, None)
    assert (empty.unpriced, empty.quarters, empty.unit_costs) == (1, [], UnitCosts(None, None, None))
    number = claim_gain(history, catalogue, Benefit.AVOIDED, history.ended(20, 1, Outcome.INTEGRATED)[0], 5, 9, 30)
    claim_cost(history, catalogue, Expense.HOURS, 40, 0)
    half = read(session, catalogue, 100)
    assert (half.claimed.gross, half.claimed.net, half.total_cost) == (euros(5, 9), None, None)
    assert half.cost[Expense.HOURS] is not None
    assert half.cost[Expense.MODELS] is None
    confirm(history, number, 6, 6, 50)
    done = read(session, catalogue, 100)
    assert (done.claimed.gross, done.confirmed.gross) == (None, euros(6))
    assert moneys(session, parse_catalogue(CATALOGUE), day(100)) == {}


def test_finance_replays_the_books_as_of_any_instant(history: History, session: Session, catalogue: Catalogue) -> None:
    report, issue = shipped(history, 0, 10)
    number = claim_gain(history, catalogue, Benefit.AVOIDED, report, 100, 200, 40)
    confirm(history, number, 150, 150, 50)
    issue.reopen(Stamp("jira", day(60), day(65)))
    session.flush()
    stored.record_withdrawal(session, number, "it came back", Stamp.now("U0TOM", day(70)))
    session.flush()

    def seen(at: float, known: float | None = None) -> tuple[Amount | None, Amount | None]:
        found = read(session, catalogue, at, known)
        return found.claimed.gross, found.confirmed.gross

    assert seen(5) == (euros(0), None)  # caught, and not shipped yet
    assert seen(20) == (euros(100, 200), None)
    assert seen(20, known=30) == (None, None)  # nobody had said so yet
    assert seen(55) == (None, euros(150))
    assert seen(62) == (None, euros(0))
    assert seen(62, known=63) == (None, euros(150))  # that it was open again was learnt later
    assert seen(71) == (None, None)


def test_a_gain_counts_once_however_many_reports_and_claims(
    history: History, session: Session, catalogue: Catalogue
) -> None:
    first, kept = shipped(history, 0, 10)
    second, merged = history.filed(1)
    one = claim_gain(history, catalogue, Benefit.AVOIDED, first, 100, 100, 20)
    other = claim_gain(history, catalogue, Benefit.AVOIDED, second, 700, 700, 21)
    assert read(session, catalogue, 25).claimed.gross == euros(100)  # the second has not shipped
    merged.give_way_to(kept, Stamp.now("jira", day(30)))
    session.flush()
    found = read(session, catalogue, 40)
    assert found.claimed.gross == euros(100)
    assert [entry.counted_with for entry in found.entries] == ["", f"M-{one}"]
    confirm(history, other, 90, 90, 50)  # what somebody stands by goes before what nobody does
    found = read(session, catalogue, 60)
    assert (found.claimed.gross, found.confirmed.gross) == (None, euros(90))


def test_time_comes_back_for_so_many_months_and_no_longer(
    history: History, session: Session, catalogue: Catalogue
) -> None:
    report, _ = shipped(history, 0, MONTH)
    claim_gain(history, catalogue, Benefit.RETURNED, report, 10, 20, 40)
    months = [(1.0, 0), (2.5, 1.5), (13, 12), (40, 12)]
    for at, counted in months:
        gain = read(session, catalogue, at * MONTH).claimed.gains[Benefit.RETURNED]
        assert gain == euros(10 * counted, 20 * counted)


def test_quarters_come_to_the_whole_and_stand_beside_their_plans(
    history: History, session: Session, catalogue: Catalogue
) -> None:
    example(history, catalogue)
    found = read(session, catalogue, NINE_MONTHS)
    assert [quarter.name for quarter in found.quarters] == ["2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"]
    assert [quarter.planned for quarter in found.quarters] == [500, None, None, None]
    for ledger in ("confirmed", "claimed"):
        parts = [getattr(quarter, ledger) for quarter in found.quarters]
        whole = getattr(found, ledger).gross
        assert (sum(part.low for part in parts), sum(part.high for part in parts)) == (whole.low, whole.high)
    assert sum(quarter.cost or 0 for quarter in found.quarters) == found.total_cost
    assert names("2023-Q3", "2024-Q2") == ["2023-Q3", "2023-Q4", "2024-Q1", "2024-Q2"]
    assert quarter_of(bounds("2023-Q4")[1]) == "2024-Q1"


@pytest.mark.parametrize(("typed", "read_as"), [("1200", "1200"), (" 1 200.50 ", "1200.50"), ("12'000", "12000")])
def test_amounts_as_people_type_them(typed: str, read_as: str) -> None:
    assert amount_of(typed) == Decimal(read_as)


@pytest.mark.parametrize("typed", ["", "1,200", "-5", "1e9", "NaN", "=1", "1.234", "9" * 30])
def test_what_is_no_amount_is_refused_in_a_sentence(typed: str) -> None:
    with pytest.raises(NoAmountError, match="is no amount"):
        amount_of(typed)


def test_another_currency_is_in_no_sum(history: History, session: Session, catalogue: Catalogue) -> None:
    report, _ = shipped(history, 0, 10)
    claim_gain(history, catalogue, Benefit.AVOIDED, report, 5, 9, 30)
    dollars = parse_catalogue(CATALOGUE + TERMS.replace(b"EUR", b"USD"))
    found = read(session, dollars, 40)
    assert (found.claimed.gross, found.foreign) == (None, 1)


def test_a_matter_of_security_is_not_priced_and_not_told(
    history: History, session: Session, catalogue: Catalogue
) -> None:
    report = history.report(0, title="The door code", tier=Tier.SECURITY, **WEEKLY)
    history.end(history.issue(1, report), Outcome.INTEGRATED, 5)
    assert figures.unclaimed(session, 10) == []
    (seen,) = figures.stood(session, [report.id], AsOf(day(9))).values()
    assert seen.title == "A matter of security"


def test_the_page_opens_every_sum_to_its_entries(history: History, session: Session, catalogue: Catalogue) -> None:
    example(history, catalogue)
    report, _ = shipped(history, 0, 10)
    assert catalogue.money is not None
    hostile = Stated(euros(1), "<script>alert(1)</script>", '"><img src=x>')
    what = claims.gain(Benefit.AVOIDED, report.id, hostile, catalogue.money, "U0MARIA")
    claim(session, catalogue, what, 20, report.submitted_at)
    found = read(session, catalogue, NINE_MONTHS)
    shown = str(money_section(found))
    assert "<script>" not in shown
    assert "<img" not in shown
    assert 'id="ticketing-money-entries"' in shown
    assert shown.count('href="#ticketing-money-entries"') == 2
    for one in found.entries:
        assert f'data-value="{one.entry.name}"' in shown
    columns = re.findall(r'data-column="(\w+)"', shown.split('id="ticketing-money-entries"')[1])
    assert set(columns) <= set(COLUMNS)
    assert sum(row["worth_low"] for row in records(found, "confirmed")) == pytest.approx(2000)
    assert sum(row["worth_high"] for row in records(found, "claimed")) == pytest.approx(8001)
    assert sum(row["worth_high"] for row in records(found, "cost")) == pytest.approx(360)


def records(found: Money, ledger: str) -> list[Any]:
    """What programs are shown of one ledger."""
    rows: list[Any] = json.loads(listed(found.entries, found.as_of, "json"))
    assert {tuple(row) for row in rows} == {COLUMNS}
    return [row for row in rows if row["ledger"] == ledger]
