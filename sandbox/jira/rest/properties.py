"""Entity properties, of issues and of comments."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sandbox.jira.calls import NO_CONTENT, Answer, Route
from sandbox.jira.changes.commenting import set_comment_properties
from sandbox.jira.changes.properties import set_properties
from sandbox.jira.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sandbox.jira.calls import Call
    from sandbox.jira.issues import Comment, Issue
    from sandbox.jira.site import Site

    Holder = tuple[str, Mapping[str, Any], Callable[[dict[str, Any]], object]]

LONGEST_VALUE = 32_768
"""Characters of a property's value as JSON."""


def _holder(site: Site, call: Call, *needs: str) -> Holder:
    """Return the address, the properties and the way to replace them of the issue or comment that is meant."""
    if "comment" not in call.params:
        issue = site.issue(call.user, call.params["issue"], *needs)
        return f"{call.api}/issue/{issue.id}", issue.properties, lambda new: set_properties(site, call.user, issue, new)
    where, comment = _comment(site, call)
    me = f"{call.api}/comment/{comment.id}"
    return me, comment.properties, lambda new: set_comment_properties(site, call.user, where, comment, new)


def _comment(site: Site, call: Call) -> tuple[Issue, Comment]:
    for issue in site.issues.values():
        if not issue.deleted and site.directory.may(call.user, "browse", issue.project):
            for comment in issue.comments:
                if str(comment.id) == call.params["comment"]:
                    return issue, comment
    raise Refusal(404, f"Can not find a comment for the id: {call.params['comment']}.")


def every(site: Site, call: Call) -> Answer:
    """Answer the keys of all properties."""
    me, properties, _ = _holder(site, call)
    return Answer({"keys": [{"self": f"{me}/properties/{key}", "key": key} for key in properties]})


def one(site: Site, call: Call) -> Answer:
    """Answer one property."""
    _, properties, _ = _holder(site, call)
    return Answer({"key": call.params["key"], "value": properties[_there(properties, call)]})


def put(site: Site, call: Call) -> Answer:
    """Set a property to any JSON value: 201 when it is new, 200 when it was there."""
    _, properties, replace = _holder(site, call, "edit")
    if call.body is None or len(json.dumps(call.body)) > LONGEST_VALUE:
        raise Refusal(400, f"The property value has to be valid JSON of 1 to {LONGEST_VALUE} characters.")
    replace({**properties, call.params["key"]: call.body})
    return Answer(status=200 if call.params["key"] in properties else 201)


def delete(site: Site, call: Call) -> Answer:
    """Delete a property."""
    _, properties, replace = _holder(site, call, "edit")
    gone = _there(properties, call)
    replace({key: value for key, value in properties.items() if key != gone})
    return NO_CONTENT


def _there(properties: Mapping[str, Any], call: Call) -> str:
    if call.params["key"] not in properties:
        raise Refusal(404, f"The property with key '{call.params['key']}' does not exist.")
    return call.params["key"]


ROUTES = tuple(
    Route(method, holder + ending, handler)
    for holder in ("/issue/{issue}", "/comment/{comment}")
    for method, ending, handler in (
        ("GET", "/properties", every),
        ("GET", "/properties/{key}", one),
        ("PUT", "/properties/{key}", put),
        ("DELETE", "/properties/{key}", delete),
    )
)
