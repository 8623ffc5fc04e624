"""The front door: ledger, faults and credentials around each handler, and the answer onto the wire."""

from __future__ import annotations

import asyncio
import http
import logging
import re
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.jira.calls import Answer
from sandbox.jira.people import anonymous
from sandbox.jira.reading import receive
from sandbox.jira.refusals import Refusal, not_here

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sandbox.jira.calls import Route
    from sandbox.jira.faults import Fault
    from sandbox.jira.people import User
    from sandbox.jira.reading import Received
    from sandbox.jira.site import Site

log = logging.getLogger(__name__)

LOGIN_PAGE = (
    "<!DOCTYPE html><html><head><title>Log in</title></head><body><form>Log in to continue</form></body></html>"
)
_UNAUTHORIZED = {"X-Seraph-LoginReason": "AUTHENTICATED_FAILED", "WWW-Authenticate": 'Basic realm="Jira"'}
_HANG_SECONDS = 60.0
_DRIP_SECONDS = 1.0


class Gateway:
    """Serves the routes of one site."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._closing = asyncio.Event()

    async def close(self, _app: web.Application) -> None:
        """Let hanging requests go."""
        self._closing.set()

    def handler(self, route: Route | None) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """Return the aiohttp handler of a route; None is the one of every unknown address."""

        async def serve(request: web.Request) -> web.StreamResponse:
            received = await receive(request)
            fault = self._site.faults.strike(received.method, received.path, request.query_string)
            return await self._answer(request, _Work(self._site, route, received, _template(request), fault))

        return serve

    async def _answer(self, request: web.Request, work: _Work) -> web.StreamResponse:
        fault = work.fault
        if fault is None:
            return _plain(work.perform())
        if fault.kind == "lost" and fault.late_seconds:
            asyncio.get_running_loop().call_later(fault.late_seconds, work.perform)
            return _cut(request)
        answer = work.perform() if fault.takes_effect else None
        if fault.kind == "hang":
            await self._wait(fault.seconds or _HANG_SECONDS)
        if fault.kind in ("lost", "disconnect", "hang"):
            return _cut(request)
        spoilt = _spoilt(fault, answer)
        work.entry["status"] = spoilt.status
        return await self._drip(request, spoilt, fault) if fault.kind == "drip" else _plain(spoilt)

    async def _drip(self, request: web.Request, answer: Answer, fault: Fault) -> web.StreamResponse:
        response = web.StreamResponse(status=answer.status, headers=dict(answer.headers))
        response.content_type = answer.content_type
        payload = answer.payload()
        response.content_length = len(payload)
        await response.prepare(request)
        for byte in payload:
            await response.write(bytes([byte]))
            await self._wait(_DRIP_SECONDS if fault.seconds is None else fault.seconds)
        return response

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._closing.wait(), seconds)
        except TimeoutError:
            return


class _Work:
    """What one request asks for, done once, and its line in the ledger."""

    def __init__(self, site: Site, route: Route | None, received: Received, template: str, fault: Fault | None) -> None:
        self._site = site
        self._route = route
        self._received = received
        self.fault = fault
        site.request_counts[f"{received.method} {template}"] += 1
        self.entry: dict[str, Any] = site.ledger.write(
            "request",
            method=received.method,
            path=received.path,
            query=received.query,
            body=received.for_ledger(),
            user=None,
            status=None,
            fault=fault.kind if fault else None,
            effect=False,
        )

    def perform(self) -> Answer:
        """Answer the request; errors of every kind become answers too."""
        before = self._site.commits
        try:
            answer = self._handled()
        except Refusal as refusal:
            headers = _UNAUTHORIZED if refusal.status == http.HTTPStatus.UNAUTHORIZED else {}
            answer = Answer(refusal.body(), status=refusal.status, headers=headers)
        except Exception as crash:  # one bad request must not hang its client; the ledger tells the tests
            log.exception("the sandbox failed at %s %s", self._received.method, self._received.path)
            self.entry["crash"] = repr(crash)
            answer = Answer({"errorMessages": ["Internal server error"], "errors": {}}, status=500)
        self.entry.update(status=answer.status, effect=self._site.commits > before)
        return answer

    def _handled(self) -> Answer:
        route = self._route
        if route is None or not (route.cloud if self._site.cloud else route.datacenter):
            raise not_here()
        if not self._site.cloud and self._received.version() == "3":
            raise not_here()
        user = self._user(may_be_nobody=route.anonymous)
        self.entry["user"] = user.id
        return route.handler(self._site, self._received.call(user))

    def _user(self, *, may_be_nobody: bool) -> User:
        if not self._received.authorization and may_be_nobody:
            return anonymous()
        user = self._site.directory.authenticate(self._received.authorization)
        if user is None:
            raise Refusal(401, "Client must be authenticated to access this resource.")
        return user


def _template(request: web.Request) -> str:
    """Return the path with its variable parts named, the version filled in: /rest/api/2/issue/{issue}."""
    resource = request.match_info.route.resource
    if resource is None or "{unknown" in resource.canonical:
        return "unknown"
    return re.sub(r"\{version\}", request.match_info.get("version", ""), resource.canonical)


def _spoilt(fault: Fault, answer: Answer | None) -> Answer:
    """Return what a fault makes of an answer."""
    if fault.kind == "html":
        return Answer(LOGIN_PAGE, content_type="text/html", headers=fault.headers)
    if fault.kind == "status":
        return _failure(fault)
    if answer is None:  # a truncated or dripping answer of work that was told not to be done
        return Answer({})
    if fault.kind == "truncated":
        payload = answer.payload()
        return Answer(payload[: len(payload) // 2], status=answer.status)
    return answer


def _failure(fault: Fault) -> Answer:
    """Return an error page, or JSON where the fault brings some or the client itself is to blame."""
    phrase = http.HTTPStatus(fault.status).phrase
    if isinstance(fault.body, str) or (fault.body is None and fault.status >= http.HTTPStatus.INTERNAL_SERVER_ERROR):
        page = fault.body if fault.body is not None else f"<html><body><h1>{fault.status} {phrase}</h1></body></html>"
        return Answer(page, status=fault.status, content_type="text/html", headers=fault.headers)
    body = fault.body if fault.body is not None else {"errorMessages": [phrase], "errors": {}}
    return Answer(body, status=fault.status, headers=fault.headers)


def _plain(answer: Answer) -> web.StreamResponse:
    headers = {"Content-Type": f"{answer.content_type};charset=UTF-8", **answer.headers}
    return web.Response(body=answer.payload(), status=answer.status, headers=headers)


def _cut(request: web.Request) -> web.StreamResponse:
    """Cut the connection; the response returned goes nowhere."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
