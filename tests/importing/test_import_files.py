"""Files as programs and people write them: encodings, delimiters, quotes, JSON lines."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.catalogue import Catalogue
from loop.cleaning import clean
from loop.importing import BadFileError, HistoryRow, read_rows
from loop.importing.complaints import Complaints
from loop.importing.tables import read_table
from tests.importing.conftest import Write

HEADER = "submitted_at,product,text\n"
DAY = datetime(2024, 5, 1, tzinfo=UTC)


def texts(rows: list[HistoryRow]) -> list[str]:
    return [row.text for row in rows]


def problems(path: Path, catalogue: Catalogue) -> list[str]:
    with pytest.raises(BadFileError) as refused:
        read_rows(path, {}, catalogue)
    return refused.value.problems


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_delimiters_line_ends_and_byte_order_marks_are_recognised(
    delimiter: str, line_end: str, encoding: str, write: Write, catalogue: Catalogue
) -> None:
    lines = [["submitted_at", "product", "text"], ["2024-05-01", "vpn", "Größe, falsch; é"]]
    content = io.StringIO()
    csv.writer(content, delimiter=delimiter, lineterminator=line_end).writerows(lines)
    rows = read_rows(write(content.getvalue().encode(encoding)), {}, catalogue)
    assert rows == [HistoryRow(2, DAY, "unknown person", "vpn", "Größe, falsch; é")]


def test_a_quoted_text_spans_lines_and_the_next_row_knows_its_own(write: Write, catalogue: Catalogue) -> None:
    rows = read_rows(
        write(HEADER + '2024-05-01,vpn,"One\n\nsaid ""two"""\n\n,,\n2024-05-01,vpn,Three\n'), {}, catalogue
    )
    assert [(row.line, row.text) for row in rows] == [(2, 'One\n\nsaid "two"'), (7, "Three")]


def test_column_names_need_no_care_with_case_and_blanks(write: Write, catalogue: Catalogue) -> None:
    path = write("Submitted_At , TEXT,Issue  Id\n2024-05-01,It broke,17\n")
    (row,) = read_rows(path, {"issue_key": "issue id"}, catalogue, "vpn")
    assert (row.issue_key, row.text) == ("17", "It broke")


def test_rows_of_another_width_are_refused(write: Write, catalogue: Catalogue) -> None:
    path = write(HEADER + "2024-05-01,vpn,It broke, twice\n2024-05-01,vpn\n2024-05-01,vpn,fine\n")
    assert problems(path, catalogue) == [
        "line 2: it has 4 columns, the first line names 3; put a text with delimiters or line breaks in quotes.",
        "line 3: it has 2 columns, the first line names 3; keep empty cells.",
    ]


def test_a_quote_that_is_never_closed_is_named_where_its_row_begins(write: Write, catalogue: Catalogue) -> None:
    (problem,) = problems(write(HEADER + '2024-05-01,vpn,ok\n2024-05-01,vpn,"lost\nmore\n'), catalogue)
    assert problem.startswith("line 3: a quote is not closed where it should be")


def test_a_cell_longer_than_the_reader_takes_is_refused(write: Write, catalogue: Catalogue) -> None:
    (problem,) = problems(write(HEADER + f"2024-05-01,vpn,{'x' * 140_000}\n"), catalogue)
    assert problem.startswith("line 2: ")


def test_other_encodings_are_refused_with_the_line(write: Write, catalogue: Catalogue) -> None:
    path = write(HEADER.encode() + "2024-05-01,vpn,fine\n2024-05-01,vpn,Größe\n".encode("latin-1"))
    assert problems(path, catalogue) == ["line 3: this is not UTF-8; save the file as CSV in UTF-8."]


@pytest.mark.parametrize("content", ["", "\ufeff", "\n\n"])
def test_an_empty_file_is_refused(content: str, write: Write, catalogue: Catalogue) -> None:
    assert problems(write(content), catalogue) == ["line 1: the file is empty; its first line has to name the columns."]


def test_a_file_with_nothing_but_names_is_an_empty_history(write: Write, catalogue: Catalogue) -> None:
    assert read_rows(write(HEADER), {}, catalogue) == []


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path, catalogue: Catalogue) -> None:
    assert problems(tmp_path / "none.csv", catalogue) == [
        "none.csv cannot be read (No such file or directory); check its name."
    ]


def test_json_lines_are_read_by_suffix(write: Write, catalogue: Catalogue) -> None:
    lines = (
        '{"submitted_at": "2024-05-01", "product": "vpn", "text": "One\\u2028line", "extra": [1]}\n'
        '\n{"text": "Two", "product": "VPN client", "submitted_at": "2024-05-01", "issue_key": 17, "reporter": null}\n'
    )
    rows = read_rows(write(lines, "history.jsonl"), {}, catalogue)
    assert [(row.line, row.text, row.issue_key) for row in rows] == [(1, "One\u2028line", ""), (3, "Two", "17")]


def test_json_lines_that_are_none_are_refused(write: Write, catalogue: Catalogue) -> None:
    lines = ('{"submitted_at": "2024-05-01", "product": "vpn", "text": ["a"]}', "[1]", "{oops", "[" * 100_000)
    found = problems(write("\n".join(lines), "history.jsonl"), catalogue)
    assert found[:2] == [
        "line 1: text is neither text nor number; write it as a text.",
        'line 2: "[1]" is no JSON object; write one per line: {"text": "…"}.',
    ]
    assert [problem[:7] for problem in found[2:]] == ["line 3:", "line 4:"]


def test_json_lines_without_one_good_line_name_the_bad_ones(write: Write, catalogue: Catalogue) -> None:
    assert problems(write("oops\n", "history.jsonl"), catalogue)[0].startswith('line 1: "oops" is no JSON object')
    assert problems(write("\n", "history.jsonl"), catalogue) == [
        "line 1: the file is empty; write one JSON object per line."
    ]


cells = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(written=st.lists(cells, max_size=8), delimiter=st.sampled_from([",", ";", "\t"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)
def test_whatever_a_csv_writer_writes_is_read_back(written: list[str], delimiter: str, tmp_path: Path) -> None:
    content = io.StringIO()
    csv.writer(content, delimiter=delimiter).writerows([["text", "product"], *([text, "vpn"] for text in written)])
    path = tmp_path / "any.csv"
    path.write_bytes(content.getvalue().encode())
    complaints = Complaints()
    table = read_table(path, {"text", "product"}, complaints)
    complaints.refuse_if_any()
    assert [clean(record.cells["text"] or "") for record in table.records] == [clean(text) for text in written]
