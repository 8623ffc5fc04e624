"""`friction import`: a history becomes the baseline that figures are compared with."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from bot.opening import StartRefusedError, WrongCallError
from config.catalogue import load_catalogue
from config.clock import make_clock
from config.settings import Settings
from loop.importing import BadFileError, ImportResult, MappingError, import_history, parse_mapping, read_rows
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
    try:
        rows = read_rows(file, columns, catalogue, product)
        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("Importing", total=len(rows))
            now = make_clock(settings).now()
            result = import_history(database, rows, now, progress=lambda done: bar.update(task, completed=done))
    except BadFileError as error:
        refusal = f"{file.name} is refused; nothing was imported.\n" + "\n".join(error.problems)
        raise StartRefusedError(refusal) from error
    print(json.dumps(asdict(result)) if as_json else _told(result))  # noqa: T201  (it is the command's output)


def _told(result: ImportResult) -> str:
    lines = [f"{result.imported} reports imported, {result.skipped} were there already."]
    if result.by_outcome:
        lines.append("Outcomes: " + ", ".join(f"{count} {word}" for word, count in result.by_outcome.items()) + ".")
    if result.unmapped_outcomes:
        names = ", ".join(f'"{name}"' for name in sorted(result.unmapped_outcomes))
        lines.append(f"Not in the catalogue's [jira.outcomes], so they count as unknown: {names}.")
    return "\n".join(lines)
