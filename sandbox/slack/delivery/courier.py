"""Carries payloads to the app by whichever transport is set up, and writes down how each attempt went."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sandbox.slack.delivery import signed_http, socket_mode
from sandbox.slack.delivery.outgoing import Outgoing

if TYPE_CHECKING:
    from collections.abc import Coroutine

    import aiohttp

    from sandbox.ledger import Ledger
    from sandbox.slack.delivery.outgoing import Answer
    from sandbox.slack.settings import Settings


class Courier:
    """One per workspace. `session` must be set before anything goes out over HTTP."""

    def __init__(self, ledger: Ledger, settings: Settings) -> None:
        self.hub = socket_mode.SocketHub(ledger)
        self.session: aiohttp.ClientSession | None = None
        self._ledger = ledger
        self._settings = settings
        self._sent: dict[int, tuple[Outgoing, socket_mode.Envelope | signed_http.SignedRequest]] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    async def deliver(self, out: Outgoing, *, attempt: int = 0, reason: str | None = None) -> Answer:
        """Send a payload once and return what came back."""
        return await self._send(out, self._wrap(out, attempt, reason), attempt=attempt)

    async def redeliver(self, seq: int) -> Answer:
        """Send the delivery of ledger number `seq` again, byte for byte. Raises KeyError if there was none."""
        out, wire = self._sent[seq]
        if isinstance(wire, signed_http.SignedRequest) and self._settings.request_url:
            wire = replace(wire, url=self._address(out))
        return await self._send(out, wire, attempt=0, repeats=seq)

    def publish(self, body: dict[str, Any]) -> None:
        """Send an event in the background, with retries until it is acknowledged."""
        self.in_background(self._publish(Outgoing("events_api", body)))

    async def _publish(self, out: Outgoing) -> None:
        answer = await self.deliver(out)
        for attempt, delay in enumerate(self._settings.event_retry_delays, start=1):
            if answer.acked or answer.no_retry:
                return
            await asyncio.sleep(delay)
            answer = await self.deliver(out, attempt=attempt, reason=answer.problem)

    def _wrap(
        self, out: Outgoing, attempt: int, reason: str | None
    ) -> socket_mode.Envelope | signed_http.SignedRequest:
        if not self._settings.request_url:
            return socket_mode.wrap(out, attempt=attempt, reason=reason)
        secret = self._settings.signing_secret
        return signed_http.wrap(out, url=self._address(out), secret=secret, attempt=attempt, reason=reason)

    def _address(self, out: Outgoing) -> str:
        options_url = self._settings.options_url if out.asks_options else None
        return options_url or str(self._settings.request_url)

    async def _send(
        self, out: Outgoing, wire: socket_mode.Envelope | signed_http.SignedRequest, **about: Any
    ) -> Answer:
        over_http = isinstance(wire, signed_http.SignedRequest)
        transport = "http" if over_http else "socket"
        entry = self._ledger.write("delivery", type=out.type, payload=out.payload, transport=transport, **about)
        self._sent[entry["seq"]] = (out, wire)
        limit = self._settings.ack_seconds
        if isinstance(wire, socket_mode.Envelope):
            answer = await self.hub.send(wire, timeout=limit)
        elif self.session is None:
            raise RuntimeError("the courier has no HTTP session: the server has not started")
        else:
            answer = await signed_http.send(self.session, wire, timeout=limit)
        entry |= {
            "acked": answer.acked, "status": answer.status, "ack": answer.body, "problem": answer.problem,
            "seconds": round(answer.seconds, 4),
        }  # fmt: skip
        return answer

    def in_background(self, work: Coroutine[Any, Any, None]) -> None:
        """Run `work` beside the request that caused it."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """Drop what is still under way and close the app's websockets."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.hub.disconnect(reason=None, close=True)
