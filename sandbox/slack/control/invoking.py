"""How people call the app: slash commands and shortcuts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.slack import identity
from sandbox.slack.control import asked as ask
from sandbox.slack.control import sending
from sandbox.slack.response_urls import ResponseUrl
from sandbox.slack.rules.blocks import check_blocks
from sandbox.slack.web.responses import show

if TYPE_CHECKING:
    from sandbox.slack.conversations import Channel
    from sandbox.slack.people import User
    from sandbox.slack.workspace import Workspace

Json = dict[str, Any]


def escape(text: str) -> str:
    """Escape what a person typed as Slack does."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


async def command(workspace: Workspace, request: web.Request) -> web.Response:
    """Type a slash command. `raw`: the text is as the app shall get it, not as typed."""
    asked = await ask.read(request, "user", "channel")
    user = ask.user(workspace, asked["user"])
    channel = ask.place(workspace, user, asked["channel"])
    trigger_id = workspace.triggers.give(user.id, asked.get("trigger_id"))
    text = str(asked.get("text") or "")
    payload = {
        "token": identity.VERIFICATION_TOKEN, "team_id": user.team_id, "team_domain": identity.DOMAIN,
        "channel_id": channel.id, "channel_name": sending.place(channel)["name"],
        "user_id": user.id, "user_name": user.name, "command": asked.get("command", "/friction"),
        "text": text if asked.get("raw") else escape(text), "api_app_id": identity.APP,
        "is_enterprise_install": "false",
        "response_url": sending.response_url(workspace, user, channel), "trigger_id": trigger_id,
    }  # fmt: skip
    answer = await sending.send_command(workspace, payload, asked)
    if answer.acked:
        _show_answer(workspace, user, channel, answer.body)
    return web.json_response(sending.told(answer, trigger_id=trigger_id))


def _show_answer(workspace: Workspace, user: User, channel: Channel, body: Any) -> None:
    """Post what the app answered the command with, unless Slack could not show it."""
    said = body if isinstance(body, dict) else {"text": body}
    if not said.get("text") and not said.get("blocks"):
        return
    complaints = check_blocks(said.get("blocks") or [], surface="message")
    if complaints:
        workspace.ledger.write("shown", user=user.id, text="invalid_command_response", cause=complaints)
        return
    show(workspace, ResponseUrl(user.id, channel.id, workspace.clock.now()), said)


async def shortcut(workspace: Workspace, request: web.Request) -> web.Response:
    """Choose a shortcut: global, or of a message."""
    asked = await ask.read(request, "user", "callback_id", "type")
    user = ask.user(workspace, asked["user"])
    trigger_id = workspace.triggers.give(user.id, asked.get("trigger_id"))
    payload = {
        "type": "shortcut", **sending.about_app(), "user": sending.person(user), "callback_id": asked["callback_id"],
        "trigger_id": trigger_id, "action_ts": workspace.clock.ts(),
    }  # fmt: skip
    if asked["type"] == "message":
        channel = ask.place(workspace, user, str(asked.get("channel")))
        message = ask.message(channel, str(asked.get("message_ts")), reader=user.id)
        payload |= {
            "type": "message_action", "channel": sending.place(channel), "message_ts": message.ts,
            "message": channel.seen(message),
            "response_url": sending.response_url(workspace, user, channel, thread_ts=message.thread),
        }  # fmt: skip
    answer = await sending.send_interactive(workspace, payload, asked)
    return web.json_response(sending.told(answer, trigger_id=trigger_id))
