"""python -m tests.soak: thousands of reports through dying processes and bad weather; one JSON line per run.

product  the loop on each database
acks     how soon Slack is answered while Jira hangs, on each database
naive    the foil (foil.py) on SQLite, with a tenth of the reports

Exit code 1 if a promise broke (docs/promises.md), 0 otherwise; the foil promises nothing. Progress goes to standard
error.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.soak.plan import Plan, planned
from tests.soak.run import run, run_acks

DATABASES = ("sqlite", "postgresql")
PARTS = ("product", "acks", "naive")
FEWEST_NAIVE = 100


def main() -> int:
    """Do what was asked for."""
    asked = _parser().parse_args()
    broken = False
    for told in _runs(asked):
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        broken = broken or bool(told["broken"] and not told.get("naive"))
    return 1 if broken else 0


def _runs(asked: argparse.Namespace) -> Iterator[dict[str, Any]]:
    databases = DATABASES if asked.database == "both" else (asked.database,)
    parts = asked.parts or PARTS
    if "product" in parts:
        for database in databases:
            yield run(_plan(asked, database), asked.keep)
    if "acks" in parts:
        for database in databases:
            yield run_acks(_plan(asked, database), asked.keep)
    if "naive" in parts:
        fewer = max(min(asked.reports, FEWEST_NAIVE), asked.reports // 10)
        yield run(planned("sqlite", fewer, asked.seed, naive=True), asked.keep)


def _plan(asked: argparse.Namespace, database: str) -> Plan:
    return planned(database, asked.reports, asked.seed, kills=asked.kills, restarts=asked.restarts)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.soak", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", choices=(*PARTS, []), help="default: all of them")
    parser.add_argument("--reports", type=int, default=10_000)
    parser.add_argument("--database", choices=(*DATABASES, "both"), default="both")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, help="default: one per twenty reports")
    parser.add_argument("--restarts", type=int, help="default: one per five hundred reports, at least two")
    parser.add_argument("--keep", type=Path, help="where logs and the SQLite files stay, for a closer look")
    return parser


if __name__ == "__main__":
    sys.exit(main())
