"""The sandbox Jira as an aiohttp application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.jira.control.routes import control_routes
from sandbox.jira.gateway import Gateway
from sandbox.jira.rest.routes import ROUTES
from sandbox.jira.site import Site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.jira.calls import Route

DEPLOYMENTS = ("cloud", "datacenter")
SCOPED = "/ex/jira/{cloud_id}"
"""Where Cloud serves the same addresses for scoped tokens, at any cloud id here."""
_LARGEST_REQUEST = 64 * 1024 * 1024


def make_app(*, deployment: str) -> web.Application:
    """Return a Jira of its own, empty but for the bot: `deployment` is "cloud" or "datacenter"."""
    if deployment not in DEPLOYMENTS:
        raise ValueError(f"deployment is one of {', '.join(DEPLOYMENTS)}, not {deployment!r}")
    site = Site(cloud=deployment == "cloud")
    gateway = Gateway(site)
    app = web.Application(client_max_size=_LARGEST_REQUEST)
    for method, path, control in control_routes(site):
        app.router.add_route(method, path, control)
    for route in ROUTES:
        for path in _paths(route, cloud=site.cloud):
            app.router.add_route(route.method, path, gateway.handler(route))
    app.router.add_route("*", "/{unknown:.*}", gateway.handler(None))
    app.on_shutdown.append(gateway.close)
    return app


def _paths(route: Route, *, cloud: bool) -> Iterator[str]:
    whole = route.template.startswith("//")
    path = route.template[1:] if whole else "/rest/api/{version:2|3|latest}" + route.template
    yield path
    if cloud:
        yield SCOPED + path
