"""A new issue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.jira.changes.values import Screen, read_object, read_values
from sandbox.jira.issues import Issue
from sandbox.jira.refusals import Refusal, bad_field

if TYPE_CHECKING:
    from sandbox.jira.people import User
    from sandbox.jira.projects import Project
    from sandbox.jira.site import Site

LONGEST_PROPERTY_KEY = 255


def create(site: Site, actor: User, document: dict[str, Any], version: str) -> Issue:
    """Create the issue that a request's body describes: `fields`, and `properties` set in the same moment."""
    given = read_object(document, "fields")
    if document.get("update"):
        raise Refusal(400, "The sandbox creates issues from 'fields' alone; 'update' is for edits here.")
    project = _project(site, actor, given.pop("project", None))
    values = read_values(Screen(site, project, version), given)
    _complain_of_gaps(site, project, given)
    properties = read_properties(document.get("properties"))
    values = {"reporter": actor.id, "priority": site.priorities[2], **values, "properties": properties}
    return add(site, actor, project, values)


def add(site: Site, actor: User, project: Project, values: dict[str, Any]) -> Issue:
    """Commit a new issue of the attributes given, which are right already."""
    now = site.clock.now()
    number, project.next_number = project.next_number, project.next_number + 1
    issue = Issue(
        id=site.next_id("issue"),
        project=project.id,
        key=f"{project.key}-{number}",
        status=project.statuses[0],
        creator=actor.id,
        created=now,
        updated=now,
        status_changed=now,
        **values,
    )
    return site.commit(issue, actor, "created", at=now, labels=list(issue.labels), properties=dict(issue.properties))


def _project(site: Site, actor: User, given: Any) -> Project:
    wanted = str(given.get("id") or given.get("key") or "") if isinstance(given, dict) else ""
    project = site.project(wanted) if wanted else None
    if project is None or project.archived or not site.directory.may(actor, "browse", project.id):
        raise bad_field("project", "Specify a valid project ID or key" if site.cloud else "valid project is required")
    if not site.directory.may(actor, "create", project.id):
        raise bad_field("project", "You do not have permission to create issues in this project.")
    return project


def _complain_of_gaps(site: Site, project: Project, given: dict[str, Any]) -> None:
    errors = {f.id: f"{f.name} is required." for f in project.extra_fields.values() if f.required and f.id not in given}
    if "summary" not in given:
        errors["summary"] = "You must specify a summary of the issue."
    if "issuetype" not in given:
        errors["issuetype"] = "Specify an issue type" if site.cloud else "issue type is required"
    if errors:
        raise Refusal(400, errors=errors)


def read_properties(given: Any) -> dict[str, Any]:
    """Return the entity properties of a request: [{"key": …, "value": …}]."""
    if given is None:
        return {}
    if not isinstance(given, list) or not all(isinstance(p, dict) and "value" in p for p in given):
        raise Refusal(400, "Properties are an array of objects with a key and a value.")
    if not all(isinstance(p.get("key"), str) and 0 < len(p["key"]) <= LONGEST_PROPERTY_KEY for p in given):
        raise Refusal(400, "The property key has to be shorter than 255 characters.")
    return {p["key"]: p["value"] for p in given}
