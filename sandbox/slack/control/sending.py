"""Sending what a person did to the app, and telling how it went."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from sandbox.slack import identity
from sandbox.slack.delivery.outgoing import Outgoing
from sandbox.slack.response_urls import ResponseUrl

if TYPE_CHECKING:
    from sandbox.slack.conversations import Channel
    from sandbox.slack.delivery.outgoing import Answer
    from sandbox.slack.people import User
    from sandbox.slack.workspace import Workspace

Json = dict[str, Any]

CHANNEL_NAMES = {"im": "directmessage", "group": "privategroup", "mpim": "privategroup"}


def person(user: User) -> Json:
    """Return the user as interactive payloads have them."""
    return {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id}


def place(channel: Channel) -> Json:
    """Return the channel as interactive payloads have it."""
    return {"id": channel.id, "name": CHANNEL_NAMES.get(channel.kind, channel.name)}


def about_app() -> Json:
    """Return what every interactive payload says about workspace and app."""
    return {
        "token": identity.VERIFICATION_TOKEN, "api_app_id": identity.APP, "is_enterprise_install": False,
        "enterprise": None, "team": {"id": identity.TEAM, "domain": identity.DOMAIN},
    }  # fmt: skip


def response_url(
    workspace: Workspace, user: User, channel: Channel, *, message_ts: str | None = None, thread_ts: str | None = None
) -> str:
    """Return a new response_url for something done in a channel, to a message if one is named."""
    where = ResponseUrl(user.id, channel.id, workspace.clock.now(), message_ts, thread_ts)
    return f"{workspace.origin}/response/{workspace.response_urls.give(where)}"


async def send_interactive(workspace: Workspace, payload: Json, asked: Json) -> Answer:
    """Deliver an interactive payload; `override` in the request replaces fields of it, to play a forger."""
    return await _send(workspace, Outgoing("interactive", payload), asked)


async def send_command(workspace: Workspace, payload: Json, asked: Json) -> Answer:
    """Deliver a slash command; `override` as above."""
    return await _send(workspace, Outgoing("slash_commands", payload), asked)


async def send_suggestion(workspace: Workspace, payload: Json, asked: Json) -> Answer:
    """Deliver a block_suggestion; `override` as above."""
    return await _send(workspace, Outgoing("interactive", payload, asks_options=True), asked)


async def _send(workspace: Workspace, out: Outgoing, asked: Json) -> Answer:
    out.payload.update(asked.get("override") or {})
    frozen = Outgoing(out.type, copy.deepcopy(out.payload), out.asks_options)
    answer = await workspace.courier.deliver(frozen)
    if answer.shown:
        who = asked.get("user")
        workspace.ledger.write("shown", user=who, text=answer.shown, cause=frozen.payload.get("type", frozen.type))
    return answer


def told(answer: Answer, **more: Any) -> Json:
    """Return the outcome as the control API tells it."""
    return {
        "acked": answer.acked, "status": answer.status, "seconds": round(answer.seconds, 4), "response": answer.body,
        "error": answer.shown, **more,
    }  # fmt: skip
