"""Moves to another project, and deletion."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sandbox.jira.issues import Item

if TYPE_CHECKING:
    from sandbox.jira.issues import Issue
    from sandbox.jira.people import User
    from sandbox.jira.projects import Project
    from sandbox.jira.site import Site


def move(site: Site, actor: User, issue: Issue, project: Project) -> Issue:
    """Move an issue: it keeps its id, gets a new key and, where the workflow lacks its status, the first one."""
    old = site.projects[issue.project]
    key = f"{project.key}-{project.next_number}"
    project.next_number += 1
    status = project.status_named(issue.status.name) or project.statuses[0]
    items = [
        Item("project", old.id, old.name, project.id, project.name),
        Item("Key", None, issue.key, None, key),
    ]
    if status != issue.status:
        items.append(Item("status", issue.status.id, issue.status.name, status.id, status.name))
    old_keys = (*issue.old_keys, issue.key)
    moved = replace(
        issue, project=project.id, key=key, status=status, components=(), fix_versions=(), old_keys=old_keys
    )
    if not status.done:
        moved = replace(moved, resolution=None, resolved=None)
    return site.commit(moved, actor, "moved", items, old_key=issue.key)


def delete(site: Site, actor: User, issue: Issue) -> None:
    """Delete an issue and the links that other issues have to it."""
    for other in {link.source for link in issue.links} | {link.target for link in issue.links}:
        if other != issue.id:
            left = tuple(x for x in site.issues[other].links if issue.id not in (x.source, x.target))
            site.commit(replace(site.issues[other], links=left), actor, "unlinked", to=issue.key)
    site.commit(replace(issue, deleted=True, links=()), actor, "deleted")
