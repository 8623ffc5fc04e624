"""Histories on both databases, built through the records' own methods."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from config.catalogue import Catalogue, parse_catalogue
from config.words import Outcome
from storage.database import Database, Session
from storage.event import EventKind, Stamp
from storage.issue import Issue
from storage.report import Report
from storage.schema import migrate
from storage.tables import metadata

START = datetime(2024, 1, 1, 12, tzinfo=UTC)

CATALOGUE = b"""
[[tracks]]
key = "ticketing"
name = "Ticketing"
target_rate = 0.45
[[tracks]]
key = "assets"
name = "Assets"
maturity_days = 90
[[products]]
key = "desk"
name = "Service Desk"
track = "ticketing"
owner = "U0MARIA"
jira.project = "DESK"
[[products]]
key = "printing"
name = "Printing"
track = "ticketing"
owner = "tom@example.com"
jira.project = "PRT"
[[products]]
key = "laptops"
name = "Laptops"
track = "assets"
owner = "U0ANN"
jira.project = "LAP"
[[digests]]
name = "leads"
channel = "C0LEADS"
[[digests]]
name = "desk"
channel = "C0DESK"
tracks = ["ticketing"]
"""


def day(number: float) -> datetime:
    """That many days after the histories begin."""
    return START + timedelta(days=number)


@dataclass
class History:
    """Writes what happened; everything is recorded as it occurs unless `recorded` says later."""

    session: Session
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def report(self, at: float, *, product: str = "desk", reporter: str = "", **fields: object) -> Report:
        number = next(self.numbers)
        who = reporter or f"U{number:04}"
        words = {"what": "It broke", "title": f"Report {number}", "source": "slash", **fields}
        return Report.submit(self.session, Stamp.now(who, day(at)), product=product, reporter=who, **words)

    def issue(self, at: float, *reports: Report, key: str = "", product: str = "desk", title: str = "") -> Issue:
        number = next(self.numbers)
        issue = Issue(
            jira_id=str(10_000 + number),
            key=key or f"DESK-{number}",
            product=product,
            title=title or f"Issue {number}",
            created_at=day(at),
        )
        self.session.add(issue)
        self.session.flush()
        for report in reports:
            report.file_as(issue, Stamp.now("friction", day(at)))
        return issue

    def filed(self, at: float, *, product: str = "desk", reporter: str = "") -> tuple[Report, Issue]:
        report = self.report(at, product=product, reporter=reporter)
        return report, self.issue(at, report, product=product)

    def ended(self, at: float, days: float, outcome: Outcome, *, product: str = "desk") -> tuple[Report, Issue]:
        report, issue = self.filed(at, product=product)
        self.end(issue, outcome, at + days)
        return report, issue

    def end(self, issue: Issue, outcome: Outcome, at: float, *, recorded: float | None = None) -> None:
        issue.end(outcome, Stamp("jira", day(at), day(at if recorded is None else recorded)))
        self.session.flush()

    def answer(self, report: Report, at: float, answer: str, *, who: str = "") -> None:
        report.record(EventKind.VERIFIED, Stamp.now(who or report.reporter, day(at)), answer=answer)
        self.session.flush()

    def tell(self, report: Report, at: float, **data: str) -> None:
        report.record(EventKind.TOLD, Stamp.now("friction", day(at)), **data)
        self.session.flush()


@pytest.fixture(scope="session")
def postgres_database(postgres: str) -> Iterator[Database]:
    """One database for all tests here, emptied after each: making and migrating one takes longer than a test."""
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("CREATE DATABASE figures")
    database = Database(
        postgres.replace("postgresql://", "postgresql+psycopg://", 1).replace("/postgres?", "/figures?")
    )
    migrate(database)
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'figures.db'}")
        migrate(database)
        yield database
        database.close()
        return
    database = request.getfixturevalue("postgres_database")
    yield database
    with database.engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as session:
        yield session


@pytest.fixture
def history(session: Session) -> History:
    return History(session)


@pytest.fixture
def catalogue() -> Catalogue:
    return parse_catalogue(CATALOGUE)
