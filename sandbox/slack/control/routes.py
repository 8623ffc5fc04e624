"""The control API's addresses, and the index of them that GET /sandbox/ shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.slack.control import clicking, forms, happening, invoking, looking, setting, speaking, suggesting

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sandbox.slack.workspace import Workspace


async def index(_: Workspace, __: web.Request) -> web.Response:
    """Return what can be asked for here."""
    return web.json_response({f"{method} {path}": (handler.__doc__ or "").strip() for method, path, handler in CONTROL})


CONTROL: list[tuple[str, str, Callable[[Workspace, web.Request], Awaitable[web.StreamResponse]]]] = [
    ("GET", "/sandbox/", index),
    ("POST", "/sandbox/users", setting.set_user),
    ("POST", "/sandbox/channels", setting.set_channel),
    ("POST", "/sandbox/usergroups", setting.set_usergroup),
    ("POST", "/sandbox/app", setting.set_app),
    ("POST", "/sandbox/clock", setting.set_clock),
    ("POST", "/sandbox/faults", setting.add_fault),
    ("DELETE", "/sandbox/faults", setting.clear_faults),
    ("POST", "/sandbox/socket/disconnect", setting.disconnect),
    ("POST", "/sandbox/command", invoking.command),
    ("POST", "/sandbox/shortcut", invoking.shortcut),
    ("POST", "/sandbox/message", speaking.message),
    ("POST", "/sandbox/edit", speaking.edit),
    ("POST", "/sandbox/delete", speaking.delete),
    ("POST", "/sandbox/reaction", speaking.reaction),
    ("POST", "/sandbox/home_opened", happening.home_opened),
    ("POST", "/sandbox/event", happening.event),
    ("POST", "/sandbox/redeliver", happening.redeliver),
    ("POST", "/sandbox/submit", forms.submit),
    ("POST", "/sandbox/close", forms.close),
    ("POST", "/sandbox/suggest", suggesting.suggest),
    ("POST", "/sandbox/click", clicking.click),
    ("GET", "/sandbox/messages", looking.messages),
    ("GET", "/sandbox/views", looking.views),
    ("GET", "/sandbox/ledger", looking.ledger),
    ("GET", "/sandbox/files/{id}", looking.file),
    ("GET", "/sandbox/connections", looking.connections),
]
