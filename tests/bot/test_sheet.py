"""Hostile input 38: a cell is never a formula."""

from __future__ import annotations

import csv
import io

import pytest

from bot.sheet import as_table


@pytest.mark.parametrize("cell", ["=HYPERLINK(1)", "+1", "-1+2", "@SUM(A1)", "\tx", "\rx"])
def test_input_38_a_cell_that_would_be_a_formula_begins_with_an_apostrophe(cell: str) -> None:
    table = as_table(["reference", "what", "minutes"], [{"reference": "FR-7K2Q", "what": cell, "minutes": -5}])
    header, row = csv.reader(io.StringIO(table, newline=""))
    assert header == ["reference", "what", "minutes"]
    assert row == ["FR-7K2Q", f"'{cell}", "-5"]
