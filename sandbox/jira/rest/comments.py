"""Comments and their properties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.jira.calls import NO_CONTENT, Answer, Route
from sandbox.jira.changes import commenting
from sandbox.jira.refusals import Refusal
from sandbox.jira.shapes import comments
from sandbox.jira.shapes.view import View

if TYPE_CHECKING:
    from sandbox.jira.calls import Call
    from sandbox.jira.issues import Comment, Issue
    from sandbox.jira.site import Site

_PAGE_ON_CLOUD = 100
_PAGE_ON_DATACENTER = 1_048_576
_ORDERS = ("created", "+created", "-created")


def every(site: Site, call: Call) -> Answer:
    """Answer a page of comments, oldest first unless orderBy=-created; expand=properties shows their properties."""
    issue = site.issue(call.user, call.params["issue"])
    order = call.one("orderBy", "created")
    if order not in _ORDERS:
        raise Refusal(400, "Comments can be ordered by 'created' only.")
    found = list(issue.comments)
    if order.startswith("-"):
        found.reverse()
    with_properties = "properties" in call.many("expand")
    view = View.of(site, call)
    shown = [comments.comment(view, issue, c, with_properties=with_properties) for c in found]
    default = _PAGE_ON_CLOUD if site.cloud else _PAGE_ON_DATACENTER
    start, most = call.number("startAt", 0), min(call.number("maxResults", default), 5000 if site.cloud else default)
    return Answer(view.page(shown, start=start, most=most, key="comments"))


def one(site: Site, call: Call) -> Answer:
    """Answer one comment."""
    issue, comment = _named(site, call)
    return Answer(_shown(site, call, issue, comment))


def add(site: Site, call: Call) -> Answer:
    """Add a comment; its `properties` are set in the same moment."""
    issue = site.issue(call.user, call.params["issue"], "comment")
    document = call.document()
    body = commenting.read_comment(document.get("body"), call.version)
    return Answer(_shown(site, call, issue, commenting.comment(site, call.user, issue, body, document)), status=201)


def change(site: Site, call: Call) -> Answer:
    """Give a comment another body."""
    issue, old = _named(site, call, "comment")
    document = call.document()
    body = commenting.read_comment(document.get("body"), call.version)
    new = commenting.change_comment(site, call.user, issue, old, body, document.get("properties"))
    return Answer(_shown(site, call, issue, new))


def remove(site: Site, call: Call) -> Answer:
    """Delete a comment."""
    issue, old = _named(site, call, "comment")
    commenting.remove_comment(site, call.user, issue, old)
    return NO_CONTENT


def _named(site: Site, call: Call, *needs: str) -> tuple[Issue, Comment]:
    issue = site.issue(call.user, call.params["issue"], *needs)
    comment = next((c for c in issue.comments if str(c.id) == call.params["comment"]), None)
    if comment is None:
        raise Refusal(404, f"Can not find a comment for the id: {call.params['comment']}.")
    return issue, comment


def _shown(site: Site, call: Call, issue: Issue, comment: Comment) -> dict[str, object]:
    with_properties = "properties" in call.many("expand")
    return comments.comment(View.of(site, call), issue, comment, with_properties=with_properties)


ROUTES = (
    Route("GET", "/issue/{issue}/comment", every),
    Route("POST", "/issue/{issue}/comment", add),
    Route("GET", "/issue/{issue}/comment/{comment}", one),
    Route("PUT", "/issue/{issue}/comment/{comment}", change),
    Route("DELETE", "/issue/{issue}/comment/{comment}", remove),
)
