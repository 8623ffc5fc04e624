"""Being asked to end, and ending in time whatever a library does meanwhile."""

from __future__ import annotations

import os
import signal
import threading
import time

import structlog

log = structlog.get_logger(__name__)

# SIGTERM must be over within 25 seconds; what is in hand has a little less.
STOP_SECONDS = 22.0
_LAST_RESORT_SECONDS = 24.0
_CUT_OFF = 1
# A signal that arrives just before the main thread blocks does not wake it: so it never blocks for longer.
_LONGEST_NAP = 0.2


class Stopping:
    """Whether SIGTERM or SIGINT has asked this process to end. For the main thread alone.

    A handler runs in the middle of whatever the main thread does, and must not take a lock that it may hold: it sets a
    plain flag, where threading.Event would wait for itself.
    """

    def __init__(self) -> None:
        self._asked = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)

    def __bool__(self) -> bool:
        return self._asked

    def wait(self, seconds: float = float("inf")) -> None:
        """Wait until asked to end, or so long. From the moment that the process is asked, its time is limited."""
        end = time.monotonic() + seconds
        while not self._asked and (left := end - time.monotonic()) > 0:
            time.sleep(min(_LONGEST_NAP, left))
        if self._asked:
            last_resort = threading.Timer(_LAST_RESORT_SECONDS, _cut_off)
            last_resort.daemon = True
            last_resort.start()

    def _ask(self, *_: object) -> None:
        self._asked = True


def _cut_off() -> None:
    """End at once. What was in hand is taken up by another worker when its lease runs out."""
    try:
        log.warning("not everything stopped in time; this process ends all the same")
    finally:
        os._exit(_CUT_OFF)
