"""What people write in channels: messages, edits, deletions, reactions."""

from __future__ import annotations

import base64
import re
import uuid
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.slack import events, posting, reacting
from sandbox.slack.control import asked as ask
from sandbox.slack.control.invoking import escape
from sandbox.slack.errors import CannotDo

if TYPE_CHECKING:
    from sandbox.slack.files import File
    from sandbox.slack.people import User
    from sandbox.slack.workspace import Workspace

Json = dict[str, Any]

MENTION = re.compile(r"<([@#])([A-Z0-9]+)(?:\|[^<>]*)?>")


def _spoken(workspace: Workspace, asked: Json) -> str:
    """Return a message's text as Slack would store it: escaped, save mentions of known users and channels."""
    text = str(asked.get("text") or "")
    if asked.get("raw"):
        return text
    parts, end = [], 0
    for match in MENTION.finditer(text):
        if match[2] in (workspace.users if match[1] == "@" else workspace.channels):
            parts += [escape(text[end : match.start()]), match[0]]
            end = match.end()
    return "".join(parts) + escape(text[end:])


async def message(workspace: Workspace, request: web.Request) -> web.Response:
    """Write a message, with files if given: {name, content | base64, mimetype?, shown?}."""
    asked = await ask.read(request, "user", "channel")
    user = ask.user(workspace, asked["user"])
    channel = ask.place(workspace, user, asked["channel"])
    if channel.is_archived:
        raise CannotDo(409, "the channel is archived")
    content: Json = {"text": _spoken(workspace, asked), "client_msg_id": str(uuid.uuid4())}
    if asked.get("thread_ts"):
        root = ask.message(channel, str(asked["thread_ts"]), reader=user.id)
        content["thread_ts"] = root.thread or root.ts
    files = [add_file(workspace, user, wish) for wish in asked.get("files") or []]
    content |= {"subtype": "file_share", "upload": False} if files else {}
    author = {"user": user.id, "team": user.team_id}
    said = posting.post(workspace, channel, author, content, files=files)
    events.publish_mention(workspace, channel, said.body)
    return web.json_response({"ts": said.ts, "channel": channel.id, "message": channel.seen(said)})


def add_file(workspace: Workspace, user: User, wish: Json) -> File:
    """Keep a file that a person attaches; `shown` overrides fields of its file object."""
    content = base64.b64decode(wish["base64"]) if "base64" in wish else str(wish.get("content", "")).encode()
    return workspace.files.add(
        wish["name"],
        user=user.id,
        created=int(workspace.clock.now()),
        length=len(content),
        content=content,
        mimetype=wish.get("mimetype", ""),
        shown=wish.get("shown") or {},
    )


async def edit(workspace: Workspace, request: web.Request) -> web.Response:
    """Change one's own message."""
    asked = await ask.read(request, "user", "channel", "ts", "text")
    user = ask.user(workspace, asked["user"])
    channel = ask.place(workspace, user, asked["channel"])
    own = ask.message(channel, asked["ts"], reader=user.id)
    _require_own(own.body, user)
    posting.change(workspace, channel, own, {"text": _spoken(workspace, asked)}, by=user.id)
    return web.json_response({"message": channel.seen(own)})


async def delete(workspace: Workspace, request: web.Request) -> web.Response:
    """Delete one's own message."""
    asked = await ask.read(request, "user", "channel", "ts")
    user = ask.user(workspace, asked["user"])
    channel = ask.place(workspace, user, asked["channel"])
    own = ask.message(channel, asked["ts"], reader=user.id)
    _require_own(own.body, user)
    posting.delete(workspace, channel, own)
    return web.json_response({"ts": own.ts})


def _require_own(body: Json, user: User) -> None:
    if body.get("user") != user.id:
        raise CannotDo(409, "this is not the user's own message")


async def reaction(workspace: Workspace, request: web.Request) -> web.Response:
    """React to a message with emoji `name`, or take that back with `remove`."""
    asked = await ask.read(request, "user", "channel", "ts", "name")
    user = ask.user(workspace, asked["user"])
    channel = ask.place(workspace, user, asked["channel"])
    target = ask.message(channel, asked["ts"], reader=user.id)
    do = reacting.remove if asked.get("remove") else reacting.add
    if not do(workspace, target, user.id, asked["name"]):
        raise CannotDo(409, "nothing to change")
    return web.json_response({"reactions": target.body.get("reactions", [])})
