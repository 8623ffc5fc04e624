"""How late a busy machine is: what it adds to every wait, whoever waits."""

from __future__ import annotations

import threading
import time
from types import TracebackType
from typing import Self

_NAP = 0.02


class Stalls:
    """Naps while it is open, and remembers by how much it overslept most."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._nap, name="stalls", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        self._thread.join()

    def _nap(self) -> None:
        lain_down = time.monotonic()
        while not self._over.wait(_NAP):
            woken = time.monotonic()
            self.longest = max(self.longest, woken - lain_down - _NAP)
            lain_down = time.monotonic()
