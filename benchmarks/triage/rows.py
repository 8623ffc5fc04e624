"""The two forms of input, one JSON object a line; a file that is not of its form is refused with a sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


class BadRowError(Exception):
    """A line is not what its form asks for."""


@dataclass(frozen=True)
class Report:
    """A row of a duplicate set. `earlier`: places of its duplicates among the rows before it, in order of time."""

    id: str
    text: str
    earlier: frozenset[int]


@dataclass(frozen=True)
class Labelled:
    """A row of a routing set; `created_at` is None where the set has no dates."""

    text: str
    label: str
    created_at: datetime | None


def read_reports(file: Path) -> list[Report]:
    """The rows by time (ties: by their order). A pair belongs to its later report, whichever of the two names it."""
    rows = sorted(_objects(file, "id", "text", "created_at"), key=lambda row: _instant(file, str(row["created_at"])))
    places = {str(row["id"]): place for place, row in enumerate(rows)}
    earlier: list[set[int]] = [set() for _ in rows]
    for place, row in enumerate(rows):
        for other in map(str, row.get("duplicate_of") or []):
            if other in places and places[other] != place:
                first, last = sorted((place, places[other]))
                earlier[last].add(first)
    return [
        Report(str(row["id"]), str(row["text"]), frozenset(found)) for row, found in zip(rows, earlier, strict=True)
    ]


def read_labelled(file: Path) -> list[Labelled]:
    """The rows in the order of the file."""
    return [
        Labelled(
            str(row["text"]), str(row["label"]), _instant(file, row["created_at"]) if row.get("created_at") else None
        )
        for row in _objects(file, "text", "label")
    ]


def _instant(file: Path, text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadRowError(f'{file.name}: created_at "{text}" is no ISO date; write it as 2020-01-31.') from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _objects(file: Path, *needed: str) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError:
                raise BadRowError(f"{file.name}, line {number} is not JSON.") from None
            missing = [name for name in needed if not isinstance(row, dict) or row.get(name) is None]
            if missing:
                raise BadRowError(f"{file.name}, line {number} lacks {', '.join(missing)}.")
            yield row
