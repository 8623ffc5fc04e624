"""`friction outbox list`: what waits for something, for people and for programs."""

from __future__ import annotations

import json

from rich.console import Console
from rich.table import Table

from storage.database import Database
from storage.outbox import Owed, OwedState, listed

WAITING = (OwedState.DEAD, OwedState.PARKED, OwedState.UNKNOWN)
ON_THE_WAY = (OwedState.READY, OwedState.LEASED)


def show(database: Database, *, everything: bool, as_json: bool) -> None:
    """Print the rows, oldest first."""
    with database.reading() as session:
        rows = listed(session, WAITING + (ON_THE_WAY if everything else ()))
    if as_json:
        print(json.dumps([_record(row) for row in rows]))  # noqa: T201  (it is the command's output)
        return
    console = Console()
    if not rows:
        console.print("Nothing waits for a person.")
        return
    table = Table("number", "state", "what", "failed", "why")
    for row in rows:
        table.add_row(str(row.id), row.state.value, row.key, str(row.failures), row.error)
    console.print(table)


def _record(row: Owed) -> dict[str, object]:
    return {
        "number": row.id,
        "state": row.state.value,
        "target": row.target,
        "kind": row.kind,
        "key": row.key,
        "failures": row.failures,
        "error": row.error,
    }
