"""The changelog, in the three forms it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.jira.clock import stamp
from sandbox.jira.shapes.people import person

if TYPE_CHECKING:
    from sandbox.jira.issues import Change, Issue, Item
    from sandbox.jira.shapes.view import View

MOST_EMBEDDED = 100
"""Entries that Cloud's expand=changelog gives; the rest is only on the paged address."""


def entry(view: View, change: Change) -> dict[str, Any]:
    """Return one entry."""
    return {
        "id": str(change.id),
        "author": person(view, change.author),
        "created": stamp(change.at),
        "items": [_item(view, item) for item in change.items],
    }


def _item(view: View, item: Item) -> dict[str, Any]:
    shown = {
        "field": item.field,
        "fieldtype": "custom" if item.extra_id else "jira",
        "from": item.old,
        "fromString": item.old_name,
        "to": item.new,
        "toString": item.new_name,
    }
    return shown | ({"fieldId": item.field_id} if view.site.cloud else {})


def embedded_changelog(view: View, issue: Issue) -> dict[str, Any]:
    """Return what expand=changelog gives: all, oldest first, on Data Center; the latest 100, newest first, on Cloud."""
    changes = list(issue.history)
    if view.site.cloud:
        changes = changes[::-1][:MOST_EMBEDDED]
    shown = [entry(view, change) for change in changes]
    return {"startAt": 0, "maxResults": len(shown), "total": len(issue.history), "histories": shown}
