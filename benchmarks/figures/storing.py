"""Writing a made-up history into a database, as fast as its driver takes rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from enum import StrEnum
from itertools import islice
from typing import Any

import numpy as np

from benchmarks.figures.history import END, REMARKS, History
from storage.database import Database
from storage.schema import migrate
from storage.tables import metadata

_EVENTS = (
    "report_id",
    "kind",
    "occurred_at",
    "recorded_at",
    "product",
    "state",
    "outcome",
    "issue_id",
    "actor",
    "data",
)
_REPORTS = (
    *("id", "uuid", "reference", "product", "reporter", "submitted_at", "source", "title", "what"),
    *("state", "last_event_at", "issue_id"),
)
_ISSUES = ("id", "jira_id", "key", "product", "title", "created_at")
_STANDINGS = (
    *("report_id", "submitted_at", "imported", "since", "until", "recorded_at"),
    *("product", "state", "outcome", "issue_id", "tie"),
)
_WORDS = "The tunnel drops every hour on the train, and whoever is on a call has to dial in again."
_PEOPLE = 20_000
_CHUNK = 50_000


def store(database: Database, history: History) -> None:
    """Write the whole history into an empty database, and let it gather the statistics it plans by."""
    migrate(database)
    _insert(database, "issues", _ISSUES, _issues(history))
    _insert(database, "reports", _REPORTS, _reports(history))
    _insert(database, "events", _EVENTS, _events(history))
    _insert(database, "standings", _STANDINGS, _standings(history))
    with closing(database.engine.raw_connection()) as connection:
        driver: Any = connection.driver_connection
        if database.engine.dialect.name == "postgresql":
            driver.autocommit = True
            driver.execute("VACUUM ANALYZE")
        else:
            driver.execute("ANALYZE")


def _words(history: History, seconds: Any) -> list[str]:
    """Return instants as both databases store them in UTC."""
    moments = np.datetime_as_string(history.moments(seconds), unit="us")
    return [moment.replace("T", " ") for moment in moments.tolist()]


def _issues(history: History) -> Iterable[Sequence[Any]]:
    created = f"{END:%Y-%m-%d %H:%M:%S}.000000"
    for number in range(int(history.issue.max()) + 1):
        product = history.products[number % len(history.products)]
        yield number + 1, str(number + 1), f"X-{number + 1}", product, _WORDS[:60], created


def _reports(history: History) -> Iterable[Sequence[Any]]:
    columns = (history.product.tolist(), history.issue.tolist(), _words(history, history.submitted))
    for number, (product, issue, at) in enumerate(zip(*columns, strict=True), start=1):
        yield (
            *(number, f"{number:032x}", f"FR-{number}", history.products[product], f"U{number * 7919 % _PEOPLE}"),
            *(at, "slash", _WORDS[:60], _WORDS * 3, "filed", at, issue + 1),
        )


def _events(history: History) -> Iterable[Sequence[Any]]:
    moments = _words(history, history.at)
    for (report, kind, _, product, state, outcome, issue), at in zip(history.events(), moments, strict=True):
        data = '{"answer": "fixed"}' if kind == "verified" else '{"status": "In Progress", "resolution": null}'
        yield report, kind, at, at, product, state, outcome, issue, "jira", data


def _standings(history: History) -> Iterable[Sequence[Any]]:
    """What the product writes beside the events, as they come: a stretch ends when its report's next begins."""
    moves = ~np.isin(history.step, REMARKS)
    step, report, at = history.step[moves], history.report[moves], history.at[moves]
    in_order = np.lexsort((at, report))
    following = np.full(len(at), -1)
    same = report[in_order][1:] == report[in_order][:-1]
    following[in_order[:-1][same]] = in_order[1:][same]
    submitted, moments = _words(history, history.submitted), _words(history, at)
    moving = replace(history, step=step, report=report, at=at)
    for (number, _, _, product, state, outcome, issue), begun, after in zip(
        moving.events(), moments, following.tolist(), strict=True
    ):
        until = moments[after] if after >= 0 else None
        yield number, submitted[number - 1], False, begun, until, begun, product, state, outcome, issue, False


def _insert(database: Database, table: str, named: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows of these columns; the others get what the product itself writes where nobody says otherwise."""
    others = {
        column.name: column.default.arg(None) if column.default.is_callable else column.default.arg
        for column in metadata.tables[table].columns
        if column.name not in named and column.default is not None
    }
    constants = [json.dumps(value) if isinstance(value, (list, dict)) else value for value in others.values()]
    constants = [value.value if isinstance(value, StrEnum) else value for value in constants]
    columns = [*named, *others]
    with closing(database.engine.raw_connection()) as connection:
        driver: Any = connection.driver_connection
        if database.engine.dialect.name == "postgresql":
            driver.execute("SET TIME ZONE 'UTC'")
            with driver.cursor().copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row((*row, *constants))
            driver.commit()
            return
        statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
        driver.execute("PRAGMA synchronous = OFF")  # it can be made again
        remaining = iter(rows)
        driver.execute("BEGIN")
        while chunk := [(*row, *constants) for row in islice(remaining, _CHUNK)]:
            driver.executemany(statement, chunk)
        driver.execute("COMMIT")
