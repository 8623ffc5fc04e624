"""Edits of an issue's fields, by whole values (`fields`) and by verbs (`update`)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sandbox.jira.changes.commenting import comment, read_comment
from sandbox.jira.changes.linking import known_type, link
from sandbox.jira.changes.telling import differences
from sandbox.jira.changes.values import Screen, read_object, read_values
from sandbox.jira.refusals import Refusal, bad_field

if TYPE_CHECKING:
    from sandbox.jira.issues import Issue
    from sandbox.jira.people import User
    from sandbox.jira.site import Site

_APART = ("comment", "issuelinks")


def edit(site: Site, actor: User, issue: Issue, document: dict[str, Any], version: str) -> Issue:
    """Do what a request's body asks: all of it, or nothing and a refusal."""
    values, additions = read_edit(site, actor, issue, document, version)
    issue = apply_values(site, actor, issue, values)
    return add_to(site, actor, issue, additions)


def apply_values(site: Site, actor: User, issue: Issue, values: dict[str, Any]) -> Issue:
    """Give an issue other attributes; nothing is committed when none differs."""
    items = differences(site, issue, values)
    if not items:
        return issue
    if "extra" in values:
        values = {**values, "extra": {**issue.extra, **values["extra"]}}
    return site.commit(replace(issue, **values), actor, "updated", items, fields=[i.field for i in items])


def read_edit(
    site: Site, actor: User, issue: Issue, document: dict[str, Any], version: str
) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """Return the attributes a body asks for, and its comments and links, read and checked."""
    fields, verbs = read_object(document, "fields"), read_object(document, "update")
    if not all(isinstance(v, list) and all(isinstance(o, dict) for o in v) for v in verbs.values()):
        raise Refusal(400, "Each field of 'update' takes an array of operations.")
    if both := fields.keys() & verbs.keys():
        raise bad_field(min(both), f"Field '{min(both)}' cannot appear in both 'fields' and 'update'.")
    additions = {name: verbs.pop(name) for name in _APART if name in verbs}
    for name, operations in verbs.items():
        fields[name] = _worked_out(issue, name, operations)
    if "project" in fields:
        raise bad_field("project", "Field 'project' cannot be set. It is not on the appropriate screen, or unknown.")
    screen = Screen(site, site.projects[issue.project], version)
    values = read_values(screen, fields)
    return values, {
        "comment": [read_comment(body.get("body"), version) for body in _added("comment", additions)],
        "issuelinks": [_ends(site, actor, issue, given) for given in _added("issuelinks", additions)],
    }


def _worked_out(issue: Issue, name: str, operations: list[dict[str, Any]]) -> Any:
    """Return the whole value that a field has after its operations."""
    value: Any = None
    if name == "labels":
        value = list(issue.labels)
    elif name == "components":
        value = [{"id": c.id, "name": c.name} for c in issue.components]
    elif name == "fixVersions":
        value = [{"id": v.id, "name": v.name} for v in issue.fix_versions]
    for operation in operations:
        for verb, given in operation.items():
            if verb == "set":
                value = given
            elif verb == "add" and isinstance(value, list):
                value = [*value, given]
            elif verb == "remove" and isinstance(value, list):
                value = [each for each in value if not _is_meant(each, given)]
            else:
                raise bad_field(name, f"Field '{name}' does not support operation '{verb}'")
    return value


def _is_meant(value: Any, given: Any) -> bool:
    """Whether a value is the one to remove, which may be named by its id or by its name alone."""
    if isinstance(value, dict) and isinstance(given, dict):
        return bool(given) and all(str(value.get(key)) == str(wanted) for key, wanted in given.items())
    return bool(value == given)


def _added(name: str, additions: dict[str, list[Any]]) -> list[dict[str, Any]]:
    operations = additions.get(name, [])
    if not all(isinstance(operation.get("add"), dict) for operation in operations):
        raise bad_field(name, f"Field '{name}' supports the operation 'add' here.")
    return [operation["add"] for operation in operations]


def _ends(site: Site, actor: User, issue: Issue, given: dict[str, Any]) -> tuple[str, str, str]:
    """Return a link's type, source and target (ids) as `update` describes it from one end."""
    wanted = given.get("type")
    kind, _, _ = known_type(str(wanted.get("name", "")) if isinstance(wanted, dict) else "")
    for end in ("inwardIssue", "outwardIssue"):
        if isinstance(given.get(end), dict):
            other = site.issue(actor, str(given[end].get("key") or given[end].get("id") or ""))
            pair = (str(other.id), str(issue.id))
            return (kind, *pair) if end == "inwardIssue" else (kind, pair[1], pair[0])
    raise bad_field("issuelinks", "A link names its inwardIssue or its outwardIssue.")


def add_to(site: Site, actor: User, issue: Issue, additions: dict[str, list[Any]]) -> Issue:
    """Add the comments and links of an edit."""
    for body in additions["comment"]:
        comment(site, actor, site.issues[issue.id], body)
    for kind, source, target in additions["issuelinks"]:
        link(site, actor, kind, site.issues[int(source)], site.issues[int(target)])
    return site.issues[issue.id]
