"""Searches: by token on Cloud, by offset on Data Center."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import TYPE_CHECKING, Any

from sandbox.jira.calls import Answer, Route
from sandbox.jira.jql.fields import Asking
from sandbox.jira.jql.searching import search
from sandbox.jira.refusals import Refusal
from sandbox.jira.shapes import issues
from sandbox.jira.shapes.view import View

if TYPE_CHECKING:
    from sandbox.jira.calls import Call
    from sandbox.jira.issues import Issue
    from sandbox.jira.site import Site

_MOST_IDS = 5000
_MOST_WITH_FIELDS = 100
_MOST_DATACENTER = 1000
_MOST_PROPERTIES = 5
_MOST_RECONCILED = 50
GONE = (
    "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full migration guideline "
    "is available at https://developer.atlassian.com/changelog/#CHANGE-2046"
)


def cloud_search(site: Site, call: Call) -> Answer:
    """Answer a page of a bounded query; pages of more than ids or keys are short, whatever was asked for."""
    asked = _asked(call)
    reconciled = [int(str(number)) for number in asked["reconcileIssues"] if str(number).isdecimal()]
    if len(reconciled) > _MOST_RECONCILED:
        raise Refusal(400, f"No more than {_MOST_RECONCILED} issues can be reconciled.")
    query = _query(asked)
    start = _offset(asked["nextPageToken"], query)
    pages = f"{call.user.id}:{_mark(query)}"
    found = site.searched.get(pages) if start else None
    if found is None:
        found = search(Asking(site, call.user, strict=False), query, bounded=True, reconciled=reconciled)
    bare = set(asked["fields"]) <= {"id", "key"}
    most = _size(asked, 50, _MOST_IDS if bare else _MOST_WITH_FIELDS)
    page: dict[str, Any] = {"issues": [_shown(site, call, issue, asked) for issue in found[start : start + most]]}
    if start + most < len(found):
        site.searched[pages] = found
        return Answer({**page, "nextPageToken": _token(start + most, query), "isLast": False})
    site.searched.pop(pages, None)
    return Answer({**page, "isLast": True})


def count(site: Site, call: Call) -> Answer:
    """Answer how many issues a bounded query finds."""
    query = str(call.document().get("jql") or "")
    return Answer({"count": len(search(Asking(site, call.user, strict=False), query, bounded=True))})


def old_search(site: Site, call: Call) -> Answer:
    """Answer as Data Center does; on Cloud this address is gone."""
    if site.cloud:
        raise Refusal(410, GONE)
    asked = _asked(call)
    strict = str(asked["validateQuery"]).lower() not in ("false", "warn", "none") or asked["validateQuery"] is None
    found = search(Asking(site, call.user, strict=strict), _query(asked), bounded=False)
    start, most = _start(asked["startAt"]), _size(asked, 50, _MOST_DATACENTER)
    asked["fields"] = asked["fields"] or ["*navigable"]
    page = [_shown(site, call, issue, asked) for issue in found[start : start + most]]
    return Answer({"startAt": start, "maxResults": most, "total": len(found), "issues": page})


def _asked(call: Call) -> dict[str, Any]:
    """Return the parameters, from the query of a GET or the body of a POST, where null means not given."""
    lists = ("fields", "properties", "expand", "reconcileIssues")
    singles = ("jql", "nextPageToken", "maxResults", "startAt", "validateQuery")
    if call.method == "GET":
        return {n: call.many(n) for n in lists} | {n: call.one(n) or None for n in singles}
    body = call.document()
    if isinstance(body.get("expand"), str):
        body = {**body, "expand": body["expand"].split(",")}
    if not all(isinstance(body.get(name) or [], list) for name in lists):
        raise Refusal(400, f"Can not deserialize the request body: {', '.join(lists)} are arrays.")
    return {n: list(body.get(n) or []) for n in lists} | {n: body.get(n) for n in singles}


def _query(asked: dict[str, Any]) -> str:
    if len(asked["properties"]) > _MOST_PROPERTIES:
        raise Refusal(400, f"No more than {_MOST_PROPERTIES} properties can be requested.")
    return str(asked["jql"] or "")


def _size(asked: dict[str, Any], default: int, most: int) -> int:
    given = asked["maxResults"]
    try:
        size = default if given is None else int(given)
    except (TypeError, ValueError):
        raise Refusal(400, "maxResults must be a number.") from None
    if size < 0:
        raise Refusal(400, "maxResults must not be negative.")
    return min(size, most)


def _start(given: Any) -> int:
    try:
        return max(int(given or 0), 0)
    except (TypeError, ValueError):
        raise Refusal(400, "startAt must be a number.") from None


def _shown(site: Site, call: Call, issue: Issue, asked: dict[str, Any]) -> dict[str, Any]:
    fields = asked["fields"] or ["id"]
    if set(fields) == {"id"} and not asked["properties"] and not asked["expand"]:
        return {"id": str(issue.id)}
    view = View.of(site, call)
    return issues.issue(view, issue, fields, expand=asked["expand"], properties=asked["properties"])


def _token(offset: int, query: str) -> str:
    return base64.urlsafe_b64encode(f"{offset}.{_mark(query)}".encode()).decode()


def _offset(token: str | None, query: str) -> int:
    """Return where the page of a token starts; a token of another query is refused."""
    if not token:
        return 0
    try:
        offset, _, mark = base64.urlsafe_b64decode(token).decode().partition(".")
        start = int(offset)
    except (binascii.Error, ValueError):
        raise Refusal(400, "The provided next page token is invalid or expired.") from None
    if mark != _mark(query):
        raise Refusal(400, "The provided next page token is invalid or expired.")
    return start


def _mark(query: str) -> str:
    return hashlib.sha256(query.encode()).hexdigest()[:12]


ROUTES = (
    Route("GET", "/search/jql", cloud_search, datacenter=False),
    Route("POST", "/search/jql", cloud_search, datacenter=False),
    Route("POST", "/search/approximate-count", count, datacenter=False),
    Route("GET", "/search", old_search),
    Route("POST", "/search", old_search),
)
