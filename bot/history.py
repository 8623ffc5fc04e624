"""`friction import`: a history becomes the baseline that figures are compared with."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, TextColumn

from bot.compose.parts import Parts
from bot.messages.text import counted
from bot.opening import StartRefusedError, WrongCallError
from config.catalogue import Catalogue, load_catalogue
from config.clock import make_clock
from config.settings import Settings
from loop.importing import (
    BadFileError,
    HistoryRow,
    ImportResult,
    MappingError,
    import_history,
    parse_mapping,
    read_rows,
    rows_of_issues,
)
from loop.upkeep import note_first_catalogue
from storage.database import Database


def import_file(
    settings: Settings, database: Database, file: Path, mapping: list[str], product: str, *, as_json: bool
) -> None:
    """Import a file whole, or refuse it with a sentence per bad row."""
    if not file.is_file():
        raise WrongCallError(f"There is no file {file}.")
    catalogue = load_catalogue(settings.friction_catalogue)
    if product and catalogue.find_product(product) is None:
        raise WrongCallError(f'The catalogue has no product "{product}".')
    try:
        columns = parse_mapping(mapping)
    except MappingError as error:
        raise WrongCallError(str(error)) from error
    with _refusing(file.name):
        rows = read_rows(file, columns, catalogue, product)
        _write(settings, database, catalogue, rows, as_json=as_json)


def import_issues(parts: Parts, jql: str, product: str, *, as_json: bool) -> None:
    """Import the issues that a search finds. What stopped half way is begun again and adds nothing twice."""
    catalogue = parts.catalogue.current()
    if product and catalogue.find_product(product) is None:
        raise WrongCallError(f'The catalogue has no product "{product}".')
    with Progress(TextColumn("{task.description}"), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Reading Jira")
        found = []
        for issue in parts.reader.past(jql):
            found.append(issue)
            bar.update(task, description=f"Reading Jira: {len(found):,} issues")
    with _refusing("What the search finds"):
        rows = rows_of_issues(found, parts.work, catalogue, parts.clock.now(), product)
        _write(parts.settings, parts.work, catalogue, rows, as_json=as_json)


def _write(
    settings: Settings, database: Database, catalogue: Catalogue, rows: Sequence[HistoryRow], *, as_json: bool
) -> None:
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Importing", total=len(rows))
        now = make_clock(settings).now()
        note_first_catalogue(database, catalogue, now)
        result = import_history(database, rows, now, progress=lambda done: bar.update(task, completed=done))
    print(json.dumps(asdict(result)) if as_json else _told(result))  # noqa: T201  (it is the command's output)


@contextmanager
def _refusing(what: str) -> Iterator[None]:
    """Say of what cannot be imported as a whole what is wrong with it."""
    try:
        yield
    except BadFileError as error:
        refusal = f"{what} is refused; nothing was imported.\n" + "\n".join(error.problems)
        raise StartRefusedError(refusal) from error


def _told(result: ImportResult) -> str:
    imported, known = counted(result.imported, "report", "reports"), counted(result.skipped, "was", "were")
    lines = [f"{imported} imported, {known} there already."]
    if result.by_outcome:
        lines.append("Outcomes: " + ", ".join(f"{count} {word}" for word, count in result.by_outcome.items()) + ".")
    if result.unmapped_outcomes:
        names = ", ".join(f'"{name}"' for name in sorted(result.unmapped_outcomes))
        lines.append(f"Not in the catalogue's [jira.outcomes], so they count as unknown: {names}.")
    return "\n".join(lines)
