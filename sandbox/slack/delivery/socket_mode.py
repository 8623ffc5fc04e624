"""Socket Mode: websockets of the app, each payload to one of them, answers matched by envelope id."""

from __future__ import annotations

import asyncio
import itertools
import json
import secrets
import time
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from sandbox.slack import identity
from sandbox.slack.delivery.outgoing import Answer

if TYPE_CHECKING:
    from sandbox.ledger import Ledger
    from sandbox.slack.delivery.outgoing import Outgoing

MOST_CONNECTIONS = 10


@dataclass(frozen=True)
class Envelope:
    """A payload as it goes over the wire; sent again it is the same to the byte."""

    id: str
    text: str


def wrap(out: Outgoing, *, attempt: int, reason: str | None) -> Envelope:
    """Put a payload into an envelope."""
    envelope_id = str(uuid.uuid4())
    envelope: dict[str, Any] = {
        "envelope_id": envelope_id,
        "payload": out.payload,
        "type": out.type,
        "accepts_response_payload": out.type != "events_api",
    }
    if out.type == "events_api":
        envelope |= {"retry_attempt": attempt, "retry_reason": reason or ""}
    return Envelope(envelope_id, json.dumps(envelope))


class SocketHub:
    """The app's open websockets."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._tickets: set[str] = set()
        self._sockets: list[web.WebSocketResponse] = []
        self._turn = itertools.count()
        self._waiting: dict[str, asyncio.Future[Any]] = {}

    def ticket(self) -> str:
        """Return a new single-use ticket, which the url of `apps.connections.open` carries."""
        ticket = secrets.token_hex(16)
        self._tickets.add(ticket)
        return ticket

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Hold one websocket of the app until either side closes it."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=401, text="unknown or used ticket")
        self._tickets.remove(ticket)
        socket = web.WebSocketResponse(heartbeat=30, max_msg_size=0)
        await socket.prepare(request)
        if len(self._sockets) >= MOST_CONNECTIONS:
            await socket.send_json(_disconnect("too_many_websockets"))
            await socket.close()
            return socket
        self._sockets.append(socket)
        try:
            await socket.send_json(_hello(len(self._sockets)))
            async for frame in socket:
                if frame.type == WSMsgType.TEXT:
                    self._take(frame.data)
        finally:
            self._sockets.remove(socket)
        return socket

    def _take(self, text: str) -> None:
        """Hand an acknowledgement to whoever waits for it; one that comes too late is only noted."""
        try:
            frame = json.loads(text)
        except ValueError:
            frame = None
        if not isinstance(frame, dict) or "envelope_id" not in frame:
            self._ledger.write("odd_frame", text=text)
            return
        waiting = self._waiting.get(frame["envelope_id"])
        if waiting is None or waiting.done():
            self._ledger.write("late_ack", envelope_id=frame["envelope_id"], ack=frame.get("payload"))
        else:
            waiting.set_result(frame.get("payload") or None)

    async def send(self, envelope: Envelope, *, timeout: float) -> Answer:  # noqa: ASYNC109 - Slack's limit, not ours
        """Send to one of the connections, in turn, and wait for the acknowledgement."""
        began = time.monotonic()
        open_ones = [socket for socket in self._sockets if not socket.closed]
        if not open_ones:
            return Answer(acked=False, seconds=0.0, problem="connection_failed")
        waiting = self._waiting[envelope.id] = asyncio.get_running_loop().create_future()
        try:
            await open_ones[next(self._turn) % len(open_ones)].send_str(envelope.text)
            body = await asyncio.wait_for(waiting, timeout)
        except TimeoutError:
            return Answer(acked=False, seconds=time.monotonic() - began, problem="http_timeout")
        except ConnectionError:
            return Answer(acked=False, seconds=time.monotonic() - began, problem="connection_failed")
        finally:
            if self._waiting.get(envelope.id) is waiting:
                del self._waiting[envelope.id]
        return Answer(acked=True, seconds=time.monotonic() - began, body=body)

    async def disconnect(self, *, reason: str | None, close: bool) -> int:
        """Tell every connection to go (`reason` None: say nothing), close it if asked; return how many there were."""
        sockets = list(self._sockets)
        for socket in sockets:
            if reason is not None:
                await socket.send_json(_disconnect(reason))
            if close:
                await socket.close()
        return len(sockets)

    @property
    def connections(self) -> int:
        return len(self._sockets)


def _hello(connections: int) -> dict[str, Any]:
    return {
        "type": "hello",
        "num_connections": connections,
        "debug_info": {"host": "sandbox", "build_number": 1, "approximate_connection_time": 18060},
        "connection_info": {"app_id": identity.APP},
    }


def _disconnect(reason: str) -> dict[str, Any]:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}
