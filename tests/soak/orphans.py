"""How long the work of a dead process lay about: from its death to the next claim of what it had in hand.

A claim that finds a row nobody settled is logged with its time and with how long the lease had been over, both by the
database's clock, which on one machine is the host's. The supervisor writes down every death. A row's holder renewed
its lease last at `claimed_at - lease_over_for - lease`, so it was alive then; the earliest death between that moment
and the claim is taken for its own, which can only make the figure longer. Held up, and counted apart, are claims that
nobody could make in time: the remote had asked everybody to wait (Retry-After, an open circuit), the database was being
restarted, nothing at all was answered (`pulse.py`), no worker ran, or none that knew yet what was done before it began
(`readiness.py`).
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loop.holding import HELD_BACK
from tests.soak.databases import Store
from tests.soak.readiness import Spans

TAKEN_OVER = "taken over from a worker"
LOOK_SECONDS = 0.1


@dataclass(frozen=True)
class Orphans:
    """Seconds from death to claim, and how often a claim took over from the dead, freely or held up."""

    longest: float
    free: int
    held_up: int
    longest_held_up: float


class Waits:
    """Watches which buckets had to wait, and when."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._seen: list[tuple[float, str]] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="waits", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """Watch no more."""
        self._over.set()
        self._thread.join()

    def overlap(self, names: set[str], begin: float, end: float) -> bool:
        """Whether one of the buckets had to wait at some moment of that time."""
        return any(name in names and begin <= at <= end for at, name in self._seen)

    def _watch(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            now = time.time()
            rows = self._store.rows("SELECT name, blocked_until FROM buckets") or []
            self._seen += [(now, str(name)) for name, until in rows if float(until) > now]


def orphans(
    logs: list[Path], deaths: list[float], waits: Waits, standstills: Spans, unready: Spans, lease: float
) -> Orphans:
    """Read the claims from the logs and match them with the deaths. unready: when what is held back was left alone."""
    free: list[float] = []
    held: list[float] = []
    for record in _takeovers(logs):
        claimed, overdue = float(record["claimed_at"]), float(record["lease_over_for"])
        alive = claimed - overdue - lease
        died = min((death for death in deaths if alive <= death <= claimed), default=None)
        if died is None:
            continue
        target = record["bucket"].partition(":")[0]
        names = {record["bucket"], f"{target}:{record['kind']}", target}
        over = claimed - overdue - LOOK_SECONDS
        spans = standstills + (unready if record["kind"] in HELD_BACK else [])
        still = any(begin <= claimed and over <= end for begin, end in spans)
        (held if still or waits.overlap(names, over, claimed) else free).append(claimed - died)
    return Orphans(max(free, default=0.0), len(free), len(held), max(held, default=0.0))


def _takeovers(logs: Iterable[Path]) -> Iterable[dict[str, Any]]:
    for log in logs:
        for line in log.read_text(errors="replace").splitlines():
            if TAKEN_OVER in line and line.startswith("{") and line.endswith("}"):
                yield json.loads(line)
