"""Mistakes in the catalogue as sentences that name file, line, entry and cure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeGuard, get_args

from pydantic import BaseModel

from config.outcomes import MAPPABLE
from config.toml_lines import Place, TomlLines

if TYPE_CHECKING:
    import tomllib

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

_EXAMPLES = {
    "key": '"vpn"',
    "name": '"VPN"',
    "track": '"network"',
    "owner": '"U0123ABCD"',
    "project": '"NET"',
    "jira": '{ project = "NET" }',
    "channel": '"C0123ABCD"',
    "id": '"C0123ABCD"',
    "product": '"vpn"',
    "from": '"18:30"',
    "to": '"08:00"',
}
_TYPES = {
    "string_type": "must be text in quotes",
    "tuple_type": "must be a list in brackets",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "string_too_short": "is empty; write something",
    "string_too_long": "is too long; at most 100 characters",
    "greater_than": "must be more than 0",
    "less_than_equal": "must be at most 1: write 0.45 for 45 %",
}


def syntax_sentence(file: str, error: tomllib.TOMLDecodeError) -> str:
    """What tomllib could not read, and where."""
    message, at, place = str(error).partition(" (at ")
    line = re.search(r"line (\d+)", place)
    where = f"{file}, line {line[1]}" if line else f"{file}, {'end' if at else 'somewhere'}"
    return f"{where}: this is not TOML ({message}); look for a missing quotation mark, bracket or = there."


def locate(file: str, text: str, findings: Iterable[tuple[Place, str]]) -> list[str]:
    """Each finding as a sentence that begins with file and line."""
    lines = TomlLines(text)
    placed = sorted(((lines.line(place), sentence) for place, sentence in findings), key=lambda found: found[0] or 0)
    return [f"{file}{_line(line)}: {_ended(sentence)}" for line, sentence in placed]


def sentences(error: ValidationError, document: dict[str, Any], root: type[BaseModel]) -> Iterator[tuple[Place, str]]:
    """Where and what, for each mistake that pydantic found."""
    for detail in error.errors(include_url=False):
        place = tuple(part for part in detail["loc"] if part != "[key]")
        yield place, _sentence(detail, place, document, root)


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "?")) else f"{sentence}."


def _line(number: int | None) -> str:
    return f", line {number}" if number else ""


def _sentence(detail: ErrorDetails, place: Place, document: dict[str, Any], root: type[BaseModel]) -> str:
    entry, key = _entry(place, document), _key(place)
    last = str(place[-1]) if place else ""
    match detail["type"]:
        case "extra_forbidden":
            return f'{entry} has the unknown key "{last}"; {_meant(place, root)}'
        case "missing":
            return f"{entry} lacks {key}; add {last} = {_EXAMPLES.get(last, '…')}"
        case "enum":
            if last == "tier":
                return f"{entry}: tier is {detail['input']!r}; it must be {detail['ctx']['expected']}"
            return f'{entry} has the unknown outcome "{last}"; known: {", ".join(MAPPABLE)}'
        case "literal_error":
            return f"{entry}: {key} is {detail['input']!r}; it must be {detail['ctx']['expected']}"
        case "value_error":
            return f"{entry}: {key} {detail['ctx']['error']}"
        case kind if kind in _TYPES:
            return f"{entry}: {key} {_TYPES[kind]}"
        case _:
            return f"{entry}: {key} is refused: {detail['msg']}"


def _entry(place: Place, document: dict[str, Any]) -> str:
    """What people call the entry: `product "vpn"`, `digest no. 2`, `roles`, or the file itself."""
    if not place:
        return "the file"
    table = str(place[0])
    if len(place) < 2 or not isinstance(place[1], int):  # noqa: PLR2004 - table and index
        return f"[{table}]" if len(place) > 1 else "the file"
    entry = document[table][place[1]]
    name = next((entry[key] for key in ("key", "name", "id") if isinstance(entry, dict) and entry.get(key)), None)
    kind = table.removesuffix("s")
    return f'{kind} "{name}"' if isinstance(name, str) else f"{kind} no. {place[1] + 1}"


def _key(place: Place) -> str:
    """The dotted key within its entry; an element of a list goes by the list's name."""
    words = [part for part in place if isinstance(part, str)]
    return ".".join(words[1:] if len(words) > 1 else words) or "it"


def _meant(place: Place, root: type[BaseModel]) -> str:
    """Which key was probably meant, or that it belongs to the table above: TOML's commonest slip."""
    last, table = str(place[-1]), place[:-1]
    known = _keys(table, root)
    above = tuple(part for part in table if isinstance(part, str))
    if len(above) > 1 and last in _keys(above[:-1], root):
        return f"it belongs to [[{'.'.join(above[:-1])}]]: write it above the line [{'.'.join(above)}]"
    if near := difflib.get_close_matches(last, known, n=1):
        return f'did you mean "{near[0]}"?'
    return f"known: {', '.join(known)}"


def _keys(place: Place, root: type[BaseModel]) -> list[str]:
    """The keys that the table at this place may hold."""
    table: type[BaseModel] = root
    for part in place:
        if isinstance(part, str):
            annotation = table.model_fields[part].annotation
            table = next(kind for kind in (annotation, *get_args(annotation)) if _is_table(kind))
    return [field.alias or name for name, field in table.model_fields.items()]


def _is_table(kind: Any) -> TypeGuard[type[BaseModel]]:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
