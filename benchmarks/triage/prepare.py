"""`python -m benchmarks.triage.prepare`: public sets as the JSON lines that the benchmark reads.

--bugs bugs.csv --pairs duplicate_pairs.csv --out duplicates.jsonl
--tickets tickets.csv --out routing.jsonl
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

_LONGEST_FIELD = 10_000_000
_JIRA_DATE = "%d/%b/%y %H:%M"


def main() -> None:
    """Convert one set."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.triage.prepare", description=__doc__.split("\n")[0])
    parser.add_argument("--bugs", type=Path, help="columns Summary, Description, Issue id, Created")
    parser.add_argument("--pairs", type=Path, help="two columns of ids, a header line first")
    parser.add_argument("--tickets", type=Path, help="columns text, category")
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    if bool(asked.tickets) == bool(asked.bugs) or bool(asked.bugs) != bool(asked.pairs):
        parser.error("give --bugs with --pairs, or --tickets alone")
    csv.field_size_limit(_LONGEST_FIELD)
    rows = tickets(asked.tickets) if asked.tickets else bugs(asked.bugs, asked.pairs)
    with asked.out.open("w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    print(f"{asked.out} is written.", file=sys.stderr)


def bugs(reports: Path, pairs: Path) -> Iterator[dict[str, object]]:
    """One row a bug: its summary as the first line of its text."""
    same = defaultdict(list)
    with pairs.open(encoding="utf-8", newline="") as lines:
        for one, other, *_ in list(csv.reader(lines))[1:]:
            same[one].append(other)
    with reports.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield {
                "id": row["Issue id"],
                "text": f"{row['Summary']}\n{row['Description']}",
                "created_at": _iso(row["Created"]),
                "duplicate_of": same[row["Issue id"]],
            }


def _iso(created: str) -> str:
    """Jira's exports write 30/Sep/21 17:20, Bugzilla's an ISO date."""
    return datetime.strptime(created, _JIRA_DATE).replace(tzinfo=UTC).isoformat() if "/" in created else created


def tickets(file: Path) -> Iterator[dict[str, object]]:
    """One row a ticket."""
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield {"text": row["text"], "label": row["category"]}


if __name__ == "__main__":
    main()
