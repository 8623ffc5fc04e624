"""The fields that a client may set: each read and checked with Jira's own complaints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.jira.projects import Named, pick
from sandbox.jira.refusals import Refusal
from sandbox.jira.texts import read_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.jira.people import User
    from sandbox.jira.projects import Project
    from sandbox.jira.site import Site

LONGEST_SUMMARY = 255
LONGEST_LABEL = 255


@dataclass(frozen=True)
class Screen:
    """Where fields are set: the project they belong to and the REST version they are written in."""

    site: Site
    project: Project
    version: str


def read_object(document: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a copy of the object of that name in a body, empty where there is none; 400 for anything else."""
    given = document.get(name) or {}
    if not isinstance(given, dict):
        raise Refusal(400, f"Can not deserialize '{name}': a JSON object is needed.")
    return dict(given)


def read_values(screen: Screen, given: dict[str, Any]) -> dict[str, Any]:
    """Return the attributes of an Issue that these fields stand for; `extra` holds the project's own fields.

    Raises Refusal (400) naming every field that is wrong.
    """
    values: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name, value in given.items():
        try:
            if name in _READERS:
                attribute, read = _READERS[name]
                values[attribute] = read(screen, value)
            elif name in screen.project.extra_fields:
                extra[name] = _extra(screen, name, value)
            else:
                raise ValueError(  # noqa: TRY301 - one place gathers what is wrong, whoever finds it
                    f"Field '{name}' cannot be set. It is not on the appropriate screen, or unknown."
                )
        except ValueError as complaint:
            errors[name] = str(complaint)
    if errors:
        raise Refusal(400, errors=errors)
    return {**values, "extra": extra} if extra else values


def _summary(_screen: Screen, given: Any) -> str:
    if not isinstance(given, str) or not given.strip():
        raise ValueError("You must specify a summary of the issue.")
    if "\n" in given or "\r" in given:
        raise ValueError("The summary is invalid because it contains newline characters.")
    if len(given) > LONGEST_SUMMARY:
        raise ValueError("Summary must be less than 255 characters.")
    return given.strip()


def _description(screen: Screen, given: Any) -> Any:
    return None if given is None or given == "" else read_text(given, screen.version)


def _labels(_screen: Screen, given: Any) -> tuple[str, ...]:
    if not isinstance(given, list) or not all(isinstance(label, str) for label in given):
        raise ValueError("data was not an array of strings")
    for label in given:
        if not label or any(c.isspace() for c in label):
            raise ValueError(f"The label '{label}' contains spaces which is invalid.")
        if len(label) > LONGEST_LABEL:
            raise ValueError(f"The label '{label}' exceeds the maximum length for a single label of 255 characters.")
    return tuple(dict.fromkeys(given))


def _components(screen: Screen, given: Any) -> tuple[Named, ...]:
    if not isinstance(given, list):
        raise ValueError("data was not an array")  # noqa: TRY004 - gathered like every other complaint
    found = [pick(screen.project.components, each) for each in given]
    for each, component in zip(given, found, strict=True):
        if component is None:
            named = each.get("name", each.get("id")) if isinstance(each, dict) else each
            raise ValueError(f"Component name '{named}' is not valid")
    return tuple(component for component in found if component)


def _versions(screen: Screen, given: Any) -> tuple[Named, ...]:
    if not isinstance(given, list):
        raise ValueError("data was not an array")  # noqa: TRY004 - gathered like every other complaint
    found = [pick(screen.project.versions, each) for each in given]
    if None in found:
        raise ValueError("Version is not valid")
    return tuple(Named(version.id, version.name) for version in found if version)


def _priority(screen: Screen, given: Any) -> Named | None:
    priority = pick(screen.site.priorities, given)
    if given is not None and priority is None:
        raise ValueError("The priority selected is invalid.")
    return priority


def _issue_type(screen: Screen, given: Any) -> Named:
    issue_type = pick(screen.project.issue_types, given)
    if issue_type is None:
        raise ValueError("Specify a valid issue type" if screen.site.cloud else "valid issue type is required")
    return issue_type


def _person(screen: Screen, given: Any) -> str | None:
    if given is None:
        return None
    names = ("accountId", "id") if screen.site.cloud else ("name", "key")
    wanted = next((str(given[n]) for n in names if given.get(n)), "") if isinstance(given, dict) else ""
    user: User | None = screen.site.directory.find(wanted) if wanted else None
    if user is None or not user.active or (screen.site.cloud and user.id != wanted):
        raise ValueError(f"User '{wanted}' does not exist.")
    return user.id


def _reporter(screen: Screen, given: Any) -> str | None:
    try:
        return _person(screen, given)
    except ValueError:
        raise ValueError("The reporter specified is not a user.") from None


def _extra(screen: Screen, name: str, given: Any) -> Any:
    field = screen.project.extra_fields[name]
    if given in (None, "", []):
        if field.required:
            raise ValueError(f"{field.name} is required.")
        return None
    if "user" in (field.schema.get("type"), field.schema.get("items")):
        for each in given if isinstance(given, list) else [given]:
            _person(screen, each)
    return field.choice(given)


_READERS: dict[str, tuple[str, Callable[[Screen, Any], Any]]] = {
    "summary": ("summary", _summary),
    "description": ("description", _description),
    "labels": ("labels", _labels),
    "components": ("components", _components),
    "fixVersions": ("fix_versions", _versions),
    "priority": ("priority", _priority),
    "issuetype": ("type", _issue_type),
    "reporter": ("reporter", _reporter),
    "assignee": ("assignee", _person),
}
SETTABLE = tuple(_READERS)
"""The fields of Jira's own that a create screen shows."""
