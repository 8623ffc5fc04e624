"""Comments, attachments and links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sandbox.jira.clock import stamp
from sandbox.jira.shapes import people, projects
from sandbox.jira.site import LINK_TYPES

if TYPE_CHECKING:
    from sandbox.jira.issues import Attachment, Comment, Issue, Link, RemoteLink
    from sandbox.jira.shapes.view import View


def comment(view: View, issue: Issue, comment: Comment, *, with_properties: bool) -> dict[str, Any]:
    """Return a comment; its properties are shown to those who ask for them."""
    shown: dict[str, Any] = {
        "self": f"{view.api}/issue/{issue.id}/comment/{comment.id}",
        "id": str(comment.id),
        "author": people.person(view, comment.author),
        "body": comment.body.shown(view.version),
        "updateAuthor": people.person(view, comment.editor),
        "created": stamp(comment.created),
        "updated": stamp(comment.updated),
    }
    if view.site.cloud:
        internal = dict(comment.properties.get("sd.public.comment") or {}).get("internal")
        shown["jsdPublic"] = internal is not True
    if comment.visibility:
        shown["visibility"] = dict(comment.visibility)
    if with_properties:
        shown["properties"] = [{"key": k, "value": v} for k, v in comment.properties.items()]
    return shown


def comments(view: View, issue: Issue) -> dict[str, Any]:
    """Return the `comment` field: all comments, oldest first."""
    shown = [comment(view, issue, c, with_properties=False) for c in issue.comments]
    me = f"{view.api}/issue/{issue.id}/comment"
    return {"comments": shown, "self": me, "maxResults": len(shown), "total": len(shown), "startAt": 0}


def attachment(view: View, attachment: Attachment) -> dict[str, Any]:
    """Return what is known of a file."""
    where = (
        f"{view.api}/attachment/content/{attachment.id}"
        if view.site.cloud
        else f"{view.origin}/secure/attachment/{attachment.id}/{quote(attachment.filename, safe='')}"
    )
    return {
        "self": f"{view.api}/attachment/{attachment.id}",
        "id": str(attachment.id),
        "filename": attachment.filename,
        "author": people.person(view, attachment.author),
        "created": stamp(attachment.created),
        "size": attachment.size,
        "mimeType": attachment.content_type,
        "content": where,
    }


def link_type(view: View, name: str) -> dict[str, Any]:
    """Return a type of link and how it reads from either end."""
    number, (_, inward, outward) = next((n, t) for n, t in enumerate(LINK_TYPES, 10000) if t[0] == name)
    me = f"{view.api}/issueLinkType/{number}"
    return {"id": str(number), "name": name, "inward": inward, "outward": outward, "self": me}


def links(view: View, issue: Issue) -> list[dict[str, Any]]:
    """Return the links that an issue has to issues which the onlooker may see, told from its own end."""
    return [shown for link in issue.links if (shown := _from_one_end(view, issue, link))]


def _from_one_end(view: View, issue: Issue, link: Link) -> dict[str, Any] | None:
    outward = link.source == issue.id
    other = view.site.issues[link.target if outward else link.source]
    if other.deleted or not view.site.directory.may(view.user, "browse", other.project):
        return None
    end = "outwardIssue" if outward else "inwardIssue"
    return {
        "id": str(link.id),
        "self": f"{view.api}/issueLink/{link.id}",
        "type": link_type(view, link.type),
        end: linked(view, other),
    }


def linked(view: View, other: Issue) -> dict[str, Any]:
    """Return an issue as a link shows it."""
    fields = {
        "summary": other.summary,
        "status": projects.status(view, other.status),
        "priority": projects.named(view, "priority", other.priority),
        "issuetype": projects.named(view, "issuetype", other.type),
    }
    return {"id": str(other.id), "key": other.key, "self": f"{view.api}/issue/{other.id}", "fields": fields}


def remote_link(view: View, issue: Issue, link: RemoteLink) -> dict[str, Any]:
    """Return a link to something outside Jira."""
    shown = {
        "id": link.id,
        "self": f"{view.api}/issue/{issue.id}/remotelink/{link.id}",
        "globalId": link.global_id,
        "relationship": link.relationship,
        "application": dict(link.application or {}),
        "object": dict(link.object),
    }
    return {key: value for key, value in shown.items() if value is not None}
