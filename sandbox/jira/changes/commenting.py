"""Comments."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sandbox.jira.changes.creating import read_properties
from sandbox.jira.issues import Comment
from sandbox.jira.refusals import Refusal, bad_field
from sandbox.jira.texts import Text, read_text

if TYPE_CHECKING:
    from sandbox.jira.issues import Issue
    from sandbox.jira.people import User
    from sandbox.jira.site import Site

MOST_COMMENTS = 5000


def read_comment(given: Any, version: str) -> Text:
    """Return a comment's body. Raises Refusal with the complaint Jira makes of it."""
    try:
        text = read_text(given, version)
    except ValueError as complaint:
        sentence = str(complaint) if "too long" in str(complaint) else "Comment body is not valid!"
        raise bad_field("comment", sentence) from None
    if not text.plain.strip():
        raise bad_field("comment", "Comment body can not be empty!")
    return text


def comment(site: Site, actor: User, issue: Issue, body: Text, document: dict[str, Any] | None = None) -> Comment:
    """Add a comment; `document` may carry `properties` and `visibility`."""
    if len(issue.comments) >= MOST_COMMENTS:
        raise Refusal(413, f"The issue has reached its limit of {MOST_COMMENTS} comments.")
    now = site.clock.now()
    asked = document or {}
    new = Comment(
        id=site.next_id("comment"),
        author=actor.id,
        body=body,
        created=now,
        updated=now,
        editor=actor.id,
        properties=read_properties(asked.get("properties")),
        visibility=asked.get("visibility"),
    )
    issue = replace(issue, comments=(*issue.comments, new))
    site.commit(
        issue, actor, "commented", at=now, comment=str(new.id), text=body.plain, properties=dict(new.properties)
    )
    return new


def change_comment(site: Site, actor: User, issue: Issue, old: Comment, body: Text, properties: Any) -> Comment:
    """Give a comment another body, and other properties when any are given."""
    new = replace(old, body=body, updated=site.clock.now(), editor=actor.id)
    if properties is not None:
        new = replace(new, properties={**old.properties, **read_properties(properties)})
    _exchange(site, actor, issue, old, new, "comment_updated")
    return new


def set_comment_properties(site: Site, actor: User, issue: Issue, old: Comment, properties: dict[str, Any]) -> None:
    """Replace a comment's properties; no date moves."""
    new = replace(old, properties=properties)
    _exchange(site, actor, issue, old, new, "comment_updated", touch=False)


def remove_comment(site: Site, actor: User, issue: Issue, old: Comment) -> None:
    """Delete a comment."""
    left = tuple(c for c in issue.comments if c.id != old.id)
    site.commit(replace(issue, comments=left), actor, "comment_deleted", comment=str(old.id))


def _exchange(
    site: Site, actor: User, issue: Issue, old: Comment, new: Comment, kind: str, *, touch: bool = True
) -> None:
    comments = tuple(new if c.id == old.id else c for c in issue.comments)
    site.commit(replace(issue, comments=comments), actor, kind, touch=touch, comment=str(old.id), text=new.body.plain)
