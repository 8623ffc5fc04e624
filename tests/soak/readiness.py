"""When no worker could do what waits after a start: each asks Jira first what was done before it began (fault 57).

Workers that are killed faster than they learn leave that work lying, however many of them run.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from loop.holding import OVER

Spans = list[tuple[float, float]]


def unready(logs: Iterable[Path], deaths: Iterable[tuple[float, str]]) -> Spans:
    """From when until when no worker knew yet, in seconds since 1970. deaths: when, and at which post."""
    ends = sorted(deaths)
    ready = sorted(
        (begin, min((at for at, post in ends if post == log.stem and at >= begin), default=float("inf")))
        for log in logs
        for begin in _learnt(log)
    )
    gaps, covered = [], float("-inf")
    for begin, end in ready:
        if begin > covered:
            gaps.append((covered, begin))
        covered = max(covered, end)
    return [*gaps, (covered, float("inf"))]


def _learnt(log: Path) -> Iterable[float]:
    for line in log.read_text(errors="replace").splitlines():
        if OVER in line and line.startswith("{") and line.endswith("}"):
            yield datetime.fromisoformat(json.loads(line)["timestamp"]).timestamp()
