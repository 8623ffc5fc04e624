"""The create screen of an issue type: its fields as Jira's createmeta describes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

CASCADING = "option-with-child"
"""Jira's type of a choice in two steps."""
USER = "user"
"""Jira's type of a person."""
STEP = " → "
"""Between the two steps of such a choice, as people and the catalogue write it."""

# How a value is written in the catalogue that is no text.
_WRITTEN = {"number": "0", "date": "2026-01-31", "datetime": '"2026-01-31T09:00:00.000+0000"'}


@dataclass(frozen=True)
class FieldAsked:
    """A field of a create screen. `kind` is Jira's type of it, `items` that of its members where it is an array;
    `allowed` are the names or values to choose from, as far as Jira lists them.
    """

    field_id: str
    name: str
    required: bool = False
    has_default: bool = False
    kind: str = "string"
    items: str = ""
    allowed: tuple[str, ...] = ()
    is_text_area: bool = False

    @classmethod
    def read(cls, record: dict[str, Any]) -> Self:
        """Read what `as_record` gave; another version may have written more."""
        known = {each.name: record[each.name] for each in fields(cls) if each.name in record}
        return cls(**{**known, "allowed": tuple(record.get("allowed", ()))})

    def as_record(self) -> dict[str, Any]:
        """The field as JSON can hold it."""
        return asdict(self)

    def offers(self, value: Any) -> bool:
        """Whether a value, or each one of a list, is among those to choose from; any is where Jira lists none."""
        members = value if isinstance(value, list) else [value]
        return not self.allowed or all(member in self.allowed for member in members)

    @property
    def must_be_given(self) -> bool:
        """Whether a create without it is rejected."""
        return self.required and not self.has_default

    def as_toml(self) -> str:
        """The line that sets it under [products.jira.fields], with a value Jira offers or one to be filled in."""
        value = _WRITTEN.get(self.items or self.kind) or _quoted(next((word for word in self.allowed if word), "…"))
        return f"{self.field_id} = [{value}]" if self.kind == "array" else f"{self.field_id} = {value}"


def field_asked(raw: dict[str, Any]) -> FieldAsked:
    """Read one field of createmeta; Cloud calls its id `fieldId` and `key`, Data Center `fieldId`."""
    schema = raw.get("schema") or {}
    return FieldAsked(
        field_id=str(raw.get("fieldId") or raw.get("key") or ""),
        name=str(raw.get("name") or ""),
        required=bool(raw.get("required")),
        has_default=bool(raw.get("hasDefaultValue")),
        kind=str(schema.get("type") or "string"),
        items=str(schema.get("items") or ""),
        is_text_area=str(schema.get("custom") or "").endswith(":textarea"),
        allowed=tuple(word for each in raw.get("allowedValues") or () for word in _words(each)),
    )


def _words(allowed: Any) -> Iterator[str]:
    """What can be chosen: the value, or each of its children below it."""
    children = allowed.get("children") if isinstance(allowed, dict) else None
    if children:
        yield from (f"{_word(allowed)}{STEP}{_word(child)}" for child in children)
    else:
        yield _word(allowed)


def _word(allowed: Any) -> str:
    return str(allowed.get("value") or allowed.get("name") or "") if isinstance(allowed, dict) else str(allowed)


def _quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
