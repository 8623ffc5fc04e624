"""Issues: the fields that were asked for, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.jira.clock import stamp
from sandbox.jira.shapes import comments, people, projects
from sandbox.jira.shapes.changelog import embedded_changelog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sandbox.jira.issues import Issue
    from sandbox.jira.shapes.view import View

NOT_NAVIGABLE = ("comment", "attachment")
"""Fields that *navigable leaves out."""


def issue(
    view: View, issue: Issue, fields: Iterable[str], *, expand: Iterable[str] = (), properties: Iterable[str] = ()
) -> dict[str, Any]:
    """Return an issue with the fields and properties asked for, and its changelog when `expand` says so."""
    shown: dict[str, Any] = {
        "expand": "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations",
        "id": str(issue.id),
        "self": f"{view.api}/issue/{issue.id}",
        "key": issue.key,
    }
    if "changelog" in expand:
        shown["changelog"] = embedded_changelog(view, issue)
    if wanted := set(properties):
        shown["properties"] = {k: v for k, v in issue.properties.items() if k in wanted or "*all" in wanted}
    return {**shown, "fields": {name: _value(view, issue, name) for name in _chosen(view, issue, fields)}}


def _chosen(view: View, issue: Issue, asked: Iterable[str]) -> list[str]:
    """Return the fields meant by names, *all, *navigable and -name."""
    known = [*_FIELDS, *view.site.projects[issue.project].extra_fields]
    asked = list(asked)
    wanted: set[str] = set()
    if not asked or "*all" in asked or all(name.startswith("-") for name in asked):
        wanted.update(known)
    if "*navigable" in asked:
        wanted.update(name for name in known if name not in NOT_NAVIGABLE)
    wanted.update(asked)
    wanted -= {name.removeprefix("-") for name in asked if name.startswith("-")}
    return [name for name in known if name in wanted]


def _value(view: View, issue: Issue, name: str) -> Any:
    return _FIELDS[name](view, issue) if name in _FIELDS else issue.extra.get(name)


def _watches(view: View, issue: Issue) -> dict[str, Any]:
    me = f"{view.api}/issue/{issue.key}/watchers"
    return {"self": me, "watchCount": len(issue.watchers), "isWatching": view.user.id in issue.watchers}


_FIELDS: dict[str, Callable[[View, Issue], Any]] = {
    "summary": lambda _, i: i.summary,
    "description": lambda v, i: i.description and i.description.shown(v.version),
    "project": lambda v, i: projects.project_reference(v, v.site.projects[i.project]),
    "issuetype": lambda v, i: projects.named(v, "issuetype", i.type),
    "status": lambda v, i: projects.status(v, i.status),
    "statuscategorychangedate": lambda _, i: stamp(i.status_changed),
    "resolution": lambda v, i: projects.named(v, "resolution", i.resolution),
    "resolutiondate": lambda _, i: stamp(i.resolved),
    "priority": lambda v, i: projects.named(v, "priority", i.priority),
    "labels": lambda _, i: list(i.labels),
    "components": lambda v, i: [projects.named(v, "component", c) for c in i.components],
    "fixVersions": lambda v, i: projects.versions(v, v.site.projects[i.project], i.fix_versions),
    "reporter": lambda v, i: people.person(v, i.reporter),
    "assignee": lambda v, i: people.person(v, i.assignee),
    "creator": lambda v, i: people.person(v, i.creator),
    "created": lambda _, i: stamp(i.created),
    "updated": lambda _, i: stamp(i.updated),
    "issuelinks": comments.links,
    "comment": comments.comments,
    "attachment": lambda v, i: [comments.attachment(v, a) for a in i.attachments],
    "watches": _watches,
}
