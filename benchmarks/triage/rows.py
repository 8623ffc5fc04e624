"""The two forms of input, one JSON object a line; a file that is not of its form is refused with a sentence."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_WORD = re.compile(r"\w\w")


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
    rows = sorted(_objects(file, "id", "text", "created_at"), key=lambda row: _instant(file, row["created_at"]))
    _refuse_wordless(file, rows)
    places = {str(row["id"]): place for place, row in enumerate(rows)}
    earlier: list[set[int]] = [set() for _ in rows]
    for place, row in enumerate(rows):
        for other in _duplicates_of(file, row):
            if other in places and places[other] != place:
                first, last = sorted((place, places[other]))
                earlier[last].add(first)
    return [
        Report(str(row["id"]), str(row["text"]), frozenset(found)) for row, found in zip(rows, earlier, strict=True)
    ]


def read_labelled(file: Path) -> list[Labelled]:
    """The rows in the order of the file; of one label alone there is nothing to tell apart."""
    rows = list(_objects(file, "text", "label"))
    _refuse_wordless(file, rows)
    if len({str(row["label"]) for row in rows}) < 2:
        raise BadRowError(f"{file.name} has fewer than two labels; there is nothing to tell apart.")
    return [
        Labelled(
            str(row["text"]), str(row["label"]), _instant(file, row["created_at"]) if row.get("created_at") else None
        )
        for row in rows
    ]


def _refuse_wordless(file: Path, rows: Sequence[dict[str, Any]]) -> None:
    if not any(_WORD.search(str(row["text"])) for row in rows):
        raise BadRowError(f"{file.name} holds no words; there is nothing to compare.")


def _duplicates_of(file: Path, row: dict[str, Any]) -> list[str]:
    """The ids that a row names, as a list or alone."""
    named = row.get("duplicate_of")
    if isinstance(named, (str, int)):
        return [str(named)]
    if not isinstance(named, list | None):
        raise BadRowError(f'{file.name}: duplicate_of of row "{row["id"]}" is no list of ids; write it as ["17"].')
    return [str(each) for each in named or []]


def _instant(file: Path, value: object) -> datetime:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        raise BadRowError(f'{file.name}: created_at "{value}" is no ISO date; write it as 2020-01-31.') from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _objects(file: Path, *needed: str) -> Iterator[dict[str, Any]]:
    with file.open("rb") as lines:
        number = 0
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line.decode("utf-8-sig"))
            except (ValueError, RecursionError):
                raise BadRowError(f"{file.name}, line {number} is not JSON in UTF-8.") from None
            missing = [name for name in needed if not isinstance(row, dict) or row.get(name) is None]
            if missing:
                raise BadRowError(f"{file.name}, line {number} lacks {', '.join(missing)}.")
            yield row
    if not number:
        raise BadRowError(f"{file.name} is empty.")
