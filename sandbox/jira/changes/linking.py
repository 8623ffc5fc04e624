"""Links between issues."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sandbox.jira.issues import Item, Link
from sandbox.jira.refusals import Refusal
from sandbox.jira.site import LINK_TYPES

if TYPE_CHECKING:
    from sandbox.jira.issues import Issue
    from sandbox.jira.people import User
    from sandbox.jira.site import Site


def known_type(kind: str) -> tuple[str, str, str]:
    """Return a link type's name and how it reads from target and source; 404 where there is none of that name."""
    known = next((t for t in LINK_TYPES if t[0].lower() == kind.lower()), None)
    if known is None:
        raise Refusal(404, f"No issue link type with name '{kind}' found.")
    return known


def link(site: Site, actor: User, kind: str, source: Issue, target: Issue) -> Link:
    """Say that `source` duplicates (blocks, …) `target`; a link that is there already is returned as it is."""
    name, inward, outward = known_type(kind)
    if source.id == target.id:
        raise Refusal(400, "You cannot link an issue to itself.")
    old = next((x for x in source.links if (x.type, x.source, x.target) == (name, source.id, target.id)), None)
    if old:
        return old
    new = Link(site.next_id("link"), name, source.id, target.id)
    _attach(site, actor, source, new, f"This issue {outward} {target.key}", target.key)
    _attach(site, actor, target, new, f"This issue {inward} {source.key}", source.key)
    return new


def _attach(site: Site, actor: User, issue: Issue, new: Link, sentence: str, other: str) -> None:
    item = Item("Link", None, None, other, sentence)
    links = (*issue.links, new)
    site.commit(replace(issue, links=links), actor, "linked", [item], link=new.type, to=other, link_id=str(new.id))


def unlink(site: Site, actor: User, old: Link) -> None:
    """Take a link away from both its issues."""
    for number, other in ((old.source, old.target), (old.target, old.source)):
        issue = site.issues[number]
        key = site.issues[other].key
        item = Item("Link", key, f"This issue is linked to {key}", None, None)
        links = tuple(x for x in issue.links if x.id != old.id)
        site.commit(replace(issue, links=links), actor, "unlinked", [item], link=old.type, to=key)
