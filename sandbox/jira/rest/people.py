"""Finding people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.jira.calls import Answer, Route
from sandbox.jira.refusals import Refusal
from sandbox.jira.shapes import people
from sandbox.jira.shapes.view import View

if TYPE_CHECKING:
    from sandbox.jira.calls import Call
    from sandbox.jira.people import User
    from sandbox.jira.site import Site


def one(site: Site, call: Call) -> Answer:
    """Answer one user."""
    name = call.one("accountId") if site.cloud else call.one("username") or call.one("key")
    user = site.directory.users.get(name) or (None if site.cloud else site.directory.find(name))
    if user is None:
        raise Refusal(404, "Specified user does not exist or you do not have required permissions")
    return Answer(people.user(View.of(site, call), user))


def search(site: Site, call: Call) -> Answer:
    """Answer the active users whose name (or e-mail address, unless hidden) has a word that begins with the query."""
    wanted = call.one("query") or call.one("accountId") if site.cloud else call.one("username")
    if not wanted:
        raise Refusal(400, f"The {'query' if site.cloud else 'username'} query parameter was not provided.")
    found = [u for u in site.directory.users.values() if u.active and _answers_to(u, wanted.lower(), cloud=site.cloud)]
    start, most = call.number("startAt", 0), call.number("maxResults", 50)
    return Answer([people.user(View.of(site, call), u) for u in found[start : start + most]])


def _answers_to(user: User, wanted: str, *, cloud: bool) -> bool:
    names = [user.display_name, *user.display_name.split()]
    names += [user.id] if cloud else [user.name]
    if not (cloud and user.email_hidden):
        names.append(user.email)
    return any(name.lower().startswith(wanted) for name in names)


ROUTES = (
    Route("GET", "/user", one),
    Route("GET", "/user/search", search),
)
