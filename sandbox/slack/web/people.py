"""users.*, usergroups.*, bots.info and team.info: who is who."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.slack import identity
from sandbox.slack.errors import SlackError
from sandbox.slack.web import targets
from sandbox.slack.web.paging import page

if TYPE_CHECKING:
    from sandbox.slack.people import User
    from sandbox.slack.web.call import Call
    from sandbox.slack.workspace import Workspace

Json = dict[str, Any]


def _seen(workspace: Workspace, user: User) -> Json:
    return user.seen(with_email="users:read.email" in workspace.settings.scopes)


def info(workspace: Workspace, call: Call) -> Json:
    """Return one user."""
    return {"user": _seen(workspace, targets.user(workspace, call.text("user")))}


def list_all(workspace: Workspace, call: Call) -> Json:
    """Return all users."""
    items, onward = page(call, [_seen(workspace, user) for user in workspace.users.values()], default=1000, most=1000)
    return {"members": items, "response_metadata": onward}


def lookup_by_email(workspace: Workspace, call: Call) -> Json:
    """Return the active user with an e-mail address."""
    email = call.text("email").lower()
    for user in workspace.users.values():
        if user.email and user.email.lower() == email and not user.deleted:
            return {"user": _seen(workspace, user)}
    raise SlackError("users_not_found")


def groups(workspace: Workspace, _: Call) -> Json:
    """Return the user groups."""
    shown = ("id", "handle", "name")
    return {"usergroups": [{k: group[k] for k in shown} for group in workspace.usergroups.values()]}


def group_users(workspace: Workspace, call: Call) -> Json:
    """Return who is in a user group."""
    group = workspace.usergroups.get(call.text("usergroup"))
    if group is None:
        raise SlackError("no_such_subteam")
    return {"users": group["users"]}


def bot_info(_: Workspace, call: Call) -> Json:
    """Return the app's bot, the only one there is."""
    if call.optional("bot") not in (None, identity.BOT):
        raise SlackError("bot_not_found")
    bot = {"id": identity.BOT, "deleted": False, "name": identity.APP_NAME, "updated": 0, "icons": {}}
    return {"bot": {**bot, "app_id": identity.APP, "user_id": identity.BOT_USER}}


def team_info(_: Workspace, __: Call) -> Json:
    """Return the workspace."""
    team = {"id": identity.TEAM, "name": identity.TEAM_NAME, "domain": identity.DOMAIN, "email_domain": "", "icon": {}}
    return {"team": team}


METHODS = {
    "users.info": info,
    "users.list": list_all,
    "users.lookupByEmail": lookup_by_email,
    "usergroups.list": groups,
    "usergroups.users.list": group_users,
    "bots.info": bot_info,
    "team.info": team_info,
}
