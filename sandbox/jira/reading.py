"""An HTTP request to a Call: read to its end, so that nothing after it depends on the connection."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.jira.calls import Call, Upload
from sandbox.jira.refusals import Refusal

if TYPE_CHECKING:
    from sandbox.jira.people import User


class Received:
    """A request with its body, which may yet turn out not to be JSON."""

    def __init__(self, request: web.Request, raw: bytes, uploads: tuple[Upload, ...]) -> None:
        self._request = request
        self._raw = raw
        self._uploads = uploads
        self.method = request.method
        self.path = request.path
        self.authorization = request.headers.get("Authorization", "")
        self.query = {name: request.query.getall(name) for name in request.query}

    def version(self) -> str:
        """Return the REST version asked for; "latest" is 2."""
        given = self._request.match_info.get("version", "2")
        return "2" if given == "latest" else given

    def for_ledger(self) -> Any:
        """Return the body as the ledger keeps it: JSON, the names and sizes of files, or the raw text."""
        if self._uploads:
            return [{"filename": u.filename, "size": len(u.content)} for u in self._uploads]
        try:
            return self._json()
        except Refusal:
            return self._raw.decode(errors="replace")

    def call(self, user: User) -> Call:
        """Return the call, made by that user. Raises Refusal for a body that is not what it says."""
        return Call(
            method=self.method,
            path=self.path,
            origin=self._origin(),
            user=user,
            version=self.version(),
            params={k: v for k, v in self._request.match_info.items() if k not in ("version", "cloud_id")},
            query=self.query,
            headers={name.lower(): value for name, value in self._request.headers.items()},
            body=self._json(),
            uploads=self._uploads,
        )

    def _origin(self) -> str:
        """Return where our addresses start for this client, who may have come by way of the scoped tokens' gateway."""
        site = str(self._request.url.origin())
        cloud_id = self._request.match_info.get("cloud_id")
        return f"{site}/ex/jira/{cloud_id}" if cloud_id else site

    def _json(self) -> Any:
        if not self._raw:
            return None
        if "json" not in self._request.content_type:
            raise Refusal(415, "Unsupported Media Type")
        try:
            return json.loads(self._raw)
        except (ValueError, RecursionError):
            raise Refusal(400, "Unexpected character: the request body is not valid JSON.") from None


async def receive(request: web.Request) -> Received:
    """Read a request to its end."""
    if not request.content_type.startswith("multipart/"):
        return Received(request, await request.read(), ())
    form = await request.post()
    files = [part for name, part in form.items() if name == "file" and isinstance(part, web.FileField)]
    return Received(request, b"", tuple(Upload(f.filename, f.content_type, f.file.read()) for f in files))
