"""Links between issues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.jira.calls import NO_CONTENT, Answer, Route
from sandbox.jira.changes import linking
from sandbox.jira.changes.commenting import comment, read_comment
from sandbox.jira.refusals import Refusal, bad_field
from sandbox.jira.shapes import comments
from sandbox.jira.shapes.view import View
from sandbox.jira.site import LINK_TYPES

if TYPE_CHECKING:
    from sandbox.jira.calls import Call
    from sandbox.jira.issues import Issue, Link
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
    """Answer a link with both its ends."""
    found = _link(site, call)
    view = View.of(site, call)
    ends = {
        "inwardIssue": comments.linked(view, site.issues[found.source]),
        "outwardIssue": comments.linked(view, site.issues[found.target]),
    }
    return Answer({"id": str(found.id), "type": comments.link_type(view, found.type), **ends})


def unlink(site: Site, call: Call) -> Answer:
    """Delete a link."""
    linking.unlink(site, call.user, _link(site, call))
    return NO_CONTENT


def _link(site: Site, call: Call) -> Link:
    for issue in site.issues.values():
        for each in issue.links:
            if str(each.id) == call.params["link"] and site.directory.may(call.user, "browse", issue.project):
                return each
    raise Refusal(404, f"No issue link with id '{call.params['link']}' exists.")


ROUTES = (
    Route("POST", "/issueLink", link),
    Route("GET", "/issueLink/{link}", read_link),
    Route("DELETE", "/issueLink/{link}", unlink),
)
