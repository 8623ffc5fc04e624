"""The create screen of an issue type: its fields as Jira's createmeta describes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# Jira's types whose values go by name, those that are options of a list, and a word each for what goes as it is.
_NAMED = frozenset(["priority", "version", "component", "securitylevel", "resolution", "issuetype", "group"])
_PLAIN = {"number": "0", "date": '"2026-01-31"', "datetime": '"2026-01-31T09:00:00.000+0000"'}


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

    @property
    def must_be_given(self) -> bool:
        """Whether a create without it is rejected."""
        return self.required and not self.has_default

    def as_toml(self, *, cloud: bool) -> str:
        """The line that sets it under [products.jira.fields], with a value Jira offers or one to be filled in."""
        value = _value(self.items or self.kind, self.allowed, cloud=cloud)
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
        allowed=tuple(_word(each) for each in raw.get("allowedValues") or ()),
    )


def _word(allowed: Any) -> str:
    return str(allowed.get("value") or allowed.get("name") or "") if isinstance(allowed, dict) else str(allowed)


def _value(kind: str, allowed: tuple[str, ...], *, cloud: bool) -> str:
    chosen = _quoted(next((word for word in allowed if word), "…"))
    if kind in _NAMED:
        return f"{{ name = {chosen} }}"
    if kind == "option-with-child":
        return f'{{ value = {chosen}, child = {{ value = "…" }} }}'
    if kind == "option":
        return f"{{ value = {chosen} }}"
    if kind == "user":
        return f'{{ {"accountId" if cloud else "name"} = "…" }}'
    return _PLAIN.get(kind, chosen)


def _quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
