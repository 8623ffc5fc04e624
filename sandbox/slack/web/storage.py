"""Where file contents go in and come out: POST /upload/v1/<key>, GET /files-pri/<id>/…"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.slack import identity
from sandbox.slack.web import spoiling

if TYPE_CHECKING:
    from sandbox.slack.workspace import Workspace


async def take_upload(workspace: Workspace, request: web.Request) -> web.Response:
    """Take the content of an announced file, as the raw body or as a form's first file. Faults: method "upload"."""
    file = workspace.files.awaiting(request.match_info["key"])
    if file is None:
        return web.Response(status=404, text="no such upload")
    content = await _content(request)
    about = {"file": file.id, "name": file.name, "size": len(content)}
    entry = workspace.ledger.write(
        "upload", method="upload", **about, status=None, response=None, fault=None, effect=False
    )

    def perform() -> web.Response:
        file.content = content
        entry["effect"] = True
        return web.Response(text=f"OK - {len(content)}")

    return await spoiling.answer(workspace, request, entry, perform)


async def _content(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    form = await request.post()
    part = next((value for value in form.values() if isinstance(value, web.FileField)), None)
    return part.file.read() if part else b""


async def give_file(workspace: Workspace, request: web.Request) -> web.Response:
    """Give a file to the app. Without its token or files:read Slack shows a login page, with status 200."""
    file = workspace.files.known.get(request.match_info["id"])
    authorized = request.headers.get("Authorization") == f"Bearer {identity.BOT_TOKEN}"
    workspace.ledger.write("download", file=request.match_info["id"], authorized=authorized)
    if not authorized or "files:read" not in workspace.settings.scopes:
        return web.Response(text=spoiling.LOGIN_PAGE, content_type="text/html")
    if file is None or file.content is None:
        return web.Response(status=404, text="no such file")
    return web.Response(body=file.content, content_type=file.mimetype)
