"""Playing the people who work in Jira."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.jira.changes import moving
from sandbox.jira.changes.commenting import change_comment, comment, remove_comment
from sandbox.jira.changes.creating import create
from sandbox.jira.changes.editing import edit
from sandbox.jira.changes.linking import link
from sandbox.jira.changes.transitioning import move_to
from sandbox.jira.texts import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.jira.issues import Comment, Issue
    from sandbox.jira.people import User
    from sandbox.jira.site import Site

    Deed = Callable[[Site, User, Issue, dict[str, Any]], object]


def act(site: Site, wishes: dict[str, Any]) -> dict[str, Any]:
    """Do one deed as `actor` (default: the bot) to `issue`; permissions do not stand in its way.

    transition {status, resolution?}, comment {text, visibility?, properties?}, edit_comment {comment, text},
    delete_comment {comment}, delete, move {project}, link {type, to}, edit {fields, update?},
    and create {fields}, which needs no issue. Answers the issue's id and present key.
    """
    actor = site.directory.find(str(wishes.get("actor", "bot")))
    if actor is None:
        raise KeyError(f"no user {wishes['actor']}")
    if wishes["do"] == "create":
        issue = create(site, actor, wishes, "2")
        return {"id": str(issue.id), "key": issue.key}
    named = site.existing(str(wishes["issue"]))
    if named is None:
        raise KeyError(f"no issue {wishes['issue']}")
    if wishes["do"] not in _DEEDS:
        raise ValueError(f"cannot {wishes['do']}; can create, {', '.join(_DEEDS)}")
    _DEEDS[wishes["do"]](site, actor, named, wishes)
    issue = site.issues[named.id]
    return {"id": str(issue.id), "key": issue.key}


def _transition(site: Site, actor: User, issue: Issue, wishes: dict[str, Any]) -> None:
    project = site.projects[issue.project]
    status = project.status_named(str(wishes["status"]))
    if status is None:
        raise KeyError(f"no status {wishes['status']} in {project.key}")
    wanted = wishes.get("resolution")
    resolution = next((r for r in project.resolutions if r.name == wanted), None)
    if wanted and resolution is None:
        raise KeyError(f"no resolution {wanted} in {project.key}")
    move_to(site, actor, issue, status, resolution, {})


def _comment(site: Site, actor: User, issue: Issue, wishes: dict[str, Any]) -> None:
    comment(site, actor, issue, Text(str(wishes["text"])), wishes)


def _edit_comment(site: Site, actor: User, issue: Issue, wishes: dict[str, Any]) -> None:
    change_comment(site, actor, issue, _comment_named(issue, wishes), Text(str(wishes["text"])), None)


def _delete_comment(site: Site, actor: User, issue: Issue, wishes: dict[str, Any]) -> None:
    remove_comment(site, actor, issue, _comment_named(issue, wishes))


def _comment_named(issue: Issue, wishes: dict[str, Any]) -> Comment:
    found = next((comment for comment in issue.comments if str(comment.id) == str(wishes["comment"])), None)
    if found is None:
        raise KeyError(f"no comment {wishes['comment']} on {issue.key}")
    return found


def _delete(site: Site, actor: User, issue: Issue, _wishes: dict[str, Any]) -> None:
    moving.delete(site, actor, issue)


def _move(site: Site, actor: User, issue: Issue, wishes: dict[str, Any]) -> None:
    project = site.project(str(wishes["project"]))
    if project is None:
        raise KeyError(f"no project {wishes['project']}")
    moving.move(site, actor, issue, project)


def _link(site: Site, actor: User, issue: Issue, wishes: dict[str, Any]) -> None:
    other = site.existing(str(wishes["to"]))
    if other is None:
        raise KeyError(f"no issue {wishes['to']}")
    link(site, actor, str(wishes["type"]), issue, other)


def _edit(site: Site, actor: User, issue: Issue, wishes: dict[str, Any]) -> None:
    edit(site, actor, issue, wishes, "2")


_DEEDS: dict[str, Deed] = {
    "transition": _transition,
    "comment": _comment,
    "edit_comment": _edit_comment,
    "delete_comment": _delete_comment,
    "delete": _delete,
    "move": _move,
    "link": _link,
    "edit": _edit,
}
