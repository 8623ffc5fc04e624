"""Which column of a file holds what: our own names, or those that `--map field=Column` gives."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from config.outcomes import fold
from loop.importing.complaints import Complaints, quoted

FIELDS = ("submitted_at", "reporter", "product", "text", "outcome", "outcome_at", "issue_key", "reason")
"""Everything a row can say. `reason` is what the reporter was told about an end other than shipped."""

_MOST_NAMED = 20

Places = Mapping[str, tuple[str, ...]]
"""Field → the folded names of the columns that hold it, in the order in which they are joined."""


class MappingError(ValueError):
    """A `--map` that cannot be meant; the message is a sentence."""


def parse_mapping(pairs: Iterable[str]) -> dict[str, str]:
    """Read `field=Column` pairs; `text=Summary+Description` joins two columns. Raises MappingError."""
    mapping: dict[str, str] = {}
    for pair in pairs:
        field, sign, column = (part.strip() for part in pair.partition("="))
        if not sign or not column:
            raise MappingError(f"--map {quoted(pair)} names no column; write it as text=Description.")
        if field not in FIELDS:
            raise MappingError(f"--map {quoted(pair)}: there is no field {quoted(field)}, only {', '.join(FIELDS)}.")
        if field in mapping:
            raise MappingError(
                f"--map names {field} twice; join columns with a plus: {field}={mapping[field]}+{column}."
            )
        mapping[field] = column
    return mapping


def wanted(mapping: Mapping[str, str]) -> set[str]:
    """The folded names of all columns that may be read: by these a file's delimiter is known."""
    names = [mapping.get(field, field) for field in FIELDS]
    return {fold(part) for name in names for part in (name, *name.split("+"))}


def find_places(mapping: Mapping[str, str], columns: Sequence[str], needed: Collection[str], line: int) -> Places:
    """Find the columns of each field. Raises BadFileError when one that is mapped or needed is missing, or there twice.

    It raises at once: without the right columns each row would only repeat it. `line` is where the names stand.
    """
    complaints = Complaints()
    places: dict[str, tuple[str, ...]] = {}
    for field in FIELDS:
        parts = _parts(mapping.get(field, field), columns)
        missing = [part for part in parts if fold(part) not in columns]
        twice = [part for part in parts if columns.count(fold(part)) > 1]
        if twice:
            complaints.add(
                line, f"several columns are called {quoted(twice[0])}; rename the one that holds the {field}."
            )
        elif not missing:
            places[field] = tuple(fold(part) for part in parts)
        elif field in mapping or field in needed:
            complaints.add(line, _no_column(missing[0], field, columns))
    complaints.refuse_if_any()
    return places


def _parts(name: str, columns: Sequence[str]) -> tuple[str, ...]:
    """A plus joins columns, unless it belongs to the name of one."""
    return (name,) if fold(name) in columns else tuple(part.strip() for part in name.split("+"))


def _no_column(name: str, field: str, columns: Sequence[str]) -> str:
    there = ", ".join(quoted(column) for column in columns[:_MOST_NAMED]) or "none"
    default = ", or give all rows one: --product KEY" if field == "product" else ""
    cure = f"say which one holds {field}: --map {field}=Column{default}"
    return f"there is no column {quoted(name)}; {cure}. There are {there}."
