"""Reading what truly happened, whatever was answered and whoever may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.jira.clock import stamp

if TYPE_CHECKING:
    from sandbox.jira.issues import Change, Comment, Issue
    from sandbox.jira.site import Site


def clock(site: Site, _wishes: dict[str, Any]) -> dict[str, Any]:
    """Return Jira's time."""
    return {"now": stamp(site.clock.now())}


def ledger(site: Site, wishes: dict[str, Any]) -> dict[str, Any]:
    """Return the entries after `since`, of one `kind`, `method` and end of a `path` or of all."""
    chosen = {name: wishes[name] for name in ("kind", "method", "path") if name in wishes}
    return {"entries": site.ledger.entries(since=int(wishes.get("since", 0)), **chosen)}


def requests(site: Site, _wishes: dict[str, Any]) -> dict[str, int]:
    """Return how often each "METHOD path-template" was asked."""
    return dict(site.request_counts)


def issues(site: Site, wishes: dict[str, Any]) -> dict[str, Any]:
    """Return the full truth of all issues, or of those of one `project` (its key) or with one `label`."""
    project, label = wishes.get("project"), wishes.get("label")
    shown = [
        _issue(site, issue)
        for issue in site.issues.values()
        if project in (None, site.projects[issue.project].key) and (label is None or label in issue.labels)
    ]
    return {"issues": shown}


def _issue(site: Site, issue: Issue) -> dict[str, Any]:
    return {
        "id": str(issue.id),
        "key": issue.key,
        "old_keys": list(issue.old_keys),
        "project": site.projects[issue.project].key,
        "issue_type": issue.type.name,
        "summary": issue.summary,
        "description": issue.description.plain if issue.description else None,
        "description_adf": issue.description.document if issue.description else None,
        "labels": list(issue.labels),
        "components": [component.name for component in issue.components],
        "fix_versions": [version.name for version in issue.fix_versions],
        "priority": issue.priority.name if issue.priority else None,
        "fields": dict(issue.extra),
        "status": issue.status.name,
        "category": issue.status.category,
        "resolution": issue.resolution.name if issue.resolution else None,
        "properties": dict(issue.properties),
        "comments": [_comment(comment) for comment in issue.comments],
        "links": _links(site, issue),
        "remote_links": [{"globalId": r.global_id, "object": dict(r.object)} for r in issue.remote_links],
        "attachments": [
            {"filename": a.filename, "size": a.size, "text": site.files.get(a.id, b"").decode(errors="replace")}
            for a in issue.attachments
        ],
        "changelog": [_change(change) for change in issue.history],
        "watchers": list(issue.watchers),
        "created": stamp(issue.created),
        "updated": stamp(issue.updated),
        "resolved": stamp(issue.resolved),
        "deleted": issue.deleted,
        "creator": issue.creator,
        "reporter": issue.reporter,
        "assignee": issue.assignee,
    }


def _comment(comment: Comment) -> dict[str, Any]:
    return {
        "id": str(comment.id),
        "author": comment.author,
        "text": comment.body.plain,
        "properties": dict(comment.properties),
        "created": stamp(comment.created),
        "updated": stamp(comment.updated),
    }


def _links(site: Site, issue: Issue) -> list[dict[str, str]]:
    """Return the links, each with the direction seen from this issue: outward is "duplicates", "blocks", …"""
    return [
        {
            "id": str(link.id),
            "type": link.type,
            "direction": "outward" if link.source == issue.id else "inward",
            "to": site.issues[link.target if link.source == issue.id else link.source].key,
        }
        for link in issue.links
    ]


def _change(change: Change) -> dict[str, Any]:
    items = [{"field": i.field, "from": i.old_name, "to": i.new_name} for i in change.items]
    return {"id": str(change.id), "author": change.author, "at": stamp(change.at), "items": items}
