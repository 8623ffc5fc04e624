"""Between a request and its answer: the fault that was ordered for it, if any, and the ledger entry that tells."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.slack.faults import Fault
    from sandbox.slack.workspace import Workspace

Json = dict[str, Any]

ERROR_PAGE = "<!DOCTYPE html><html><body><h1>Server Error</h1>It looks like a problem on our end.</body></html>"
LOGIN_PAGE = "<!DOCTYPE html><html><head><title>Sign in | Slack</title></head><body>Please sign in.</body></html>"
PAGES = {"http_500": (500, ERROR_PAGE), "http_502": (502, ERROR_PAGE), "html": (200, LOGIN_PAGE)}


async def answer(
    workspace: Workspace,
    request: web.Request,
    entry: Json,
    perform: Callable[[], web.Response],
    *,
    channel: str | None = None,
) -> web.Response:
    """Return what the caller gets. `perform` does the work and returns the good answer; `entry` notes what was sent."""
    fault = workspace.faults.strike(entry["method"], channel)
    if fault is None:
        response: web.Response | None = perform()
    else:
        entry["fault"] = fault.kind
        response = await _spoilt(workspace, fault, perform)
    if response is None:
        return _cut(request)
    is_json = response.content_type == "application/json"
    entry |= {"status": response.status, "response": json.loads(response.text or "null") if is_json else response.text}
    return response


async def _spoilt(workspace: Workspace, fault: Fault, perform: Callable[[], web.Response]) -> web.Response | None:
    """Let it go wrong as ordered; None: the connection is to be cut."""
    if fault.kind == "ratelimited":
        refusal = {"ok": False, "error": "ratelimited"}
        return web.json_response(refusal, status=429, headers={"Retry-After": str(fault.retry_after)})
    if fault.kind == "error":
        return web.json_response({"ok": False, "error": fault.error})
    if fault.kind == "lost" and fault.late_seconds:
        workspace.courier.in_background(_later(fault.late_seconds, perform))
        return None
    response = perform() if fault.takes_effect else None
    if fault.kind == "hang":
        await asyncio.sleep(fault.seconds)
        return response
    if fault.kind in PAGES:
        status, page = PAGES[fault.kind]
        return web.Response(status=status, text=page, content_type="text/html")
    return None


async def _later(seconds: float, perform: Callable[[], web.Response]) -> None:
    await asyncio.sleep(seconds)
    perform()


def _cut(request: web.Request) -> web.Response:
    """Cut the connection, so that nothing of the answer arrives."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
