"""Vital signs: a process that can no longer work ends, so that its supervisor starts it anew.

A process without file descriptors or memory looks alive from outside and does nothing; what it had in hand passes to
another when its leases run out, but only a new process mends it.
"""

from __future__ import annotations

import mmap
import os
import threading
from collections.abc import Callable

import structlog

log = structlog.get_logger(__name__)

# Raises when the process lacks something that it cannot work without.
Sign = Callable[[], object]

_PAUSE_SECONDS = 1.0
# A shortage may pass; one that is seen so often in a row will not.
_MOST_IN_A_ROW = 3
# What a report, its messages and a chart need at least.
_MEMORY_NEEDED = 16 * 2**20
_ENDED = 1


def files_can_be_opened() -> None:
    """Raise OSError when no file, and so no connection, can be opened."""
    os.close(os.open(os.devnull, os.O_RDONLY))


def memory_can_be_had() -> None:
    """Raise MemoryError when there is too little left to work with."""
    try:
        mmap.mmap(-1, _MEMORY_NEEDED).close()  # asks the system itself: Python may still sit on what it freed
    except OSError as refused:
        raise MemoryError(f"{_MEMORY_NEEDED} bytes cannot be had") from refused


class Vitals:
    """Looks at the signs again and again, from a thread of its own."""

    def __init__(self, *signs: Sign) -> None:
        self._signs = (files_can_be_opened, memory_can_be_had, *signs)
        self._stopping = threading.Event()

    def start(self) -> None:
        """Begin looking."""
        threading.Thread(target=self._look, name="vitals", daemon=True).start()

    def stop(self) -> None:
        """Look no more: the process is about to end anyway."""
        self._stopping.set()

    def _look(self) -> None:
        in_a_row = 0
        while not self._stopping.wait(_PAUSE_SECONDS):
            try:
                for sign in self._signs:
                    sign()
            except Exception as lack:  # noqa: BLE001  (whatever is lacking, it is counted and told below)
                in_a_row += 1
                if in_a_row == _MOST_IN_A_ROW:
                    _end(lack)
            else:
                in_a_row = 0


def _end(lack: Exception) -> None:
    """End at once: there is nothing left to end in good order with."""
    try:
        log.critical("this process can no longer work and ends", lack=f"{type(lack).__name__}: {lack}")
    finally:
        os._exit(_ENDED)
