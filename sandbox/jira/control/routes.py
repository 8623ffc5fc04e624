"""The addresses below /sandbox: JSON in and out, no credentials."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.jira.control import acting, faults, loading, looking, setting
from sandbox.jira.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from sandbox.jira.site import Site

    Control = Callable[[Site, dict[str, Any]], Any]

_TABLE: tuple[tuple[str, str, Control], ...] = (
    ("POST", "projects", setting.new_project),
    ("PUT", "projects", setting.change_project),
    ("DELETE", "projects", setting.delete_project),
    ("POST", "users", setting.put_user),
    ("POST", "permissions", setting.permissions),
    ("POST", "clock", setting.clock),
    ("GET", "clock", looking.clock),
    ("POST", "search", setting.search),
    ("POST", "faults", faults.add),
    ("GET", "faults", faults.every),
    ("DELETE", "faults", faults.clear),
    ("POST", "act", acting.act),
    ("POST", "load", loading.load),
    ("POST", "resolve", loading.resolve),
    ("GET", "issues", looking.issues),
    ("GET", "ledger", looking.ledger),
    ("GET", "requests", looking.requests),
)


def control_routes(site: Site) -> Iterator[tuple[str, str, Callable[[web.Request], Awaitable[web.Response]]]]:
    """Iterate over (method, path, aiohttp handler)."""
    for method, name, control in _TABLE:
        yield method, f"/sandbox/{name}", functools.partial(_serve, site, control)


async def _serve(site: Site, control: Control, request: web.Request) -> web.Response:
    """Run a control with the body's fields, and the query's, as its wishes; nonsense is answered with 400."""
    try:
        wishes = await request.json() if request.can_read_body else {}
        if not isinstance(wishes, dict):
            raise TypeError("a JSON object is needed")  # noqa: TRY301 - answered like every other nonsense
        return web.json_response(control(site, {**request.query, **wishes}))
    except Refusal as refusal:
        return web.json_response({"error": str(refusal), **refusal.body()}, status=refusal.status)
    except (ValueError, TypeError, KeyError, re.error) as nonsense:
        return web.json_response({"error": f"{type(nonsense).__name__}: {nonsense}"}, status=400)
