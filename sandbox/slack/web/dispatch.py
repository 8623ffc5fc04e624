"""POST or GET /api/<method>: from the request to the answer."""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.slack import identity
from sandbox.slack.errors import SlackError
from sandbox.slack.web import (
    chat,
    connections,
    conversations,
    files,
    people,
    reactions,
    scheduled,
    scopes,
    spoiling,
    views,
)
from sandbox.slack.web.call import Call, read_call

if TYPE_CHECKING:
    from sandbox.slack.workspace import Workspace

Json = dict[str, Any]
Method = Callable[["Workspace", Call], Json]

METHODS: dict[str, Method] = {
    **chat.METHODS, **connections.METHODS, **conversations.METHODS, **files.METHODS, **people.METHODS,
    **reactions.METHODS, **scheduled.METHODS, **views.METHODS,
}  # fmt: skip


async def answer_call(workspace: Workspace, request: web.Request) -> web.StreamResponse:
    """Answer one web API call, and write it down with what really became of it."""
    try:
        call = await read_call(request)
    except SlackError as error:
        return web.json_response(error.body())
    arguments = copy.deepcopy(call.arguments)
    entry = workspace.ledger.write(
        "api", method=call.method, arguments=arguments, status=None, response=None, fault=None, effect=False
    )
    perform = functools.partial(_perform, workspace, call, entry)
    return await spoiling.answer(workspace, request, entry, perform, channel=_channel(workspace, call))


def _channel(workspace: Workspace, call: Call) -> str | None:
    """Return the channel a call is for, the DM where a user is named."""
    given = call.optional("channel") or call.optional("channel_id")
    return workspace.direct([given]).id if given in workspace.users and given else given


def _perform(workspace: Workspace, call: Call, entry: Json) -> web.Response:
    """Do what the call asks, note in its entry whether it had effect, and return the answer."""
    try:
        _authenticate(call)
        scopes.require_scope(workspace, call)
        body = {"ok": True, **_method(call.method)(workspace, call)}
        entry["effect"] = True
    except SlackError as error:
        body = error.body()
    about = {
        "x-oauth-scopes": ",".join(workspace.settings.scopes),
        "x-accepted-oauth-scopes": ",".join(scopes.needed(workspace, call)),
        "x-slack-req-id": f"sandbox-{entry['seq']}",
    }
    return web.json_response(body, headers=about)


def _method(name: str) -> Method:
    if name not in METHODS:
        raise SlackError("unknown_method", req_method=name)
    return METHODS[name]


def _authenticate(call: Call) -> None:
    """Raise SlackError unless the call brings the token it needs."""
    if call.method == "api.test":
        return
    if not call.token:
        raise SlackError("not_authed")
    if call.token not in (identity.BOT_TOKEN, identity.APP_TOKEN):
        raise SlackError("invalid_auth")
    if (call.token == identity.APP_TOKEN) != (call.method == "apps.connections.open"):
        raise SlackError("not_allowed_token_type")
