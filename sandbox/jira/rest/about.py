"""The server, and the one who calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.jira.calls import Answer, Route
from sandbox.jira.clock import stamp
from sandbox.jira.people import PERMISSIONS
from sandbox.jira.refusals import Refusal
from sandbox.jira.shapes import people
from sandbox.jira.shapes.view import View

if TYPE_CHECKING:
    from sandbox.jira.calls import Call
    from sandbox.jira.site import Site

_KEYS = {key: name for name, key in PERMISSIONS.items()}


def server_info(site: Site, call: Call) -> Answer:
    """Answer which Jira this is; anyone may ask."""
    numbers = [1001, 0, 0] if site.cloud else [9, 12, 4]
    return Answer(
        {
            "baseUrl": call.origin,
            "version": "1001.0.0-SNAPSHOT" if site.cloud else "9.12.4",
            "versionNumbers": numbers,
            "deploymentType": "Cloud" if site.cloud else "Server",
            "buildNumber": 100_000,
            "serverTime": stamp(site.clock.now()),
            "serverTitle": "Sandbox Jira",
        }
    )


def myself(site: Site, call: Call) -> Answer:
    """Answer who calls."""
    return Answer(people.user(View.of(site, call), call.user))


def my_permissions(site: Site, call: Call) -> Answer:
    """Answer what the caller may do, in one project when one is named, else in any."""
    asked = call.many("permissions")
    if site.cloud and not asked:
        raise Refusal(400, "The 'permissions' query parameter is required.")
    if unknown := [key for key in asked if key not in _KEYS]:
        raise Refusal(400, f"Unrecognized permission '{unknown[0]}'")
    where = _projects(site, call)
    shown = {}
    for number, (key, name) in enumerate(_KEYS.items(), 10):
        if not asked or key in asked:
            words = key.replace("_", " ").title()
            may = any(site.directory.may(call.user, name, project) for project in where)
            shown[key] = {"id": str(number), "key": key, "name": words, "type": "PROJECT", "havePermission": may}
    return Answer({"permissions": shown})


def _projects(site: Site, call: Call) -> list[str]:
    if named := call.one("projectKey") or call.one("projectId"):
        return [site.visible_project(call.user, named).id]
    if issue := call.one("issueKey") or call.one("issueId"):
        return [site.issue(call.user, issue).project]
    return list(site.projects)


def application_links(_site: Site, _call: Call) -> Answer:
    """Answer that no other application is linked; the jira package asks before it adds a remote link."""
    return Answer({"list": []})


ROUTES = (
    Route("GET", "/serverInfo", server_info, anonymous=True),
    Route("GET", "/myself", myself),
    Route("GET", "/mypermissions", my_permissions),
    Route("GET", "//rest/applinks/latest/listApplicationlinks", application_links),
)
