"""Whether a create was sent: the tracker against real sockets."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from loop.answers import TryLaterError, UnclearError
from loop.tracker.client import JiraTracker
from loop.tracker.connection import Connection, Wire
from loop.tracker.model import IssueDraft, Line, Mark


def tracker(base: str) -> JiraTracker:
    basic = ("bot@example.com", "sandbox-token")
    return JiraTracker(Wire(Connection(base, base, basic, None, cloud=True, connect_timeout=2, read_timeout=2)))


def draft() -> IssueDraft:
    mark = Mark("uuid", "installation", "main", "FR-AAAA", "vpn", "U1ANN", datetime(2026, 11, 1, tzinfo=UTC))
    return IssueDraft("NET", "Task", "It drops", [Line("It drops")], ["fr-main-FR-AAAA"], mark)


@pytest.fixture
def plain_port() -> Iterator[int]:
    """A server that takes one request and, whatever it was, answers like a proxy that wants a password."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with suppress(OSError), server.accept()[0] as peer:  # not every way comes here before the port is closed
                peer.recv(65536)
                peer.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")

        threading.Thread(target=serve, daemon=True).start()
        yield int(server.getsockname()[1])


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


# Fault 41: a create that never left is not looked for: nobody listens, no TLS, no such host, a proxy in between.
@pytest.mark.parametrize("way", ["closed", "tls", "dns", "proxy"])
def test_fault_41_what_was_never_sent_is_known(way: str, plain_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    base = {
        "closed": f"https://127.0.0.1:{closed_port()}",
        "tls": f"https://127.0.0.1:{plain_port}",
        "dns": "https://jira.invalid",
        "proxy": "https://jira.invalid",
    }[way]
    if way == "proxy":
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{plain_port}")
    with pytest.raises(TryLaterError):
        tracker(base).create(draft())


# Fault 39: sent, and then the connection is cut.
def test_fault_39_what_was_sent_and_not_answered_is_unclear() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def cut() -> None:
            with server.accept()[0] as peer:
                peer.recv(65536)

        threading.Thread(target=cut, daemon=True).start()
        with pytest.raises(UnclearError):
            tracker(f"http://127.0.0.1:{server.getsockname()[1]}").create(draft())
