"""Links from issues to elsewhere."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sandbox.jira.calls import NO_CONTENT, Answer, Route
from sandbox.jira.issues import RemoteLink
from sandbox.jira.refusals import Refusal, bad_field
from sandbox.jira.shapes.comments import remote_link as shape
from sandbox.jira.shapes.view import View

if TYPE_CHECKING:
    from sandbox.jira.calls import Call
    from sandbox.jira.issues import Issue
    from sandbox.jira.site import Site


def remote_links(site: Site, call: Call) -> Answer:
    """Answer the links to elsewhere: all, or the one of a globalId."""
    issue = site.issue(call.user, call.params["issue"])
    view = View.of(site, call)
    wanted = call.one("globalId")
    if wanted:
        return Answer(shape(view, issue, _remote(issue, wanted)))
    return Answer([shape(view, issue, each) for each in issue.remote_links])


def remote_link(site: Site, call: Call) -> Answer:
    """Answer one link to elsewhere."""
    issue = site.issue(call.user, call.params["issue"])
    return Answer(shape(View.of(site, call), issue, _remote(issue, call.params["remote"])))


def put_remote_link(site: Site, call: Call) -> Answer:
    """Add a link to elsewhere: 201; or replace the one of the same globalId: 200."""
    issue = site.issue(call.user, call.params["issue"], "link")
    body = call.document()
    target = body.get("object") if isinstance(body.get("object"), dict) else {}
    for needed in ("title", "url"):
        if not target or not target.get(needed):
            raise bad_field(needed, f"'{needed}' is required.")
    known = body.get("globalId")
    old = next((each for each in issue.remote_links if known and each.global_id == known), None)
    number = old.id if old else site.next_id("remote link")
    new = RemoteLink(number, known, target or {}, body.get("relationship"), body.get("application"))
    _keep_remote(site, call, issue, old, new)
    answer = {"id": new.id, "self": f"{call.api}/issue/{issue.key}/remotelink/{new.id}"}
    return Answer(answer, status=200 if old else 201)


def delete_remote_link(site: Site, call: Call) -> Answer:
    """Delete the link to elsewhere of an id or a globalId."""
    issue = site.issue(call.user, call.params["issue"], "link")
    _keep_remote(site, call, issue, _remote(issue, call.params.get("remote") or call.one("globalId")), None)
    return NO_CONTENT


def _remote(issue: Issue, wanted: str) -> RemoteLink:
    found = next((each for each in issue.remote_links if wanted in (str(each.id), each.global_id)), None)
    if found is None:
        raise Refusal(404, f"The remote issue link '{wanted}' does not exist for issue {issue.key}.")
    return found


def _keep_remote(site: Site, call: Call, issue: Issue, old: RemoteLink | None, new: RemoteLink | None) -> None:
    kept = [each for each in issue.remote_links if each is not old]
    links = tuple(kept) if new is None else (*kept, new)
    shown = (new or old or RemoteLink(0, None, {})).object
    site.commit(replace(issue, remote_links=links), call.user, "remote_link", url=shown.get("url"))


ROUTES = (
    Route("GET", "/issue/{issue}/remotelink", remote_links),
    Route("POST", "/issue/{issue}/remotelink", put_remote_link),
    Route("DELETE", "/issue/{issue}/remotelink", delete_remote_link),
    Route("GET", "/issue/{issue}/remotelink/{remote}", remote_link),
    Route("DELETE", "/issue/{issue}/remotelink/{remote}", delete_remote_link),
)
