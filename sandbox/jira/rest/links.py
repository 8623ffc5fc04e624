"""Links to other issues, links to elsewhere, and watchers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sandbox.jira.calls import NO_CONTENT, Answer, Route
from sandbox.jira.changes import linking
from sandbox.jira.changes.commenting import comment, read_comment
from sandbox.jira.issues import RemoteLink
from sandbox.jira.refusals import Refusal, bad_field
from sandbox.jira.shapes import comments, people
from sandbox.jira.shapes.view import View
from sandbox.jira.site import LINK_TYPES

if TYPE_CHECKING:
    from sandbox.jira.calls import Call
    from sandbox.jira.issues import Issue, Link
    from sandbox.jira.people import User
    from sandbox.jira.site import Site


def link(site: Site, call: Call) -> Answer:
    """Link two issues: the `inwardIssue` duplicates (blocks, …) the `outwardIssue`."""
    body = call.document()
    source, target = (_end(site, call, body.get(end)) for end in ("inwardIssue", "outwardIssue"))
    remark = body.get("comment")
    text = read_comment(remark.get("body"), call.version) if isinstance(remark, dict) else None
    linking.link(site, call.user, _type_name(body.get("type")), source, target)
    if text is not None:
        comment(site, call.user, site.issues[source.id], text)
    return Answer(status=201)


def _end(site: Site, call: Call, given: Any) -> Issue:
    name = str(given.get("key") or given.get("id") or "") if isinstance(given, dict) else ""
    return site.issue(call.user, name, "link")


def _type_name(given: Any) -> str:
    if not isinstance(given, dict):
        raise bad_field("type", "The link type is required.")
    by_id = {str(number): known[0] for number, known in enumerate(LINK_TYPES, 10000)}
    return by_id.get(str(given.get("id", "")), str(given.get("name", "")))


def read_link(site: Site, call: Call) -> Answer:
    found = _link(site, call)
    view = View.of(site, call)
    ends = {
        "inwardIssue": comments.linked(view, site.issues[found.source]),
        "outwardIssue": comments.linked(view, site.issues[found.target]),
    }
    return Answer({"id": str(found.id), "type": comments.link_type(view, found.type), **ends})


def unlink(site: Site, call: Call) -> Answer:
    linking.unlink(site, call.user, _link(site, call))
    return NO_CONTENT


def _link(site: Site, call: Call) -> Link:
    for issue in site.issues.values():
        for each in issue.links:
            if str(each.id) == call.params["link"] and site.directory.may(call.user, "browse", issue.project):
                return each
    raise Refusal(404, f"No issue link with id '{call.params['link']}' exists.")


def remote_links(site: Site, call: Call) -> Answer:
    """Answer the links to elsewhere: all, or the one of a globalId."""
    issue = site.issue(call.user, call.params["issue"])
    view = View.of(site, call)
    wanted = call.one("globalId")
    if wanted:
        return Answer(comments.remote_link(view, issue, _remote(issue, wanted)))
    return Answer([comments.remote_link(view, issue, each) for each in issue.remote_links])


def remote_link(site: Site, call: Call) -> Answer:
    issue = site.issue(call.user, call.params["issue"])
    return Answer(comments.remote_link(View.of(site, call), issue, _remote(issue, call.params["remote"])))


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


def watchers(site: Site, call: Call) -> Answer:
    issue = site.issue(call.user, call.params["issue"])
    view = View.of(site, call)
    me = f"{call.api}/issue/{issue.key}/watchers"
    shown = [people.person(view, number) for number in issue.watchers]
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
    Route("POST", "/issueLink", link),
    Route("GET", "/issueLink/{link}", read_link),
    Route("DELETE", "/issueLink/{link}", unlink),
    Route("GET", "/issue/{issue}/remotelink", remote_links),
    Route("POST", "/issue/{issue}/remotelink", put_remote_link),
    Route("DELETE", "/issue/{issue}/remotelink", delete_remote_link),
    Route("GET", "/issue/{issue}/remotelink/{remote}", remote_link),
    Route("DELETE", "/issue/{issue}/remotelink/{remote}", delete_remote_link),
    Route("GET", "/issue/{issue}/watchers", watchers),
    Route("POST", "/issue/{issue}/watchers", watch),
    Route("DELETE", "/issue/{issue}/watchers", unwatch),
)
