"""The lists that hold for the whole site: fields, statuses, resolutions, types, priorities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.jira.calls import Answer, Route
from sandbox.jira.projects import CATEGORIES
from sandbox.jira.shapes import projects
from sandbox.jira.shapes.comments import link_type
from sandbox.jira.shapes.view import View
from sandbox.jira.site import LINK_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sandbox.jira.calls import Call
    from sandbox.jira.site import Site


def fields(site: Site, call: Call) -> Answer:
    """Answer Jira's own fields and those of the projects one may see."""
    own = {f.id: f for p in site.visible_projects(call.user) for f in p.extra_fields.values()}
    system = [projects.system_field(name) for name in projects.FIELD_NAMES]
    return Answer([*system, *(projects.extra_field(f) for f in own.values())])


def statuses(site: Site, call: Call) -> Answer:
    """Answer every status of the projects one may see."""
    every = {s.id: s for p in site.visible_projects(call.user) for s in p.statuses}
    return Answer([projects.status(View.of(site, call), s) for s in every.values()])


def categories(site: Site, call: Call) -> Answer:
    """Answer the three status categories."""
    return Answer([projects.category(View.of(site, call), key) for key in CATEGORIES])


def resolutions(site: Site, call: Call) -> Answer:
    """Answer every resolution."""
    return _named(site, call, "resolution", (r for p in site.projects.values() for r in p.resolutions))


def priorities(site: Site, call: Call) -> Answer:
    """Answer every priority."""
    return _named(site, call, "priority", site.priorities)


def issue_types(site: Site, call: Call) -> Answer:
    """Answer every issue type of the projects one may see."""
    return _named(site, call, "issuetype", (t for p in site.visible_projects(call.user) for t in p.issue_types))


def _named(site: Site, call: Call, kind: str, things: Iterable[Any]) -> Answer:
    every = {thing.id: thing for thing in things}
    return Answer([projects.named(View.of(site, call), kind, thing) for thing in every.values()])


def link_types(site: Site, call: Call) -> Answer:
    """Answer every type of link."""
    return Answer({"issueLinkTypes": [link_type(View.of(site, call), name) for name, _, _ in LINK_TYPES]})


ROUTES = (
    Route("GET", "/field", fields),
    Route("GET", "/status", statuses),
    Route("GET", "/statuscategory", categories),
    Route("GET", "/resolution", resolutions),
    Route("GET", "/priority", priorities),
    Route("GET", "/issuetype", issue_types),
    Route("GET", "/issueLinkType", link_types),
)
