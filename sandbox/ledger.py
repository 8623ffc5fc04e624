"""What a sandbox server received and did, in order: the evidence tests judge by."""

from __future__ import annotations

import itertools
import time
from typing import Any


class Ledger:
    """Append-only list of entries: dicts with `seq`, `at` (epoch seconds, real time), `kind`, and their own fields."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._entries: list[dict[str, Any]] = []

    def write(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Append one entry and return it; the caller may still fill in what became of it (an answer, a status)."""
        entry = {"seq": next(self._numbers), "at": time.time(), "kind": kind, **fields}
        self._entries.append(entry)
        return entry

    def entries(
        self, *, kind: str | None = None, since: int = 0, method: str | None = None, path: str = ""
    ) -> list[dict[str, Any]]:
        """Return entries after number `since`: of one `kind`, of one `method` and with a path that ends with `path`,
        as far as these are given.
        """
        # Numbers count from 1 without a gap: whoever asks for what is new does not wait for all that is old.
        return [
            entry
            for entry in self._entries[max(since, 0) :]
            if kind in (None, entry["kind"])
            and method in (None, entry.get("method"))
            and str(entry.get("path", "")).endswith(path)
        ]
