"""Who may write the books of money, and what is refused, each in a sentence."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.money_records import listed as as_csv
from config.catalogue import CatalogueFile, parse_catalogue
from config.words import Benefit, Expense, Outcome
from loop.money import Amount, NotBookedError, Running, Stated, amount_of, money
from loop.money.books import Books
from loop.rights import Rights
from storage import money as stored
from storage.database import Database
from storage.figures import AsOf
from tests.figures.conftest import CATALOGUE, History, day

NOW = day(400)
LEADS = b"""
[roles]
lead = ["U0LEAD", "U0CFO"]
[money]
currency = "EUR"
rate_per_hour = 60
"""


class Clock:
    """Stands still."""

    def now(self) -> datetime:
        return NOW


class Directory:
    """Knows the owner of printing by address."""

    def members(self, group: str) -> frozenset[str]:
        return frozenset()

    def address(self, person: str) -> str:
        return {"U0TOM": "tom@example.com"}.get(person, "")


@pytest.fixture
def books(database: Database, tmp_path: Path) -> Books:
    (tmp_path / "loop.toml").write_bytes(CATALOGUE + LEADS)
    catalogue = CatalogueFile(tmp_path / "loop.toml")
    return Books(database, Rights(database, Directory(), catalogue, Clock()), catalogue, Clock(), "off")


@pytest.fixture
def shipped(database: Database) -> str:
    """The reference of a report on printing that has shipped."""
    with database.transaction() as session:
        report, _ = History(session).ended(10, 20, Outcome.INTEGRATED, product="printing")
        return report.reference


def stated(low: str = "100", high: str = "300", formula: str = "1 to 3 cases") -> Stated:
    return Stated(Amount(amount_of(low), amount_of(high)), formula, "CRM-17")


def test_a_gain_takes_two_people_of_the_right_sort(books: Books, database: Database, shipped: str) -> None:
    with pytest.raises(NotBookedError, match="U0MARIA may not claim for printing"):
        books.claim_gain(Benefit.AVOIDED, shipped, stated(), "U0MARIA")
    number = books.claim_gain(Benefit.AVOIDED, shipped, stated(), "U0TOM")
    with pytest.raises(NotBookedError, match=f"has a claim of this already, M-{number}"):
        books.claim_gain(Benefit.AVOIDED, shipped.lower(), stated(), "U0LEAD")
    for person, why in (("U0TOM", "somebody else has to"), ("U0MARIA", "is none of them"), ("", "nobody is none")):
        with pytest.raises(NotBookedError, match=why):
            books.confirm(number, person)
    with pytest.raises(NotBookedError, match="need their reason"):
        books.confirm(number, "U0LEAD", amount=Amount(amount_of("1"), amount_of("2")))
    assert books.confirm(number, "U0LEAD").amounts == (100, 300)
    with pytest.raises(NotBookedError, match="was confirmed already"):
        books.confirm(number, "U0CFO")
    anew = books.confirm(number, "U0CFO", amount=Amount(amount_of("9"), amount_of("9")), reason="one case", anew=True)
    assert anew.amounts == (9, 9)
    with database.reading() as session:
        (entry,) = stored.entries(session, AsOf(NOW))
    assert (entry.claim.estimator, entry.confirmation and entry.confirmation.by) == ("U0TOM", "U0CFO")


def test_a_delivery_that_comes_twice_confirms_once(books: Books, database: Database, shipped: str) -> None:
    number = books.claim_gain(Benefit.RETURNED, shipped, stated(), "U0TOM")
    for _ in range(2):
        books.confirm(number, "U0LEAD", key="click:1")
    with database.reading() as session:
        (entry,) = stored.entries(session, AsOf(NOW))
    assert entry.confirmation is not None
    assert entry.claim.months == 12


def test_what_is_no_entry_is_refused_in_a_sentence(books: Books, shipped: str) -> None:
    refused = [
        lambda: books.claim_gain(Benefit.AVOIDED, "FR-NONE", stated(), "U0LEAD"),
        lambda: books.claim_gain(Benefit.AVOIDED, shipped, stated("9", "1"), "U0LEAD"),
        lambda: books.claim_gain(Benefit.AVOIDED, shipped, stated(formula=" \u200b "), "U0LEAD"),
        lambda: books.claim_retired("ticketing", "", stated(), NOW, "U0LEAD"),
        lambda: books.claim_retired("nope", "Tool", stated(), NOW, "U0LEAD"),
        lambda: books.claim_cost("ticketing", Expense.HOURS, stated(), Running(day(9), day(9)), "U0LEAD"),
        lambda: books.claim_cost("ticketing", Expense.HOURS, stated(), Running(day(9)), "U0MARIA"),
        lambda: books.claim_cost(
            "ticketing", Expense.HOURS, stated(), Running(datetime(1, 1, 1, tzinfo=UTC)), "U0LEAD"
        ),
        lambda: books.claim_retired("ticketing", "Tool", stated(), datetime(9999, 1, 1, tzinfo=UTC), "U0LEAD"),
        lambda: books.confirm(4711, "U0LEAD"),
        lambda: books.withdraw(4711, "U0LEAD", "never was"),
        lambda: books.plan("ticketing", "Q4 2026", amount_of("1"), "U0LEAD"),
        lambda: books.plan("ticketing", "2026-Q4", amount_of("1"), "U0TOM"),
    ]
    for refuse in refused:
        with pytest.raises(NotBookedError) as error:
            refuse()
        assert str(error.value).endswith(".")


def test_what_was_withdrawn_counts_no_longer_and_may_be_claimed_anew(
    books: Books, database: Database, shipped: str
) -> None:
    number = books.claim_gain(Benefit.AVOIDED, shipped, stated(), "U0TOM")
    with pytest.raises(NotBookedError, match="needs its reason"):
        books.withdraw(number, "U0TOM", " ")
    with pytest.raises(NotBookedError, match="is none of them"):
        books.withdraw(number, "U0MARIA", "not ours")
    books.withdraw(number, "U0TOM", "it was another defect")
    again = books.claim_gain(Benefit.AVOIDED, shipped, stated("5", "5"), "U0TOM")
    books.plan("ticketing", "2025-Q1", amount_of("50"), "U0LEAD")
    books.plan("ticketing", "2025-Q1", amount_of("70"), "U0CFO")
    for expense in Expense:
        books.claim_cost("ticketing", expense, stated("1", "2"), Running(day(0), monthly=False), "U0LEAD")
    tool = books.claim_retired("ticketing", "Old desk", stated("10", "10"), datetime(2024, 12, 1, tzinfo=UTC), "U0LEAD")
    with database.reading() as session:
        found = money(session, parse_catalogue(CATALOGUE + LEADS), "ticketing", NOW)
    assert found is not None
    assert [one.entry.number for one in found.entries if one.benefit in (Benefit.AVOIDED, Benefit.RETIRED)] == [
        again,
        tool,
    ]
    assert (found.total_cost, found.claimed.gains[Benefit.AVOIDED]) == (6, Amount(amount_of("5"), amount_of("5")))
    assert {one.name: one.planned for one in found.quarters}["2025-Q1"] == 70


def test_what_is_still_to_come_stands_in_the_books_and_counts_from_its_first_day(
    books: Books, database: Database
) -> None:
    catalogue = parse_catalogue(CATALOGUE + LEADS)
    tool = books.claim_retired("ticketing", "Old desk", stated("10", "10"), day(430), "U0LEAD")
    wrong = books.claim_retired("ticketing", "Mistyped", stated("10", "10"), day(430), "U0LEAD")
    for expense in Expense:
        books.claim_cost("ticketing", expense, stated("1", "2"), Running(day(430), monthly=False), "U0LEAD")
    assert books.confirm(tool, "U0CFO").amounts == (10, 10)
    books.withdraw(wrong, "U0LEAD", "it stays on")
    with database.reading() as session:
        found = [money(session, catalogue, "ticketing", at) for at in (NOW, day(430 + 30.4375))]
    now, later = (one for one in found if one is not None)
    listed = list(csv.DictReader(io.StringIO(as_csv(now.entries, NOW, "csv"))))
    assert [row["note"] for row in listed] == ["counts from 6 Mar 2025 on"] * 4
    # What is not spent yet says nothing of what was.
    assert (now.confirmed.gross, now.total_cost) == (Amount(amount_of("0"), amount_of("0")), None)
    assert (later.confirmed.gross, later.total_cost) == (Amount(amount_of("10"), amount_of("10")), 6)
    # Before anybody claimed it there was nothing in the books.
    with database.reading() as session:
        assert stored.entries(session, AsOf(day(399))) == []


def test_secrets_in_a_claim_are_masked(books: Books, database: Database, shipped: str) -> None:
    token = "xoxb-" + "1234567890-" * 2 + "AbCdEfGhIjKlMnOpQrStUvWx"  # gitleaks:allow
    books.claim_gain(Benefit.AVOIDED, shipped, stated(formula=f"see {token}"), "U0TOM")
    with database.reading() as session:
        (entry,) = stored.entries(session, AsOf(NOW))
    assert token not in entry.claim.formula
