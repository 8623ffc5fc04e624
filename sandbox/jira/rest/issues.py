"""One issue: create, read, edit, delete, and its steps through the workflow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.jira.calls import NO_CONTENT, Answer, Route
from sandbox.jira.changes import moving
from sandbox.jira.changes.creating import create as create_issue
from sandbox.jira.changes.creating import read_properties
from sandbox.jira.changes.editing import edit as edit_issue
from sandbox.jira.changes.properties import set_properties
from sandbox.jira.changes.transitioning import transition as step
from sandbox.jira.refusals import Refusal
from sandbox.jira.shapes import issues, projects
from sandbox.jira.shapes.view import View

if TYPE_CHECKING:
    from sandbox.jira.calls import Call
    from sandbox.jira.projects import Project, Status
    from sandbox.jira.site import Site


def create(site: Site, call: Call) -> Answer:
    """Create an issue and answer its id and key."""
    issue = create_issue(site, call.user, call.document(), call.version)
    shown = {"id": str(issue.id), "key": issue.key, "self": f"{call.api}/issue/{issue.id}"}
    return Answer(shown, status=201)


def read(site: Site, call: Call) -> Answer:
    """Answer an issue by id or key; a key it once had leads to it too, and the answer bears the new one."""
    issue = site.issue(call.user, call.params["issue"])
    expand = call.many("expand")
    view = View.of(site, call)
    shown = issues.issue(view, issue, call.many("fields"), expand=expand, properties=call.many("properties"))
    if "transitions" in expand:
        shown["transitions"] = _transitions(view, site.projects[issue.project], with_fields=False)
    return Answer(shown)


def edit(site: Site, call: Call) -> Answer:
    """Edit by whole values (`fields`), by verbs (`update`) and by `properties`."""
    issue = site.issue(call.user, call.params["issue"], "edit")
    if call.one("notifyUsers") == "false" and not (
        site.cloud or site.directory.may(call.user, "administer", issue.project)
    ):
        # Cloud ignores the wish of whoever may not have it.
        raise Refusal(403, "To discard the user notification either admin or project admin permissions are required.")
    document = call.document()
    properties = read_properties(document.get("properties"))
    issue = edit_issue(site, call.user, issue, document, call.version)
    if properties:
        set_properties(site, call.user, issue, {**issue.properties, **properties})
    return NO_CONTENT


def delete(site: Site, call: Call) -> Answer:
    """Delete an issue for good."""
    moving.delete(site, call.user, site.issue(call.user, call.params["issue"], "delete"))
    return NO_CONTENT


def transitions(site: Site, call: Call) -> Answer:
    """Answer the steps that the caller may take from here: none without the permission."""
    issue = site.issue(call.user, call.params["issue"])
    if not site.directory.may(call.user, "transition", issue.project):
        return Answer({"expand": "transitions", "transitions": []})
    project = site.projects[issue.project]
    with_fields = "transitions.fields" in call.many("expand")
    only = call.one("transitionId")
    shown = _transitions(View.of(site, call), project, with_fields=with_fields)
    return Answer({"expand": "transitions", "transitions": [t for t in shown if only in ("", t["id"])]})


def transition(site: Site, call: Call) -> Answer:
    """Take a step."""
    issue = site.issue(call.user, call.params["issue"], "transition")
    step(site, call.user, issue, call.document(), call.version)
    return NO_CONTENT


def _transitions(view: View, project: Project, *, with_fields: bool) -> list[dict[str, Any]]:
    return [_transition(view, project, s, with_fields=with_fields) for s in project.statuses]


def _transition(view: View, project: Project, status: Status, *, with_fields: bool) -> dict[str, Any]:
    shown = {
        "id": project.transition_id(status),
        "name": status.name,
        "to": projects.status(view, status),
        "hasScreen": status.done,
        "isGlobal": True,
        "isInitial": False,
        "isConditional": False,
        "isAvailable": True,
    }
    if with_fields:
        shown["fields"] = {"resolution": _resolution_field(view, project)} if status.done else {}
    return shown


def _resolution_field(view: View, project: Project) -> dict[str, Any]:
    return {
        "required": False,
        "schema": {"type": "resolution", "system": "resolution"},
        "name": "Resolution",
        "key": "resolution",
        "operations": ["set"],
        "allowedValues": [projects.named(view, "resolution", r) for r in project.resolutions],
    }


ROUTES = (
    Route("POST", "/issue", create),
    Route("GET", "/issue/{issue}", read),
    Route("PUT", "/issue/{issue}", edit),
    Route("DELETE", "/issue/{issue}", delete),
    Route("GET", "/issue/{issue}/transitions", transitions),
    Route("POST", "/issue/{issue}/transitions", transition),
)
