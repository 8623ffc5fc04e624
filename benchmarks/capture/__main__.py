"""`python -m benchmarks.capture`: how long the form, its answer, the receipt and the issue take, on either database."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from statistics import quantiles

from benchmarks.capture.reporting import REFERENCE, Samples, measure
from tests.soak.databases import opened

_DATABASES = ("sqlite", "postgresql")
Figures = dict[str, dict[str, float]]


def main() -> int:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.capture", description=__doc__)
    parser.add_argument("--reports", type=int, default=100, help="how many, one after another; at least 2")
    parser.add_argument("--databases", nargs="+", choices=_DATABASES, default=list(_DATABASES))
    parser.add_argument("--json", action="store_true", help="one object, for programs; milliseconds")
    asked = parser.parse_args()
    found = {database: _figures(_measured(database, asked.reports)) for database in asked.databases}
    print(json.dumps({"reports": asked.reports, **found}, indent=2) if asked.json else _told(asked.reports, found))
    return 0


def _measured(database: str, reports: int) -> Samples:
    with tempfile.TemporaryDirectory() as scratch, opened(database, Path(scratch)) as store:
        return measure(Path(scratch), store.url, reports)


def _figures(samples: Samples) -> Figures:
    """Of each duration the middle and the 95th percentile in milliseconds, and the middle as a multiple of the
    reference's.
    """
    told: Figures = {}
    for name, seconds in samples.items():
        cuts = quantiles(seconds, n=20, method="inclusive")
        told[name] = {"p50": cuts[9] * 1000, "p95": cuts[18] * 1000}
    for figures in told.values():
        figures["times_reference"] = figures["p50"] / told[REFERENCE]["p50"]
    return told


def _told(reports: int, found: dict[str, Figures]) -> str:
    lines = [f"{reports} reports, one after another; milliseconds, and the middle as a multiple of the reference's"]
    for database, figures in found.items():
        lines.append(f"\n{database:<42} {'p50':>8} {'p95':>8} {'×':>7}")
        lines += [
            f"{name:<42} {each['p50']:>8.1f} {each['p95']:>8.1f} {each['times_reference']:>7.1f}"
            for name, each in figures.items()
        ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
