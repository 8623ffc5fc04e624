"""Steps through the workflow, which is free: from any status to any."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sandbox.jira.changes.editing import add_to, read_edit
from sandbox.jira.changes.telling import differences
from sandbox.jira.changes.values import read_object
from sandbox.jira.projects import pick
from sandbox.jira.refusals import Refusal, bad_field

if TYPE_CHECKING:
    from sandbox.jira.issues import Issue
    from sandbox.jira.people import User
    from sandbox.jira.projects import Named, Status
    from sandbox.jira.site import Site


def transition(site: Site, actor: User, issue: Issue, document: dict[str, Any], version: str) -> Issue:
    """Do what a request to the transitions address asks: step, set fields, comment."""
    wanted = document.get("transition")
    number = str(wanted.get("id", "")) if isinstance(wanted, dict) else ""
    if not number:
        raise Refusal(400, "Missing 'transition' identifier")
    status = site.projects[issue.project].transition(number)
    if status is None:
        raise Refusal(
            400,
            f"It seems that you have tried to perform a workflow operation ({number}) that is not valid for the "
            f"current state of this issue ({issue.key}). The likely cause is that somebody has changed the issue "
            "recently.",
        )
    fields = read_object(document, "fields")
    resolution = _resolution(site, issue, status, fields.pop("resolution", None))
    values, additions = read_edit(site, actor, issue, {**document, "fields": fields}, version)
    issue = move_to(site, actor, issue, status, resolution, values)
    return add_to(site, actor, issue, additions)


def _resolution(site: Site, issue: Issue, status: Status, given: Any) -> Named | None:
    if given is None:
        return None
    if not status.done:
        raise bad_field(
            "resolution", "Field 'resolution' cannot be set. It is not on the appropriate screen, or unknown."
        )
    resolution = pick(site.projects[issue.project].resolutions, given)
    if resolution is None:
        raise bad_field("resolution", "Specify a valid 'id' or 'name' for Resolution")
    return resolution


def move_to(
    site: Site, actor: User, issue: Issue, status: Status, resolution: Named | None, values: dict[str, Any]
) -> Issue:
    """Step to a status. Leaving "done" clears the resolution; being done without one is possible."""
    now = site.clock.now()
    kept = resolution or (issue.resolution if status.done else None)
    values = {**values, "resolution": kept, "status": status}
    items = differences(site, issue, values)
    if "extra" in values:
        values = {**values, "extra": {**issue.extra, **values["extra"]}}
    issue = replace(
        issue,
        **values,
        resolved=None if kept is None else now if kept != issue.resolution else issue.resolved,
        status_changed=now if status.category != issue.status.category else issue.status_changed,
    )
    named = kept.name if kept else None
    return site.commit(issue, actor, "transitioned", items, at=now, status=status.name, resolution=named)
