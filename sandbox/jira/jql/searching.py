"""A query's result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.jira.jql.fields import ALIASES, Asking
from sandbox.jira.jql.matching import issue_test
from sandbox.jira.jql.parser import parse
from sandbox.jira.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sandbox.jira.issues import Issue

_ORDERS: dict[str, Callable[[Issue], Any]] = {
    "key": lambda i: (i.key.rpartition("-")[0], i.number),
    "created": lambda i: i.created,
    "updated": lambda i: i.updated,
    "resolved": lambda i: (i.resolved is None, i.resolved or i.created),
    "summary": lambda i: i.summary.lower(),
    "status": lambda i: i.status.id,
    "statuscategory": lambda i: ("new", "indeterminate", "done").index(i.status.category),
    "priority": lambda i: i.priority.id if i.priority else "",
    "project": lambda i: i.project,
    "issuetype": lambda i: i.type.name,
    "reporter": lambda i: i.reporter or "",
    "assignee": lambda i: i.assignee or "",
    "resolution": lambda i: (i.resolution is None, i.resolution.name if i.resolution else ""),
    "labels": lambda i: i.labels,
}


def search(asking: Asking, query: str, *, bounded: bool, reconciled: Iterable[int] = ()) -> list[Issue]:
    """Return the issues that a query finds among those searches see, the newest first where it names no order.

    `bounded` refuses a query without a restriction, as Cloud does. The issues `reconciled` (ids) are seen as they are.
    """
    parsed = parse(query)
    if bounded and parsed.where is None:
        raise Refusal(400, "Unbounded JQL queries are not allowed here. Please add a search restriction to your query.")
    site = asking.site
    matches = issue_test(asking, parsed.where) if parsed.where else None
    allowed = {project.id for project in site.visible_projects(asking.user)}
    fresh = {number: site.issues[number] for number in reconciled if number in site.issues}
    seen = [issue for issue in site.index.visible() if issue.id not in fresh]
    seen += [issue for issue in fresh.values() if not issue.deleted]
    found = [issue for issue in seen if issue.project in allowed and (matches is None or matches(issue))]
    return _ordered(found, parsed.order)


def _ordered(found: list[Issue], order: tuple[tuple[str, bool], ...]) -> list[Issue]:
    found.sort(key=lambda issue: issue.id, reverse=True)
    for name, descending in reversed(order):
        field = ALIASES.get(name, name)
        if field not in _ORDERS:
            raise Refusal(400, f"Not able to sort using field '{name}'.")
        found.sort(key=_ORDERS[field], reverse=descending)
    return found
