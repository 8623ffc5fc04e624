"""python -m tests.soak: thousands of reports through dying processes and bad weather; one JSON line per run.

Exit code 1 if a promise broke (docs/promises.md), 0 otherwise. Progress goes to standard error.
"""

from __future__ import annotations

import argparse
import json
import sys

from tests.soak.plan import planned
from tests.soak.run import run

DATABASES = ("sqlite", "postgresql")


def main() -> int:
    """Do what was asked for."""
    asked = _parser().parse_args()
    broken = False
    for database in DATABASES if asked.database == "both" else (asked.database,):
        plan = planned(
            database, asked.reports, asked.seed, kills=asked.kills, restarts=asked.restarts, naive=asked.naive
        )
        told = run(plan)
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        broken = broken or bool(told["broken"])
    return 1 if broken else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--reports", type=int, default=10_000)
    parser.add_argument("--database", choices=(*DATABASES, "both"), default="both")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, help="default: one per twenty reports")
    parser.add_argument("--restarts", type=int, help="default: one per five hundred reports, at least two")
    parser.add_argument("--naive", action="store_true", help="the foil instead of the product")
    return parser


if __name__ == "__main__":
    sys.exit(main())
