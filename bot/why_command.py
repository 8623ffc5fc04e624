"""`friction why`: the reports behind a number, or the entries behind a sum of money."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from rich.console import Console
from rich.table import Table

from bot.asked import Asked
from bot.messages.digest import only_part
from bot.messages.pen import TERMINAL, percent
from bot.messages.text import counted
from bot.money_command import SUMS, show_entries
from bot.opening import WrongCallError
from bot.report_records import COLUMNS, COUNTED, IN_BASE, LEFT_OUT, record_of
from bot.sheet import as_table
from config.settings import Settings
from loop.scorecard import FIGURES, OPENED, REGISTER, Behind, behind
from storage.database import Database
from storage.figures import Member

_ISSUES = "distinct_issue_rate"


def show_why(settings: Settings, database: Database, figure: str, asked: Asked, form: str) -> None:
    """Print the reports behind `TRACK` or `TRACK.FIGURE` as text, csv or json."""
    track, _, name = figure.partition(".")
    asked = replace(asked, track=track)
    told = asked.read(settings, database)
    if name in SUMS:
        show_entries(settings, database, name, asked, form)
        return
    opened = _opened(name or "n")
    with database.reading() as session:
        found = behind(session, told.catalogue, track, opened, told.as_of, known_at=told.known_at, excerpt=told.excerpt)
    match form:
        case "json":
            print(json.dumps(_record(found)))  # noqa: T201  (it is the command's output)
        case "csv":
            print(as_table(COLUMNS, _rows(found)), end="")  # noqa: T201  (it is the command's output)
        case _:
            _tell(found, only_part(TERMINAL, told.excerpt, told.name_of))


def _opened(name: str) -> str:
    """The list or rate that a figure opens to. Raises WrongCallError where what is behind it are no reports."""
    if name in FIGURES or name in OPENED:
        return name
    if name == "incidence":
        return "n"
    known = REGISTER.get(name)
    if known is not None and known.behind:
        return known.behind
    if known is not None:
        raise WrongCallError(f"What is behind {name} are no reports; it opens with {known.elsewhere}.")
    if name == _ISSUES:
        raise WrongCallError(f"{name} counts issues; friction scorecard --table reports has the issue of each report.")
    lists, beside = ", ".join([*OPENED, *FIGURES, *SUMS]), next(iter(REGISTER))
    raise WrongCallError(
        f'There is no figure "{name}"; there are: {lists}, and those of docs/figures.md, such as {beside}.'
    )


def _rows(found: Behind) -> Iterator[Mapping[str, object]]:
    """The reports of a figure; of a rate also the rest of its base, and what is not counted."""
    parts: Sequence[tuple[Sequence[Member], str]] = [(found.members, COUNTED)]
    if found.is_rate:
        parts = [*parts, (found.rest, IN_BASE), (found.left_out, LEFT_OUT)]
    return (record_of(member, part) for members, part in parts for member in members)


def _record(found: Behind) -> Mapping[str, object]:
    return {
        "as_of": found.as_of.isoformat(),
        "track": found.track.key,
        "figure": found.figure,
        "count": len(found.members),
        "of": len(found.members) + len(found.rest),
        "n": found.n,
        "not_counted": {"count": len(found.left_out), "why": found.why_left_out},
        "reports": list(_rows(found)),
    }


def _tell(found: Behind, only: str) -> None:
    console = Console()
    for line in filter(None, (only, _first(found), _left_out(found))):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
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


def _first(found: Behind) -> str:
    name, words = TERMINAL.safe(found.track.name, 60), found.figure.replace("_", " ")
    of, as_of = len(found.members) + len(found.rest), f"as of {found.as_of:%Y-%m-%d %H:%M} UTC"
    if not found.is_rate:
        base = counted(found.n, "report that counts", "reports that count")
        return f"{name}, {words}: {len(found.members)} of {base}, {as_of}."
    base, interval = counted(of, "report", "reports"), found.interval
    if interval is None:
        return f"{name}, {words}: no report to divide by, {as_of}."
    spread = f"95\N{NO-BREAK SPACE}% between {round(100 * interval.low)} and {percent(interval.high)}"
    share = f"{percent(len(found.members) / of)} ({spread})"
    return f"{name}, {words}: {len(found.members)} of {base}, {share}, {as_of}."


def _left_out(found: Behind) -> str:
    """What is not counted, and why; said also where it is nothing, for that is an answer too."""
    if found.figure == "withdrawn":
        return ""
    return f"Not counted: {len(found.left_out)}, {found.why_left_out}." if found.left_out else "Not counted: none."
