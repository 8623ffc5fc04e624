"""`friction answers`: how each known answer does, for people and for programs."""

from __future__ import annotations

import json
from dataclasses import asdict

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from config.records import one_line
from storage.database import Database
from storage.deflection import tallies


def show_answers(database: Database, *, as_json: bool) -> None:
    """Print to how many people each answer was shown, how many took it, and how many have not said it was none."""
    with database.reading() as session:
        found = tallies(session)
    if as_json:
        print(json.dumps([asdict(tally) for tally in found], ensure_ascii=False))  # noqa: T201  (the command's output)
        return
    console = Console()
    if not found:
        console.print("No known answer has been shown to anybody yet.")
        return
    table = Table("issue", "shown", "taken", "still happy", "title")
    for tally in found:
        counts = (str(number) for number in (tally.shown, tally.taken, tally.happy))
        table.add_row(tally.key, *counts, escape(one_line(tally.title)[:80]))
    console.print(table)
