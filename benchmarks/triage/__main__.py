"""`python -m benchmarks.triage`: figures of ranking and routing beside plain libraries, which `make setup` installs."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from benchmarks.triage.duplicates import measure_duplicates
from benchmarks.triage.routing import measure_routing
from benchmarks.triage.rows import BadRowError, read_labelled, read_reports
from benchmarks.triage.speed import measure_speed
from benchmarks.triage.telling import told


def main() -> int:
    """Measure what was asked for, print it; 2 when a file is not of its form."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.triage", description=__doc__)
    parser.add_argument(
        "--duplicates", type=Path, nargs="+", metavar="FILE", help="JSON lines: id, text, created_at, duplicate_of"
    )
    parser.add_argument("--routing", type=Path, help="JSON lines: text, label, and created_at where it is known")
    parser.add_argument(
        "--speed",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="with --duplicates: time and memory up to 100,000 rows, of the first file's and made up ones",
    )
    parser.add_argument("--json", action="store_true", help="one object, for programs")
    asked = parser.parse_args()
    if not (asked.duplicates or asked.routing):
        parser.error("give --duplicates FILE, --routing FILE, or both")
    try:
        measured = _measured(asked)
    except (BadRowError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    print(json.dumps(measured, indent=2) if asked.json else told(measured))
    return 0


def _measured(asked: argparse.Namespace) -> dict[str, Any]:
    measured: dict[str, Any] = {}
    if asked.duplicates:
        sets = {str(file): read_reports(file) for file in asked.duplicates}
        measured["duplicates"] = measure_duplicates(sets)
        if asked.speed:
            measured["speed"] = measure_speed([report.text for report in next(iter(sets.values()))])
    if asked.routing:
        measured["routing"] = measure_routing(read_labelled(asked.routing))
    return measured


if __name__ == "__main__":
    sys.exit(main())
