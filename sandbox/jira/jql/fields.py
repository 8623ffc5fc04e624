"""The fields that queries know: what each reads from an issue, and which values exist for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.jira.projects import CATEGORIES
from sandbox.jira.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from sandbox.jira.issues import Issue
    from sandbox.jira.jql.parser import Value
    from sandbox.jira.people import User
    from sandbox.jira.projects import Named, Status
    from sandbox.jira.site import Site


@dataclass(frozen=True)
class Asking:
    """Who asks, of which site, and whether an issue that does not exist makes the query wrong."""

    site: Site
    user: User
    strict: bool


ALIASES = {
    "issue": "key", "issuekey": "key", "id": "key", "type": "issuetype", "component": "components",
    "createddate": "created", "updateddate": "updated", "resolutiondate": "resolved", "label": "labels",
}  # fmt: skip

TEXTS: dict[str, Callable[[Issue], str]] = {
    "summary": lambda i: i.summary,
    "description": lambda i: i.description.plain if i.description else "",
    "comment": lambda i: "\n".join(c.body.plain for c in i.comments),
    "text": lambda i: "\n".join([i.summary, i.description.plain if i.description else "", *_comments(i)]),
}
DATES: dict[str, Callable[[Issue], datetime | None]] = {
    "created": lambda i: i.created,
    "updated": lambda i: i.updated,
    "resolved": lambda i: i.resolved,
}
SETS: dict[str, Callable[[Issue], tuple[str, ...]]] = {
    "project": lambda i: (i.project,),
    "status": lambda i: (i.status.id,),
    "statuscategory": lambda i: (i.status.category,),
    "resolution": lambda i: (i.resolution.id,) if i.resolution else (),
    "issuetype": lambda i: (i.type.id,),
    "priority": lambda i: (i.priority.id,) if i.priority else (),
    "reporter": lambda i: (i.reporter,) if i.reporter else (),
    "assignee": lambda i: (i.assignee,) if i.assignee else (),
    "creator": lambda i: (i.creator,),
    "labels": lambda i: tuple(label.lower() for label in i.labels),
    "components": lambda i: tuple(c.id for c in i.components),
    "fixversion": lambda i: tuple(v.id for v in i.fix_versions),
}
"""Fields compared by the ids of what they hold; no id at all is EMPTY."""


def _comments(issue: Issue) -> list[str]:
    return [comment.body.plain for comment in issue.comments]


def known_ids(asking: Asking, field: str, value: Value) -> list[str]:
    """Return the ids that a value of a SETS field stands for. Raises Refusal (400) where there is no such thing."""
    found = list(_FINDERS[field](asking, value))
    if not found:
        raise Refusal(400, f"The value '{value.text}' does not exist for the field '{field}'.")
    return found


def _projects(asking: Asking, value: Value) -> Iterable[str]:
    wanted = value.text.lower()
    for p in asking.site.visible_projects(asking.user):
        if wanted in (p.id, p.key.lower(), p.name.lower(), *(key.lower() for key in p.old_keys)):
            yield p.id


def _statuses(asking: Asking, value: Value) -> Iterable[str]:
    return _by_name(value, (s for p in asking.site.projects.values() for s in p.statuses))


def _resolutions(asking: Asking, value: Value) -> Iterable[str]:
    return _by_name(value, (r for p in asking.site.projects.values() for r in p.resolutions))


def _issue_types(asking: Asking, value: Value) -> Iterable[str]:
    return _by_name(value, (t for p in asking.site.projects.values() for t in p.issue_types))


def _components(asking: Asking, value: Value) -> Iterable[str]:
    return _by_name(value, (c for p in asking.site.projects.values() for c in p.components))


def _versions(asking: Asking, value: Value) -> Iterable[str]:
    return _by_name(value, (v for p in asking.site.projects.values() for v in p.versions))


def _priorities(asking: Asking, value: Value) -> Iterable[str]:
    return _by_name(value, asking.site.priorities)


def _by_name(value: Value, things: Iterable[Named | Status]) -> list[str]:
    return [t.id for t in things if value.text.lower() in (t.id, t.name.lower())]


def _categories(_asking: Asking, value: Value) -> Iterable[str]:
    wanted = value.text.lower()
    return [key for key, (number, name, _) in CATEGORIES.items() if wanted in (key, str(number), name.lower())]


def _people(asking: Asking, value: Value) -> Iterable[str]:
    if value.function:
        return [asking.user.id] if value.text.lower() == "currentuser" else []
    user = asking.site.directory.find(value.text)
    return [user.id] if user else []


def _labels(_asking: Asking, value: Value) -> Iterable[str]:
    return [value.text.lower()]


_FINDERS: dict[str, Callable[[Asking, Value], Iterable[str]]] = {
    "project": _projects,
    "status": _statuses,
    "statuscategory": _categories,
    "resolution": _resolutions,
    "issuetype": _issue_types,
    "priority": _priorities,
    "components": _components,
    "fixversion": _versions,
    "labels": _labels,
    "reporter": _people,
    "assignee": _people,
    "creator": _people,
}
