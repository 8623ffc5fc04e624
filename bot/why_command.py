"""`friction why`: the reports behind a number, or the entries behind a sum of money."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from rich.console import Console
from rich.table import Table

from bot.asked import Asked
from bot.messages.pen import TERMINAL
from bot.money_command import SUMS, show_entries
from bot.opening import WrongCallError
from bot.sheet import as_table
from config.settings import Settings
from loop.scorecard import FIGURES, Behind, behind
from storage.database import Database
from storage.figures import Member

COLUMNS = ("reference", "issue", "product", "submitted_at", "state", "outcome", "ended_at", "imported", "title")


def show_why(settings: Settings, database: Database, figure: str, asked: Asked, form: str) -> None:
    """Print the reports behind `TRACK` or `TRACK.FIGURE` as text, csv or json."""
    track, _, name = figure.partition(".")
    name = name or "n"
    asked = replace(asked, track=track)
    if name in SUMS:
        show_entries(settings, database, name, asked, form)
        return
    if name not in FIGURES:
        raise WrongCallError(f'There is no figure "{name}"; there are: {", ".join([*FIGURES, *SUMS])}.')
    told = asked.read(settings, database)
    with database.reading() as session:
        found = behind(session, told.catalogue, track, name, told.as_of, known_at=told.known_at, excerpt=told.excerpt)
    match form:
        case "json":
            print(json.dumps(_record(found)))  # noqa: T201  (it is the command's output)
        case "csv":
            print(as_table(COLUMNS, map(record_of, found.members)), end="")  # noqa: T201  (it is the command's output)
        case _:
            _tell(found)


def record_of(member: Member) -> Mapping[str, object]:
    """What programs and spreadsheets are shown of a report, under the names of `COLUMNS`."""
    return {
        "reference": member.reference,
        "issue": member.key or None,
        "product": member.product,
        "submitted_at": member.submitted_at.isoformat(),
        "state": member.state.value,
        "outcome": member.outcome.value if member.outcome else None,
        "ended_at": member.ended_at.isoformat() if member.ended_at else None,
        "imported": member.imported,
        "title": member.title,
    }


def _record(found: Behind) -> Mapping[str, object]:
    return {
        "as_of": found.as_of.isoformat(),
        "track": found.track.key,
        "figure": found.figure,
        "count": len(found.members),
        "n": found.n,
        "reports": [record_of(member) for member in found.members],
    }


def _tell(found: Behind) -> None:
    console = Console()
    console.print(
        f"{found.track.name}, {found.figure.replace('_', ' ')}: {len(found.members)} of {found.n} reports that count, "
        f"as of {found.as_of:%Y-%m-%d %H:%M} UTC.",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    if not found.members:
        return
    table = Table("report", "issue", "submitted", "how it stands", "what")
    for member in found.members:
        stands = member.outcome.value.replace("_", " ") if member.outcome else member.state.value
        if member.ended_at:
            stands += f", {TERMINAL.day(member.ended_at)}"
        title = TERMINAL.safe(member.title, 60)
        table.add_row(member.reference, member.key, TERMINAL.day(member.submitted_at), stands, title)
    console.print(table, markup=False)
