"""views.*: showing modals on the strength of a trigger, and the home tab."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.slack.elements import interactive
from sandbox.slack.errors import SlackError
from sandbox.slack.rules.views import require_view
from sandbox.slack.web import targets

if TYPE_CHECKING:
    from sandbox.slack.web.call import Call
    from sandbox.slack.workspace import Workspace

Json = dict[str, Any]


def _view(workspace: Workspace, call: Call, kind: str) -> Json:
    """Return the view of a call. Slack's documentation asks for files:read where a view takes files."""
    view = require_view(call.structure("view"), kind=kind)
    takes_files = any(element["type"] == "file_input" for _, element in interactive(view["blocks"]))
    if takes_files and "files:read" not in workspace.settings.scopes:
        raise SlackError("missing_scope")
    return view


def _trigger_owner(workspace: Workspace, call: Call) -> str:
    return workspace.triggers.exchange(call.text("trigger_id"), life=workspace.settings.trigger_seconds)


def open_(workspace: Workspace, call: Call) -> Json:
    """Open a modal. A view that Slack refuses leaves the trigger unused."""
    view = _view(workspace, call, "modal")
    return {"view": workspace.views.open(_trigger_owner(workspace, call), view)}


def push(workspace: Workspace, call: Call) -> Json:
    """Put a modal upon the open one."""
    view = _view(workspace, call, "modal")
    return {"view": workspace.views.push(_trigger_owner(workspace, call), view)}


def update(workspace: Workspace, call: Call) -> Json:
    """Change an open view, told by its id or the app's own for it."""
    view_id, external_id = call.optional("view_id"), call.optional("external_id")
    if not view_id and not external_id:
        raise SlackError("invalid_arguments", ["[ERROR] missing required field: view_id or external_id"])
    found = workspace.views.find(view_id=view_id, external_id=external_id)
    given = _view(workspace, call, found["type"])
    return {"view": workspace.views.update(found, given, hash_=call.optional("hash"))}


def publish(workspace: Workspace, call: Call) -> Json:
    """Set a user's home tab."""
    view = _view(workspace, call, "home")
    user = targets.user(workspace, call.text("user_id"))
    return {"view": workspace.views.publish(user.id, view, hash_=call.optional("hash"))}


METHODS = {"views.open": open_, "views.push": push, "views.update": update, "views.publish": publish}
