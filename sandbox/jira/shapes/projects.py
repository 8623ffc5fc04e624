"""Projects, statuses, types, resolutions, fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.jira.projects import CATEGORIES
from sandbox.jira.shapes.people import person

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sandbox.jira.projects import ExtraField, Named, Project, Status, Version
    from sandbox.jira.shapes.view import View

FIELD_NAMES = {
    "issuekey": ("Key", "string"),
    "summary": ("Summary", "string"),
    "description": ("Description", "string"),
    "issuetype": ("Issue Type", "issuetype"),
    "project": ("Project", "project"),
    "status": ("Status", "status"),
    "resolution": ("Resolution", "resolution"),
    "resolutiondate": ("Resolved", "datetime"),
    "labels": ("Labels", "array"),
    "components": ("Components", "array"),
    "fixVersions": ("Fix versions", "array"),
    "priority": ("Priority", "priority"),
    "reporter": ("Reporter", "user"),
    "assignee": ("Assignee", "user"),
    "creator": ("Creator", "user"),
    "created": ("Created", "datetime"),
    "updated": ("Updated", "datetime"),
    "comment": ("Comment", "comments-page"),
    "attachment": ("Attachment", "array"),
    "issuelinks": ("Linked Issues", "array"),
    "watches": ("Watchers", "watches"),
}
"""Jira's own fields: id to name and type."""
_ITEM_TYPES = {
    "labels": "string",
    "components": "component",
    "fixVersions": "version",
    "attachment": "attachment",
    "issuelinks": "issuelinks",
}
_SEARCH_NAMES = {
    "issuekey": ["id", "issue", "issuekey", "key"],
    "resolutiondate": ["resolutiondate", "resolved"],
    "fixVersions": ["fixVersion"],
}


def category(view: View, key: str) -> dict[str, Any]:
    """Return a status category."""
    number, name, colour = CATEGORIES[key]
    me = f"{view.api}/statuscategory/{number}"
    return {"self": me, "id": number, "key": key, "colorName": colour, "name": name}


def status(view: View, status: Status) -> dict[str, Any]:
    """Return a status with its category."""
    return {
        "self": f"{view.api}/status/{status.id}",
        "description": "",
        "iconUrl": f"{view.origin}/",
        "name": status.name,
        "id": status.id,
        "statusCategory": category(view, status.category),
    }


def named(view: View, kind: str, thing: Named | None) -> dict[str, Any] | None:
    """Return a resolution, priority, issue type or component; none is null."""
    if thing is None:
        return None
    shown: dict[str, Any] = {"self": f"{view.api}/{kind}/{thing.id}", "id": thing.id, "name": thing.name}
    if kind == "issuetype":
        shown |= {"description": "", "iconUrl": f"{view.origin}/", "subtask": False, "hierarchyLevel": 0}
    return shown


def project_reference(view: View, project: Project) -> dict[str, Any]:
    """Return a project as issues and lists refer to it."""
    shown: dict[str, Any] = {
        "self": f"{view.api}/project/{project.id}",
        "id": project.id,
        "key": project.key,
        "name": project.name,
        "projectTypeKey": "software",
        "avatarUrls": {"48x48": f"{view.origin}/secure/projectavatar?size=large"},
    }
    if view.site.cloud:
        shown |= {"simplified": False, "style": "classic", "isPrivate": False}
    return shown | ({"archived": True} if project.archived else {})


def project(view: View, project: Project) -> dict[str, Any]:
    """Return a project in full."""
    return {
        **project_reference(view, project),
        "description": "",
        "lead": person(view, project.lead),
        "components": [named(view, "component", c) for c in project.components],
        "issueTypes": [named(view, "issuetype", t) for t in project.issue_types],
        "versions": versions(view, project, project.versions),
        "roles": {},
    }


def versions(view: View, project: Project, chosen: Iterable[Named]) -> list[dict[str, Any]]:
    """Return versions of a project as they are by now, whenever an issue was put into them."""
    wanted = {version.id for version in chosen}
    return [_version(view, version) for version in project.versions if version.id in wanted]


def _version(view: View, version: Version) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "self": f"{view.api}/version/{version.id}",
        "id": version.id,
        "name": version.name,
        "archived": False,
        "released": version.released,
    }
    return shown | ({"releaseDate": version.release_date} if version.release_date else {})


def project_statuses(view: View, project: Project) -> list[dict[str, Any]]:
    """Return the statuses of each issue type; here all types share one workflow."""
    shown = [status(view, s) for s in project.statuses]
    return [{**(named(view, "issuetype", t) or {}), "statuses": shown} for t in project.issue_types]


def system_field(name: str) -> dict[str, Any]:
    """Return one of Jira's own fields, as the list of fields shows it."""
    words, kind = FIELD_NAMES[name]
    return {
        "id": name,
        "key": name,
        "name": words,
        "custom": False,
        "orderable": True,
        "navigable": name not in ("comment", "attachment"),
        "searchable": True,
        "clauseNames": _SEARCH_NAMES.get(name, [name]),
        "schema": schema(name, kind),
    }


def schema(name: str, kind: str) -> dict[str, Any]:
    """Return the type of one of Jira's own fields."""
    items = {"items": _ITEM_TYPES[name]} if kind == "array" else {}
    return {"type": kind, **items, "system": name}


def extra_field(field: ExtraField) -> dict[str, Any]:
    """Return a project's own field, as the list of fields shows it."""
    return {
        "id": field.id,
        "key": field.id,
        "name": field.name,
        "custom": True,
        "orderable": True,
        "navigable": True,
        "searchable": True,
        "clauseNames": [field.name],
        "schema": dict(field.schema),
    }
