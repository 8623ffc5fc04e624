"""Records as CSV that a spreadsheet may open: nothing in it is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

# What a spreadsheet takes for the beginning of a formula (OWASP, "CSV injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_table(columns: Sequence[str], records: Iterable[Mapping[str, object]]) -> str:
    """Write a header and a line per record; None is an empty cell, text that would be a formula gets an apostrophe."""
    sheet = io.StringIO()
    writer = csv.DictWriter(sheet, columns)
    writer.writeheader()
    for record in records:
        writer.writerow({name: _guarded(value) for name, value in record.items()})
    return sheet.getvalue()


def _guarded(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
