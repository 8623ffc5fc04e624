"""Entity properties of issues, which no search and no date of theirs notices."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.jira.issues import Issue
    from sandbox.jira.people import User
    from sandbox.jira.site import Site


def set_properties(site: Site, actor: User, issue: Issue, properties: dict[str, Any]) -> Issue:
    """Replace all properties of an issue."""
    return site.commit(replace(issue, properties=properties), actor, "property", touch=False, properties=properties)
