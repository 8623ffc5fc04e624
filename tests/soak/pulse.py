"""Whether Slack and Jira answer at all: both are one process here, and it stands still when the machine does."""

from __future__ import annotations

import threading
import time

import httpx

from tests.world import World

BEAT_SECONDS = 0.2
LATE_SECONDS = 1.0


class Pulse:
    """Asks the sandbox for next to nothing, again and again, and notes when the answer was late.

    Workers that wait for an answer claim nothing meanwhile, and neither does anybody whom a standing machine keeps.
    """

    def __init__(self, world: World) -> None:
        self._sandbox = world.sandbox
        # From when until when nothing was answered, in seconds since 1970.
        self.silences: list[tuple[float, float]] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work, name="pulse", daemon=True)

    def start(self) -> None:
        """Begin to ask."""
        self._thread.start()

    def stop(self) -> None:
        """Ask no more."""
        self._over.set()
        self._thread.join()

    @property
    def longest(self) -> float:
        """Seconds of the longest silence."""
        return max((end - begin for begin, end in self.silences), default=0.0)

    def _work(self) -> None:
        last = time.time()
        while not self._over.wait(BEAT_SECONDS):
            try:
                self._sandbox.see(self._sandbox.slack, "connections")
            except httpx.HTTPError:
                continue  # it lasts until the next answer
            now = time.time()
            if now - last > LATE_SECONDS:
                self.silences.append((last, now))
            last = now
