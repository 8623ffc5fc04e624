"""Real public reports, where they lie beside the project."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from config.catalogue import Catalogue
from loop.importing import import_history, parse_mapping, read_rows
from storage.database import Database
from storage.report import Report

DATA = Path(__file__).parents[3] / "shared" / "data"
BUGS = DATA / "seamonkey" / "bugs.csv"
TICKETS = DATA / "it_tickets" / "tickets.csv"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.skipif(not BUGS.exists(), reason="the public bug reports are not beside the project")
def test_a_thousand_bug_reports_with_their_real_ends(database: Database, catalogue: Catalogue) -> None:
    mapping = parse_mapping(
        [
            "submitted_at=Created",
            "text=Summary+Description",
            "outcome=Resolution",
            "outcome_at=Resolved",
            "issue_key=Issue id",
        ]
    )
    rows = read_rows(BUGS, mapping, catalogue, "vpn")
    result = import_history(database, rows, NOW)
    assert result.imported == len(rows) == 1_076
    assert result.by_outcome == {
        "integrated": 271,
        "declined": 57,
        "not_reproducible": 93,
        "duplicate": 85,
        "unknown": 3,
        "open": 567,
    }
    assert result.unmapped_outcomes == {"MOVED": 3}
    assert import_history(database, rows, NOW).imported == 0
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Report)) == 1_076


@pytest.mark.skipif(not TICKETS.exists(), reason="the public service-desk tickets are not beside the project")
def test_service_desk_tickets_keep_their_categories(catalogue: Catalogue) -> None:
    rows = read_rows(TICKETS, {"product": "category"}, catalogue, unknown_products="keep", undated=NOW)
    assert len(rows) == 2_777
    assert len(Counter(row.product for row in rows)) == 8
