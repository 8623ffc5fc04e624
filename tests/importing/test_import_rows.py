"""What a row says, and what it may not say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from config.catalogue import Catalogue
from config.words import Outcome, State
from loop.importing import BadFileError, HistoryRow, read_rows
from tests.importing.conftest import Write

COLUMNS = ("submitted_at", "reporter", "product", "text", "outcome", "outcome_at", "issue_key", "reason")


class Reading:
    """Reads one row, or several, given by what differs from a sound one."""

    def __init__(self, write: Write, catalogue: Catalogue) -> None:
        self._write, self._catalogue = write, catalogue

    def rows(self, *given: dict[str, str]) -> list[HistoryRow]:
        sound = dict.fromkeys(COLUMNS, "") | {"submitted_at": "2024-05-01", "product": "vpn", "text": "It broke"}
        lines = [",".join((sound | row)[column] for column in COLUMNS) for row in given]
        return read_rows(self._write("\n".join([",".join(COLUMNS), *lines])), {}, self._catalogue)

    def row(self, **given: str) -> HistoryRow:
        return self.rows(given)[0]

    def problems(self, *given: dict[str, str]) -> list[str]:
        with pytest.raises(BadFileError) as refused:
            self.rows(*given)
        return refused.value.problems

    def problem(self, **given: str) -> str:
        (problem,) = self.problems(given)
        return problem


@pytest.fixture
def reading(write: Write, catalogue: Catalogue) -> Reading:
    return Reading(write, catalogue)


@pytest.mark.parametrize(
    ("spelt", "meant"),
    [
        ("2020-01-02 17:14:21+00:00", datetime(2020, 1, 2, 17, 14, 21, tzinfo=UTC)),
        ("2020-01-02T17:14:21Z", datetime(2020, 1, 2, 17, 14, 21, tzinfo=UTC)),
        ("2020-01-02T17:14:21.000+0200", datetime(2020, 1, 2, 15, 14, 21, tzinfo=UTC)),
        ("2020-01-02 17:14", datetime(2020, 1, 2, 17, 14, tzinfo=UTC)),
        (" 2020-01-02 ", datetime(2020, 1, 2, tzinfo=UTC)),
    ],
)
def test_dates_are_iso_8601_and_utc_without_a_zone(spelt: str, meant: datetime, reading: Reading) -> None:
    assert reading.row(submitted_at=spelt).submitted_at == meant


@pytest.mark.parametrize("spelt", ["02/01/2020", "yesterday", "2020-13-01", "1577985261", "0001-01-01T00:00+14:00"])
def test_other_dates_are_refused(spelt: str, reading: Reading) -> None:
    assert reading.problem(submitted_at=spelt).startswith(
        f'line 2: submitted_at "{spelt}" is no date; write it as 2020'
    )


def test_a_slip_of_the_century_is_refused(reading: Reading) -> None:
    assert reading.problem(submitted_at="0202-01-01").endswith("lies before 1970; correct the year.")


@pytest.mark.parametrize(
    ("word", "outcome"),
    [
        ("integrated", Outcome.INTEGRATED),
        ("Not reproducible", Outcome.NOT_REPRODUCIBLE),
        ("NOT_REPRODUCIBLE", Outcome.NOT_REPRODUCIBLE),
        ("removed", Outcome.REMOVED),
        ("Unknown", Outcome.UNKNOWN),
        ("WONTFIX", Outcome.DECLINED),
        ("Rolled Out", Outcome.INTEGRATED),
    ],
)
def test_outcomes_are_our_words_or_those_of_the_map(word: str, outcome: Outcome, reading: Reading) -> None:
    ending = reading.row(outcome=word, outcome_at="2024-05-03").ending
    assert ending is not None
    assert (ending.outcome, ending.word, ending.unmapped) == (outcome, word, False)
    assert ending.at == datetime(2024, 5, 3, tzinfo=UTC)


def test_a_word_that_no_map_knows_is_unknown_and_says_so(reading: Reading) -> None:
    # "Rolled out" is stated for the other product alone.
    ending = reading.row(product="wifi", outcome="Rolled out", outcome_at="2024-05-03").ending
    assert ending is not None
    assert (ending.outcome, ending.unmapped) == (Outcome.UNKNOWN, True)


@pytest.mark.parametrize("word", ["", "open", "Unresolved", "---"])
def test_no_outcome_is_open_whatever_date_stands_beside_it(word: str, reading: Reading) -> None:
    row = reading.row(outcome=word, outcome_at="2024-05-03", issue_key="NET-1", reason="later")
    assert (row.ending, row.state, row.reason) == (None, State.FILED, "")


@pytest.mark.parametrize(
    ("outcome", "issue_key", "state"),
    [
        ("", "", State.RECEIVED),
        ("", "NET-1", State.FILED),
        ("integrated", "", State.RESOLVED),
        ("declined", "", State.DECLINED),
        ("answered", "", State.ANSWERED),
        ("declined", "NET-1", State.RESOLVED),
        ("withdrawn", "", State.WITHDRAWN),
        # Nothing can be withdrawn once it is filed: it is some tracker's own word.
        ("withdrawn", "NET-1", State.RESOLVED),
    ],
)
def test_where_a_report_stands(outcome: str, issue_key: str, state: State, reading: Reading) -> None:
    assert reading.row(outcome=outcome, outcome_at="2024-05-03", issue_key=issue_key).state is state


def test_an_end_without_a_date_is_refused(reading: Reading) -> None:
    assert reading.problem(outcome="Fixed") == (
        'line 2: outcome "Fixed" has no outcome_at; say when it ended, or leave the outcome empty.'
    )


def test_an_end_before_the_start_is_refused(reading: Reading) -> None:
    assert reading.problem(outcome="Fixed", outcome_at="2024-04-30") == (
        'line 2: outcome_at "2024-04-30" is before it was submitted; correct one of the two dates.'
    )


def test_a_day_alone_may_be_the_day_it_was_submitted_on(reading: Reading) -> None:
    ending = reading.row(submitted_at="2024-05-01 17:00", outcome="Fixed", outcome_at="2024-05-01").ending
    assert ending is not None
    assert ending.at == datetime(2024, 5, 1, 17, tzinfo=UTC)
    assert "before it was submitted" in reading.problem(
        submitted_at="2024-05-01 17:00", outcome="Fixed", outcome_at="2024-05-01 00:00"
    )


def test_a_text_is_cleaned_and_loses_its_secrets(reading: Reading) -> None:
    row = reading.row(text="Log in\x00 fails; password: hunter2hunter2", reporter="Ann\x00\u202e  B.")
    assert (row.text, row.masked, row.reporter) == (
        "Log in fails; password: [masked: password]",
        ("password",),
        "Ann B.",
    )


@pytest.mark.parametrize("text", ["", "  ", "\x00\u200e"[:1]])
def test_no_text_is_refused(text: str, reading: Reading) -> None:
    assert reading.problem(text=text) == "line 2: there is no text; fill it in or take the row out."


def test_signs_alone_are_a_report_that_was_made(reading: Reading) -> None:
    assert reading.row(text="???").text == "???"


def test_products_go_by_key_name_and_alias(reading: Reading) -> None:
    rows = reading.rows({"product": "VPN"}, {"product": "Remote  access"}, {"product": "office wi-fi"})
    assert [row.product for row in rows] == ["vpn", "vpn", "wifi"]


def test_an_unknown_product_is_refused_and_never_shown_raw(reading: Reading) -> None:
    assert reading.problem(product="pager\x1b[2J") == (
        'line 2: the catalogue has no product "pager[2J"; use a key, name or alias of: vpn, wifi.'
    )
    assert "it names no product" in reading.problem(product="")


def test_columns_mixed_up_are_noticed_by_their_length(reading: Reading) -> None:
    assert reading.problem(issue_key="x" * 65).startswith("line 2: issue_key has 65 characters, at most 64")
    assert reading.problem(outcome="y" * 101).startswith("line 2: outcome has 101 characters")


def test_every_row_is_checked_and_the_sentences_end_at_twenty(reading: Reading) -> None:
    found = reading.problems(*[{"product": "pager"}, {}] * 25)
    assert [problem.partition(":")[0] for problem in found[:-1]] == [f"line {line}" for line in range(2, 42, 2)]
    assert found[-1] == "… and 5 more rows are wrong; mend these first."


def test_columns_are_joined(write: Write, catalogue: Catalogue) -> None:
    path = write("day,hour,a,b\n2024-05-01,17:00,Title,\n2024-05-02,18:00,Title,Body\n")
    mapping = {"text": "a+b", "submitted_at": "day+hour"}
    rows = read_rows(path, mapping, catalogue, "vpn")
    assert [row.text for row in rows] == ["Title", "Title\n\nBody"]
    assert rows[1].submitted_at - rows[0].submitted_at == timedelta(days=1, hours=1)


def test_for_a_demo_unknown_products_and_missing_dates_are_kept(write: Write, catalogue: Catalogue) -> None:
    start = datetime(2024, 1, 1, tzinfo=UTC)
    path = write("text,product,outcome,outcome_at\nOne,Pager,Done,2024-02-01\nTwo,,,\nThree,VPN,,\n")
    rows = read_rows(path, {}, catalogue, unknown_products="keep", undated=start)
    assert [(row.product, row.submitted_at) for row in rows] == [("Pager", start), ("", start), ("vpn", start)]
    assert rows[0].ending is not None
    assert rows[0].ending.outcome is Outcome.INTEGRATED
