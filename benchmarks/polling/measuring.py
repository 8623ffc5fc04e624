"""The two measurements: requests per poll by size and share of changes, and updates missed under index lag."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.polling.others import Naive, Watermark
from benchmarks.polling.ours import Ours
from benchmarks.polling.site import LoadedJira

# A request each: above this the naive poller is counted, not run.
_MOST_NAIVE = 1_000
_LAG_ISSUES = 200
_UNINDEXED = 10
# Real seconds that search is behind; meanwhile the clocks of Jira and of the pollers move on by minutes.
_LAG_SECONDS = 5.0


def measure_requests(directory: Path, size: int, shares: Sequence[float], stack: ExitStack) -> list[dict[str, Any]]:
    """Requests of one poll, after a share of the open issues has ended since the one before."""
    jira = stack.enter_context(LoadedJira())
    watched = jira.fill(size)
    ours, watermark, naive = Ours(jira, directory, watched, stack), Watermark(jira, time.time()), Naive(jira, watched)
    ours.poll()
    rows, still_open = [], size
    for share in shares:
        ended = len(jira.tell("resolve", project="NET", count=round(size * share))["ids"]) if share else 0
        began = time.monotonic()
        spent = _spent(jira, ours.poll)
        seconds = time.monotonic() - began
        is_run = size <= _MOST_NAIVE
        rows.append(
            {
                "open": still_open,
                "ended": ended,
                "ours": spent,
                "watermark": _spent(jira, lambda: watermark.poll(time.time())),
                "naive": _spent(jira, naive.poll) if is_run else still_open,
                "naive_measured": is_run,
                "seconds": seconds,
            }
        )
        still_open -= ended
    return rows


def measure_lag(directory: Path, stack: ExitStack) -> dict[str, Any]:
    """Ends that search shows minutes late, or never: who knows of them after three polls and one rolling reading."""
    jira = stack.enter_context(LoadedJira())
    watched = jira.fill(_LAG_ISSUES)
    ours, watermark, naive = Ours(jira, directory, watched, stack), Watermark(jira, time.time()), Naive(jira, watched)

    def all_poll(ahead: float) -> None:
        jira.tell("clock", offset=ahead)
        ours.turn(ahead)
        ours.poll()
        watermark.poll(time.time() + ahead)
        naive.poll()

    all_poll(0)
    jira.tell("search", never_index=watched[:_UNINDEXED], index_lag=_LAG_SECONDS)
    ended = set(jira.tell("resolve", project="NET", count=_LAG_ISSUES)["ids"])
    all_poll(180)  # the index is still behind
    threading.Event().wait(_LAG_SECONDS)
    all_poll(360)
    all_poll(540)
    ours.recheck()
    missed = {
        "ours": len(ended - ours.ended()),
        "watermark": len(ended - watermark.ended),
        "naive": len(ended - naive.ended),
    }
    return {"ended": len(ended) - _UNINDEXED, "unindexed": _UNINDEXED, "missed": missed}


def _spent(jira: LoadedJira, poll: Callable[[], None]) -> int:
    before = jira.requests()
    poll()
    return jira.requests() - before
