"""`python -m benchmarks.polling`: requests per poll, and what is missed while the search index lags."""

from __future__ import annotations

import argparse
import json
import logging
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import structlog

from benchmarks.polling.measuring import measure_lag, measure_requests

_SIZES = (100, 10_000, 100_000)
_SHARES = (0.0, 0.01, 0.1)


def main() -> int:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.polling", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(_SIZES), help="how many issues are open")
    parser.add_argument("--json", action="store_true", help="one object, for programs")
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory() as scratch:
        requests = [row for size in asked.sizes for row in _in(scratch, f"r{size}", size, _SHARES)]
        with ExitStack() as stack:
            lag = measure_lag(_directory(scratch, "lag"), stack)
    print(json.dumps({"requests": requests, "lag": lag}, indent=2) if asked.json else _told(requests, lag))
    return 0


def _in(scratch: str, name: str, size: int, shares: tuple[float, ...]) -> list[dict[str, Any]]:
    with ExitStack() as stack:
        return measure_requests(_directory(scratch, name), size, shares, stack)


def _directory(scratch: str, name: str) -> Path:
    directory = Path(scratch, name)
    directory.mkdir()
    return directory


def _told(requests: list[dict[str, Any]], lag: dict[str, Any]) -> str:
    lines = [f"{'open':>8} {'ended':>7} {'ours':>8} {'watermark':>10} {'one GET each':>13} {'ours: seconds':>14}"]
    lines += [
        f"{row['open']:>8,} {row['ended']:>7,} {row['ours']:>8,} {row['watermark']:>10,} "
        f"{row['naive']:>12,}{' ' if row['naive_measured'] else '*'} {row['seconds']:>14.1f}"
        for row in requests
    ]
    lines.append("* not run: one request per open issue, by what it is")
    lines.append("")
    lines.append(f"Index lag: {lag['ended']} ends seen late by search, {lag['unindexed']} never shown by it. Missed:")
    lines += [f"  {name}: {lag['missed'][name]}" for name in ("ours", "watermark", "naive")]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
