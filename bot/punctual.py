"""A worker of gunicorn that waits for nobody's bytes: its own would keep a thread as long as a sender likes.

Threads are few, and whoever sends one byte a second would soon hold all of them. Slack sends a request in
milliseconds and gives up on an answer after three seconds.
"""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

# Seconds from the moment a thread takes a connection until its request must have been read.
LONGEST_READING = 4.0


class PunctualWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn comes without types
    """Stops reading from a connection whose request takes too long. What was read whole is still answered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._late_at: dict[TConn, float] = {}

    def handle(self, conn: TConn) -> Any:
        """Serve one request in a thread."""
        self._late_at[conn] = time.monotonic() + LONGEST_READING
        try:
            return super().handle(conn)
        finally:
            self._late_at.pop(conn, None)

    def murder_pending(self) -> None:
        """Let go of slow connections; the main loop comes by here at least every second."""
        super().murder_pending()
        now = time.monotonic()
        for conn, late_at in list(self._late_at.items()):
            if late_at <= now:
                self._late_at.pop(conn, None)
                with suppress(OSError):  # it may have ended by itself
                    conn.sock.shutdown(socket.SHUT_RD)
