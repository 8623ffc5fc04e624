"""auth.test, api.test and apps.connections.open: whether and how the app is connected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.slack import identity
from sandbox.slack.errors import SlackError

if TYPE_CHECKING:
    from sandbox.slack.web.call import Call
    from sandbox.slack.workspace import Workspace

Json = dict[str, Any]


def auth_test(workspace: Workspace, _: Call) -> Json:
    """Say whose token it is."""
    return {
        "url": f"{workspace.origin}/", "team": identity.TEAM_NAME, "user": identity.APP_NAME, "team_id": identity.TEAM,
        "user_id": identity.BOT_USER, "bot_id": identity.BOT, "is_enterprise_install": False,
    }  # fmt: skip


def api_test(_: Workspace, call: Call) -> Json:
    """Return the arguments, or the error that was asked for."""
    if call.optional("error"):
        raise SlackError(call.text("error"), args=call.arguments)
    return {"args": call.arguments}


def open_connection(workspace: Workspace, _: Call) -> Json:
    """Return the address of a new Socket Mode connection."""
    address = workspace.origin.replace("http", "ws", 1)
    return {"url": f"{address}/link/?ticket={workspace.courier.hub.ticket()}&app_id={identity.APP}"}


METHODS = {"auth.test": auth_test, "api.test": api_test, "apps.connections.open": open_connection}
