"""files.*: the three steps of an upload, and looking files up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.slack import identity, posting
from sandbox.slack.errors import SlackError
from sandbox.slack.web import targets

if TYPE_CHECKING:
    from sandbox.slack.files import File
    from sandbox.slack.web.call import Call
    from sandbox.slack.workspace import Workspace

Json = dict[str, Any]


def get_upload_url(workspace: Workspace, call: Call) -> Json:
    """Announce a file; its content is then POSTed to `upload_url`, with no token."""
    length = call.number("length", 0)
    if length < 1:
        raise SlackError("invalid_arguments", ["[ERROR] must be more than 0 [json-pointer:/length]"])
    name, created = call.text("filename"), int(workspace.clock.now())
    file = workspace.files.add(
        name, user=identity.BOT_USER, created=created, length=length, alt_txt=call.optional("alt_txt")
    )
    upload_url = f"{workspace.origin}/upload/v1/{workspace.files.upload_key(file)}"
    return {"upload_url": upload_url, "file_id": file.id}


def complete_upload(workspace: Workspace, call: Call) -> Json:
    """Finish uploads, and share them as one message in a channel if one is given."""
    finished = [_finished(workspace, wish) for wish in call.structure("files") or []]
    if not finished:
        raise SlackError("invalid_arguments", ["[ERROR] missing required field: files"])
    channels = call.names("channels") or call.names("channel_id")
    for channel_id in channels:
        call.arguments["channel"] = channel_id
        channel = targets.writable(workspace, call)
        if identity.BOT_USER not in channel.members:
            raise SlackError("not_in_channel")
        content: Json = {"text": call.optional("initial_comment") or "", "subtype": "file_share", "upload": True}
        if call.ts("thread_ts"):
            content["thread_ts"] = call.ts("thread_ts")
        posting.post(workspace, channel, posting.bot_author(), content, files=finished)
    return {"files": [file.described(workspace.origin) for file in finished]}


def _finished(workspace: Workspace, wish: Json) -> File:
    file = workspace.files.known.get(str(wish.get("id")))
    if file is None or file.content is None:
        raise SlackError("file_not_found")
    file.title = wish.get("title") or file.title
    return file


def info(workspace: Workspace, call: Call) -> Json:
    """Return one file."""
    file = workspace.files.known.get(call.text("file"))
    if file is None:
        raise SlackError("file_not_found")
    return {"file": file.described(workspace.origin), "comments": [], "response_metadata": {"next_cursor": ""}}


def list_all(workspace: Workspace, call: Call) -> Json:
    """Return files, newest first, of a channel, a user and a span of time if these are given."""
    channel, user = call.optional("channel"), call.optional("user")
    since, until = float(call.ts("ts_from") or 0), float(call.ts("ts_to") or "inf")
    found = [
        file
        for file in workspace.files.known.values()
        if file.content is not None
        and (not user or file.user == user)
        and (not channel or any(share[0] == channel for share in file.shares))
        and since <= file.created <= until
    ]
    found.sort(key=lambda file: file.created, reverse=True)
    count, page = call.number("count", 100), call.number("page", 1)
    shown = [file.described(workspace.origin) for file in found[(page - 1) * count : page * count]]
    pages = -(-len(found) // count)
    return {"files": shown, "paging": {"count": count, "total": len(found), "page": page, "pages": pages}}


METHODS = {
    "files.getUploadURLExternal": get_upload_url,
    "files.completeUploadExternal": complete_upload,
    "files.info": info,
    "files.list": list_all,
}
