"""POST /response/<id>: what the app says through a response_url."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.slack import identity, posting
from sandbox.slack.response_urls import ResponseUrl
from sandbox.slack.rules.blocks import check_blocks
from sandbox.slack.web import spoiling

if TYPE_CHECKING:
    from sandbox.slack.conversations import Channel, Message
    from sandbox.slack.workspace import Workspace

Json = dict[str, Any]


async def take_response(workspace: Workspace, request: web.Request) -> web.Response:
    """Take one message for a response_url. Faults: method "response"."""
    try:
        said = await request.json()
    except ValueError:
        return web.json_response({"ok": False, "error": "invalid_payload"}, status=400)
    key = request.match_info["id"]
    entry = workspace.ledger.write(
        "response_url", method="response", id=key, said=said, status=None, response=None, fault=None, effect=False
    )
    perform = functools.partial(_respond, workspace, key, said, entry)
    return await spoiling.answer(workspace, request, entry, perform)


def _respond(workspace: Workspace, key: str, said: Json, entry: Json) -> web.Response:
    """Do what was asked, note in the entry whether it had effect, and return the answer."""
    where = workspace.response_urls.use(key, now=workspace.clock.now())
    if isinstance(where, str):
        return web.json_response({"ok": False, "error": where}, status=404)
    if check_blocks(said.get("blocks") or [], surface="message"):
        return web.json_response({"ok": False, "error": "invalid_blocks"}, status=400)
    show(workspace, where, said)
    entry["effect"] = True
    return web.Response(text="ok")


def show(workspace: Workspace, where: ResponseUrl, said: Json) -> None:
    """Post, replace or delete as `said` tells: the same words as in the answer to a slash command."""
    channel = workspace.channels[where.channel]
    original = _original(channel, where)
    content = {part: said[part] for part in ("text", "blocks", "attachments") if said.get(part) is not None}
    if said.get("delete_original"):
        if original:
            posting.delete(workspace, channel, original)
    elif said.get("replace_original") and original:
        posting.change(workspace, channel, original, {"text": "", "blocks": [], **content}, by=identity.BOT_USER)
    else:
        thread = said.get("thread_ts") or where.thread_ts
        content |= {"thread_ts": thread} if thread else {}
        reader = None if said.get("response_type") == "in_channel" else where.user
        posting.post(workspace, channel, posting.bot_author(), content, visible_to=reader)


def _original(channel: Channel, where: ResponseUrl) -> Message | None:
    """Return the message that was pressed, be it ephemeral or not."""
    if where.message_ts is None:
        return None
    hidden = next((m for m in channel.ephemerals if m.ts == where.message_ts), None)
    return hidden or channel.messages.get(where.message_ts)
