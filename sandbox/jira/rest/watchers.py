"""Watchers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sandbox.jira.calls import NO_CONTENT, Answer, Route
from sandbox.jira.refusals import Refusal
from sandbox.jira.shapes.people import person
from sandbox.jira.shapes.view import View

if TYPE_CHECKING:
    from sandbox.jira.calls import Call
    from sandbox.jira.people import User
    from sandbox.jira.site import Site


def watchers(site: Site, call: Call) -> Answer:
    """Answer who watches an issue."""
    issue = site.issue(call.user, call.params["issue"])
    view = View.of(site, call)
    me = f"{call.api}/issue/{issue.key}/watchers"
    shown = [person(view, number) for number in issue.watchers]
    return Answer(
        {"self": me, "isWatching": call.user.id in issue.watchers, "watchCount": len(shown), "watchers": shown}
    )


def watch(site: Site, call: Call) -> Answer:
    """Add the watcher that the body (a JSON string) names; without a body the caller."""
    issue = site.issue(call.user, call.params["issue"])
    user = _watcher(site, str(call.body)) if call.body is not None else call.user
    if user.id not in issue.watchers:
        watching = (*issue.watchers, user.id)
        site.commit(replace(issue, watchers=watching), call.user, "watched", touch=False, watcher=user.id)
    return NO_CONTENT


def unwatch(site: Site, call: Call) -> Answer:
    """Take a watcher away."""
    issue = site.issue(call.user, call.params["issue"])
    user = _watcher(site, call.one("accountId" if site.cloud else "username"))
    left = tuple(number for number in issue.watchers if number != user.id)
    site.commit(replace(issue, watchers=left), call.user, "watched", touch=False, watcher=user.id)
    return NO_CONTENT


def _watcher(site: Site, name: str) -> User:
    user = site.directory.users.get(name) if site.cloud else site.directory.find(name)
    if user is None:
        raise Refusal(404, f"The user '{name}' does not exist.")
    return user


ROUTES = (
    Route("GET", "/issue/{issue}/watchers", watchers),
    Route("POST", "/issue/{issue}/watchers", watch),
    Route("DELETE", "/issue/{issue}/watchers", unwatch),
)
