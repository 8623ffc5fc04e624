"""The Slack server: its routes, and what happens around every request."""

from __future__ import annotations

import functools
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING

import aiohttp
from aiohttp import web

from sandbox.ledger import Ledger
from sandbox.slack.control.routes import CONTROL
from sandbox.slack.errors import CannotDo
from sandbox.slack.web import dispatch, responses, scheduled, storage
from sandbox.slack.workspace import Workspace

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler

LARGEST_BODY = 64 * 1024 * 1024
WORKSPACE = web.AppKey("workspace", Workspace)


def make_app() -> web.Application:
    """Build a workspace with nobody in it but the bot, and the server that shows it."""
    workspace = Workspace(Ledger())
    app = web.Application(client_max_size=LARGEST_BODY, middlewares=[_around])
    app[WORKSPACE] = workspace
    app.cleanup_ctx.append(_open_courier)
    app.on_shutdown.append(_stop_courier)
    for method, path, handler in _routes():
        app.router.add_route(method, path, functools.partial(handler, workspace))
    app.router.add_get("/link/", workspace.courier.hub.serve)
    return app


def _routes() -> list[tuple[str, str, Callable[[Workspace, web.Request], Awaitable[web.StreamResponse]]]]:
    return [
        ("GET", "/api/{method}", dispatch.answer_call),
        ("POST", "/api/{method}", dispatch.answer_call),
        ("POST", "/upload/v1/{key}", storage.take_upload),
        ("GET", "/files-pri/{id}/{rest:.*}", storage.give_file),
        ("POST", "/response/{id}", responses.take_response),
        *CONTROL,
    ]


async def _open_courier(app: web.Application) -> AsyncIterator[None]:
    """Hold the courier's HTTP session while the server runs."""
    courier = app[WORKSPACE].courier
    async with aiohttp.ClientSession() as session:
        courier.session = session
        yield


async def _stop_courier(app: web.Application) -> None:
    await app[WORKSPACE].courier.stop()


@web.middleware
async def _around(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Note the server's own address, post what has come due, and turn refusals into answers."""
    workspace = request.app[WORKSPACE]
    workspace.origin = str(request.url.origin())
    scheduled.post_due(workspace)
    try:
        return await handler(request)
    except CannotDo as refusal:
        return web.json_response(refusal.fields, status=refusal.status)
