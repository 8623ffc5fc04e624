"""What else the app hears of: its home being opened, any other event, and a delivery once more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.slack import events
from sandbox.slack.control import asked as ask
from sandbox.slack.control import sending
from sandbox.slack.errors import CannotDo

if TYPE_CHECKING:
    from sandbox.slack.workspace import Workspace


async def home_opened(workspace: Workspace, request: web.Request) -> web.Response:
    """Open the app's home, or its messages tab with {"tab": "messages"}."""
    asked = await ask.read(request, "user")
    user = ask.user(workspace, asked["user"])
    event = {
        "type": "app_home_opened", "user": user.id, "channel": workspace.direct([user.id]).id,
        "tab": asked.get("tab", "home"),
    }  # fmt: skip
    home = workspace.views.homes.get(user.id)
    sent = events.publish(workspace, "app_home_opened", {**event, **({"view": home} if home else {})})
    return web.json_response({"delivered": sent})


async def event(workspace: Workspace, request: web.Request) -> web.Response:
    """Send any event: {"event": {"type": …}}, such as app_uninstalled or tokens_revoked."""
    asked = await ask.read(request, "event")
    sent = events.publish(workspace, asked["event"]["type"], dict(asked["event"]))
    return web.json_response({"delivered": sent})


async def redeliver(workspace: Workspace, request: web.Request) -> web.Response:
    """Repeat the delivery of ledger number `seq`, byte for byte."""
    asked = await ask.read(request, "seq")
    try:
        answer = await workspace.courier.redeliver(int(asked["seq"]))
    except KeyError:
        raise CannotDo(404, "no delivery has this number") from None
    return web.json_response(sending.told(answer))
