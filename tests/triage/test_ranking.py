"""Ranking: what is alike stands first, however the texts came in."""

from __future__ import annotations

import pytest

from loop.triage.ranking import Ranking

TEXTS = [
    "VPN drops every hour\nI have to log in again each time.",
    "Printer on floor 3 jams\nIt wants toner as well.",
    "Invoices export is empty\nAccounting waits for the monthly file.",
    "Calendar shows meetings an hour late\nSince the clocks changed.",
]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("the vpn is dropping again", 0),
        ("printer jammed", 1),
        ("exportInvoices", 2),  # a compound's parts are words too
        ("calender", 3),  # a typing error in the first line
    ],
)
def test_the_one_that_says_the_same_in_other_words_stands_first(asked: str, found: int) -> None:
    ranking: Ranking[int] = Ranking()
    ranking.add(enumerate(TEXTS))
    key, score = ranking.search(asked, 3)[0]
    assert key == found
    assert 0.05 < score <= 1


def test_a_greeting_and_a_letterhead_are_no_first_line() -> None:
    ranking: Ranking[int] = Ranking()
    ranking.add(enumerate(f"User Agent: Mozilla/5.0\n\n{text}" for text in TEXTS))
    for asked in ("Invoices export is empty", "Hi team,\n\nInvoices export is empty"):
        ((found, score),) = ranking.search(asked, 1)
        assert (found, score > 0.6) == (2, True), score


def test_nothing_in_common_is_nothing_found_and_an_empty_index_answers() -> None:
    ranking: Ranking[int] = Ranking()
    assert ranking.search("vpn", 5) == []
    ranking.add(enumerate(TEXTS))
    assert ranking.search("zzz qqq", 5) == []
    assert ranking.search("", 5) == []


def test_texts_that_came_one_by_one_rank_as_those_that_came_at_once() -> None:
    texts = [f"{TEXTS[at % 4]} number{at} {'vpn ' * (at % 3)} case{at % 17}" for at in range(400)]
    at_once: Ranking[int] = Ranking()
    at_once.add(enumerate(texts))
    one_by_one: Ranking[int] = Ranking()
    for at, text in enumerate(texts):
        one_by_one.add([(at, text)])
    for asked in ("vpn drops case3", "the printer of number77", "case5 invoices"):
        slow = dict(one_by_one.search(asked, 400))
        quick = dict(at_once.search(asked, 400))
        assert slow.keys() == quick.keys()
        assert all(abs(slow[key] - quick[key]) < 0.02 for key in quick)


def test_a_dropped_key_is_not_found_and_a_key_with_two_texts_is_found_once_by_the_better() -> None:
    ranking: Ranking[str] = Ranking()
    ranking.add([("NET-1", TEXTS[0]), ("NET-1", TEXTS[1]), ("NET-2", "printer has no paper, and the lid hangs")])
    found = ranking.search("printer jams", 5)
    assert [key for key, _ in found] == ["NET-1", "NET-2"]
    ranking.drop(["NET-1", "never there"])
    assert [key for key, _ in ranking.search("printer jams", 5)] == ["NET-2"]
