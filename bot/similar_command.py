"""`friction similar`: what is known about a text, for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track

from bot.opening import WrongCallError
from loop.triage.similar import Match, Similar
from storage.database import Database


def show_similar(database: Database, text: str, limit: int, *, as_json: bool) -> None:
    """Print what is known and alike."""
    similar = _caught_up(database)
    found = similar.find(text, limit)
    if as_json:
        print(json.dumps([_record(match) for match in found], ensure_ascii=False))  # noqa: T201  (the command's output)
    else:
        print("\n".join(map(_line, found)) or "Nothing similar is known.")  # noqa: T201  (the command's output)


def show_similar_batch(database: Database, file: Path, limit: int) -> None:
    """Print one JSON line per line of the file, in its order: its id, and what is known and alike."""
    rows = _rows(file)
    similar = _caught_up(database)
    for row in track(rows, "Ranking", console=Console(stderr=True), transient=True):
        found = [_record(match) for match in similar.find(row["text"], limit)]
        print(json.dumps({"id": row["id"], "similar": found}))  # noqa: T201  (the command's output)


def _caught_up(database: Database) -> Similar:
    similar = Similar(database)
    similar.refresh()
    return similar


def _rows(file: Path) -> list[dict[str, Any]]:
    try:
        # Not splitlines: it breaks at signs that may stand inside JSON. Windows begins a file with a mark.
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongCallError(f"{file} cannot be read ({type(error).__name__}); give a file of JSON lines.") from None
    return [_row(line, f"{file.name}, line {number}") for number, line in enumerate(lines, 1) if line.strip()]


def _row(line: str, where: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict) or "id" not in row or not isinstance(row.get("text"), str):
        raise WrongCallError(f'{where} is not of the form {{"id": "1", "text": "what happens"}}.')
    return row


def _record(match: Match) -> dict[str, Any]:
    known = match.known
    return {
        "id": known.key or known.reference,
        "score": match.score,
        "title": known.title,
        "product": known.product,
        "state": "shipped" if known.shipped else "open",
        "people": known.people,
    }


def _line(match: Match) -> str:
    known = match.known
    people = "1 person" if known.people == 1 else f"{known.people} people"
    state = "shipped" if known.shipped else "open"
    name = f"{known.key}  {known.title}" if known.key else f"{known.reference}  (not filed yet)"
    return f"{match.score:.2f}  {name}  ({known.product}, {state}, {people})"
