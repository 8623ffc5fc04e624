"""Projects, and what their create screens ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.jira.calls import Answer, Route
from sandbox.jira.changes.values import SETTABLE
from sandbox.jira.refusals import Refusal
from sandbox.jira.shapes import projects
from sandbox.jira.shapes.view import View

if TYPE_CHECKING:
    from sandbox.jira.calls import Call
    from sandbox.jira.projects import Project
    from sandbox.jira.site import Site

_ALWAYS_ASKED = ("summary", "issuetype", "project")
_MOST_META = 200


def every(site: Site, call: Call) -> Answer:
    """Answer all projects one may see."""
    view = View.of(site, call)
    return Answer([projects.project_reference(view, p) for p in site.visible_projects(call.user)])


def search(site: Site, call: Call) -> Answer:
    """Answer a page of projects, narrowed by `keys`, or by `query` in key or name."""
    view = View.of(site, call)
    keys, query = call.many("keys"), call.one("query").lower()
    found = [
        p
        for p in site.visible_projects(call.user)
        if (not keys or p.key in keys) and (query in p.key.lower() or query in p.name.lower())
    ]
    start, most = call.number("startAt", 0), min(call.number("maxResults", 50), 100)
    page = view.page([projects.project_reference(view, p) for p in found], start=start, most=most)
    return Answer({**page, "self": f"{view.api}/project/search", "isLast": start + most >= len(found)})


def one(site: Site, call: Call) -> Answer:
    """Answer a project by id, key or a key it once had."""
    return Answer(projects.project(View.of(site, call), site.visible_project(call.user, call.params["project"])))


def statuses(site: Site, call: Call) -> Answer:
    """Answer the statuses of each issue type of a project."""
    project = site.visible_project(call.user, call.params["project"])
    return Answer(projects.project_statuses(View.of(site, call), project))


def components(site: Site, call: Call) -> Answer:
    """Answer a project's components."""
    project = site.visible_project(call.user, call.params["project"])
    return Answer([projects.named(View.of(site, call), "component", c) for c in project.components])


def create_types(site: Site, call: Call) -> Answer:
    """Answer the issue types that one may create: `issueTypes` on Cloud, `values` on Data Center."""
    view = View.of(site, call)
    types = [projects.named(view, "issuetype", t) for t in _creatable(site, call).issue_types]
    return _meta_page(site, call, types, "issueTypes")


def create_fields(site: Site, call: Call) -> Answer:
    """Answer the fields of a type's create screen: `fields` on Cloud, `values` on Data Center."""
    project = _creatable(site, call)
    if call.params["type"] not in [t.id for t in project.issue_types]:
        raise Refusal(404, "The issue type is not valid or you do not have permission to create issues of it.")
    return _meta_page(site, call, _screen(View.of(site, call), project), "fields")


def _creatable(site: Site, call: Call) -> Project:
    project = site.visible_project(call.user, call.params["project"])
    if project.archived or not site.directory.may(call.user, "create", project.id):
        raise Refusal(404, "The project is not valid or you do not have permission to create issues in it.")
    return project


def _meta_page(site: Site, call: Call, items: list[Any], key: str) -> Answer:
    start, most = call.number("startAt", 0), call.number("maxResults", 50)
    if most > _MOST_META:
        raise Refusal(400, f"Parameter 'maxResults' must not exceed the limit '{_MOST_META}'")
    page = View.of(site, call).page(items, start=start, most=most, key=key if site.cloud else "values")
    return Answer(page if site.cloud else {**page, "isLast": start + most >= len(items)})


def _screen(view: View, project: Project) -> list[dict[str, Any]]:
    allowed = {
        "issuetype": [projects.named(view, "issuetype", t) for t in project.issue_types],
        "project": [projects.project_reference(view, project)],
        "priority": [projects.named(view, "priority", p) for p in view.site.priorities],
        "components": [projects.named(view, "component", c) for c in project.components],
        "fixVersions": projects.versions(view, project, project.versions),
    }
    shown = []
    for name in (*SETTABLE, "project"):
        words, kind = projects.FIELD_NAMES[name]
        required = name in _ALWAYS_ASKED
        field = _asked(name, words, projects.schema(name, kind), required=required, default=name == "priority")
        shown.append(field | ({"allowedValues": allowed[name]} if name in allowed else {}))
    for own in project.extra_fields.values():
        field = _asked(own.id, own.name, dict(own.schema), required=own.required, default=False)
        shown.append(field | ({"allowedValues": list(own.allowed)} if own.allowed else {}))
    return shown


def _asked(name: str, words: str, schema: dict[str, Any], *, required: bool, default: bool) -> dict[str, Any]:
    return {
        "fieldId": name,
        "key": name,
        "name": words,
        "required": required,
        "hasDefaultValue": default,
        "schema": schema,
        "operations": ["add", "set", "remove"] if schema.get("type") == "array" else ["set"],
    }


ROUTES = (
    Route("GET", "/project", every),
    Route("GET", "/project/search", search, datacenter=False),
    Route("GET", "/project/{project}", one),
    Route("GET", "/project/{project}/statuses", statuses),
    Route("GET", "/project/{project}/components", components),
    Route("GET", "/issue/createmeta/{project}/issuetypes", create_types),
    Route("GET", "/issue/createmeta/{project}/issuetypes/{type}", create_fields),
)
