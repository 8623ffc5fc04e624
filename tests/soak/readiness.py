"""When nobody could take work up: no worker ran, or none that ran knew yet what it may do.

Workers that are killed faster than they start leave work lying, however many posts there are. And each asks Jira first
what was done before it began (fault 57): until then it leaves alone what is held back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

Spans = list[tuple[float, float]]


def gaps(logs: Iterable[Path], deaths: Iterable[tuple[float, str]], sign: str) -> Spans:
    """From when until when no worker lived that had logged `sign`, in seconds since 1970. deaths: when, which post."""
    ends = sorted(deaths)
    lives = sorted(
        (begin, min((at for at, post in ends if post == log.stem and at >= begin), default=float("inf")))
        for log in logs
        if log.stem.startswith("worker")
        for begin in _said(log, sign)
    )
    found, covered = [], float("-inf")
    for begin, end in lives:
        if begin > covered:
            found.append((covered, begin))
        covered = max(covered, end)
    return [*found, (covered, float("inf"))]


def _said(log: Path, sign: str) -> Iterable[float]:
    for line in log.read_text(errors="replace").splitlines():
        if sign in line and line.startswith("{") and line.endswith("}"):
            yield datetime.fromisoformat(json.loads(line)["timestamp"]).timestamp()
