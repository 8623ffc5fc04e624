"""Files as rows of named cells: CSV as spreadsheets and trackers write it, or one JSON object per line."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config.outcomes import fold
from loop.importing.complaints import BadFileError, Complaints, quoted

_JSON_LINES = {".jsonl", ".ndjson", ".json"}
_DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True)
class Record:
    """One row: the line it begins on, and its cells by folded column name. None: neither text nor number."""

    line: int
    cells: dict[str, str | None]


@dataclass
class Table:
    """All rows of a file. `columns` are folded names in the file's order, `line` is where they stand."""

    line: int = 1
    columns: list[str] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)


def read_table(path: Path, wanted: Collection[str], complaints: Complaints) -> Table:
    """Read a file by its suffix. `wanted` are the folded names by which the delimiter of a CSV file is known.

    Raises BadFileError when it cannot be read at all; rows that are no rows are complaints.
    """
    text = _text_of(path)
    if path.suffix.casefold() in _JSON_LINES:
        return _read_json_lines(text, complaints)
    return _read_csv(text, wanted, complaints)


def _text_of(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadFileError([f"{path.name} cannot be read ({error.strerror}); check its name."]) from None
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))  # what a spreadsheet calls Unicode text
    try:
        return content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadFileError([f"line {line}: this is not UTF-8; save the file as CSV in UTF-8."]) from None


def _read_csv(text: str, wanted: Collection[str], complaints: Complaints) -> Table:
    rows = _csv_rows(text, _delimiter(text, wanted), complaints)
    first = next(rows, None)
    if first is None:
        complaints.refuse_if_any()
        raise BadFileError(["line 1: the file is empty; its first line has to name the columns."])
    table = Table(line=first[0], columns=[fold(name) for name in first[1]])
    for line, cells in rows:
        if len(cells) == len(table.columns):
            table.records.append(Record(line, dict(zip(table.columns, cells, strict=True))))
        else:
            complaints.add(line, _wrong_width(len(cells), len(table.columns)))
    return table


def _delimiter(text: str, wanted: Collection[str]) -> str:
    """The one that makes most sense of the first line: it yields most columns we look for, else most columns."""

    def sense(delimiter: str) -> tuple[int, int]:
        _line, names = next(_csv_rows(text, delimiter, Complaints()), (0, []))
        return len({fold(name) for name in names}.intersection(wanted)), len(names)

    return max(_DELIMITERS, key=sense)


def _csv_rows(text: str, delimiter: str, complaints: Complaints) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that holds anything, with the line it begins on. After broken quoting all would be guesswork."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            what = f"a quote is not closed where it should be ({error})"
            complaints.add(line, f'{what}; write a quote inside a quoted text twice: "".')
            return
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield line, cells


def _wrong_width(found: int, expected: int) -> str:
    cure = "put a text with delimiters or line breaks in quotes" if found > expected else "keep empty cells"
    return f"it has {found} columns, the first line names {expected}; {cure}."


def _read_json_lines(text: str, complaints: Complaints) -> Table:
    table = Table()
    columns: dict[str, None] = {}
    # Not splitlines(): a JSON text may hold other separators of lines unescaped.
    for line, content in enumerate(text.split("\n"), start=1):
        if not content.strip():
            continue
        try:
            found = json.loads(content)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, dict):
            cells = {fold(name): _plain(value) for name, value in found.items()}
            columns |= dict.fromkeys(cells)
            table.records.append(Record(line, cells))
        else:
            complaints.add(line, f'{quoted(content)} is no JSON object; write one per line: {{"text": "…"}}.')
    if not table.records:
        complaints.refuse_if_any()
        raise BadFileError(["line 1: the file is empty; write one JSON object per line."])
    table.columns = list(columns)
    return table


def _plain(value: Any) -> str | None:
    match value:
        case None:
            return ""
        case str():
            return value
        case int() | float() if not isinstance(value, bool):
            return str(value)
        case _:
            return None
