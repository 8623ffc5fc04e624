"""`python -m benchmarks.triage`: figures of ranking and routing beside plain libraries. Needs the extra `bench`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from benchmarks.triage.duplicates import measure_duplicates
from benchmarks.triage.rows import BadRowError, read_reports


def main() -> int:
    """Measure what was asked for, print it; 2 when a file is not of its form."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.triage", description=__doc__)
    parser.add_argument("--duplicates", type=Path, help="JSON lines: id, text, created_at, duplicate_of")
    parser.add_argument("--json", action="store_true", help="one object, for programs")
    asked = parser.parse_args()
    if not asked.duplicates:
        parser.error("give --duplicates FILE")
    try:
        measured = {"duplicates": measure_duplicates(read_reports(asked.duplicates))}
    except (BadRowError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    print(json.dumps(measured, indent=2) if asked.json else _told(measured))
    return 0


def _told(measured: dict[str, Any]) -> str:
    found = measured["duplicates"]
    lines = [f"{found['queries']} later reports, each among all earlier ones of {found['rows']}"]
    for ranker, figures in found["figures"].items():
        lines.append(f"  {ranker:10} " + "  ".join(f"{name} {value:.3f}" for name, value in figures.items()))
    for ranker, differences in found["ours_minus"].items():
        told = "  ".join(
            f"{name} {d['mean']:+.3f} [{d['low']:+.3f}, {d['high']:+.3f}]" for name, d in differences.items()
        )
        lines.append(f"  ours minus {ranker}: {told}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
