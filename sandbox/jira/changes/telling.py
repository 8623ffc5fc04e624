"""The changelog's words for a change of an issue's fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.jira.issues import Item
from sandbox.jira.projects import Named, Status
from sandbox.jira.texts import Text

if TYPE_CHECKING:
    from sandbox.jira.issues import Issue
    from sandbox.jira.site import Site

_FIELD_NAMES = {"type": "issuetype", "components": "Component", "fix_versions": "Fix Version"}
_PEOPLE = ("reporter", "assignee")


def differences(site: Site, before: Issue, values: dict[str, Any]) -> list[Item]:
    """Return an item for each attribute that would change; `values` are attributes of Issue."""
    items = []
    for name, new in values.items():
        old = getattr(before, name)
        if name == "extra":
            items += _extra_differences(site, before, new)
        elif old != new:
            items.append(Item(_FIELD_NAMES.get(name, name), *_told(site, name, old), *_told(site, name, new)))
    return items


def _extra_differences(site: Site, before: Issue, new: dict[str, Any]) -> list[Item]:
    changed = [name for name, value in new.items() if before.extra.get(name) != value]
    fields = site.projects[before.project].extra_fields
    return [
        Item(fields[name].name, None, _option(before.extra.get(name)), None, _option(new[name]), name)
        for name in changed
    ]


def _told(site: Site, name: str, value: Any) -> tuple[str | None, str | None]:
    """Return the id and the name of a value; text has no id."""
    if value is None:
        return None, None
    if name in _PEOPLE:
        return value, site.directory.users[value].display_name
    if isinstance(value, Named | Status):
        return value.id, value.name
    if isinstance(value, Text):
        return None, value.plain
    if isinstance(value, tuple):
        return None, " ".join(each.name if isinstance(each, Named) else str(each) for each in value)
    return None, str(value)


def _option(value: Any) -> str | None:
    if isinstance(value, dict):
        return str(value.get("value", value.get("name", value.get("id"))))
    return None if value is None else str(value)
