"""`python -m benchmarks.importing`: requests and seconds of `friction import --jql`, the first time and again."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from benchmarks.polling.ours import settings_for
from benchmarks.polling.site import LoadedJira
from bot.compose.parts import Parts, compose
from bot.history import import_issues
from storage.schema import migrate


def main() -> int:
    """Import, measure, and print a line each time."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.importing", description=__doc__)
    parser.add_argument("--issues", type=int, default=10_000, help="how many there are, seven in ten of them ended")
    parser.add_argument("--database", default="", help="address of an empty PostgreSQL; SQLite without it")
    parser.add_argument("--per-minute", default="", help="JIRA_REQUESTS_PER_MINUTE")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, ExitStack() as stack:
        jira = stack.enter_context(LoadedJira())
        jira.tell("projects", key="NET")
        jira.tell("load", project="NET", count=asked.issues, open_share=0.3)
        more = {"DATABASE_URL": asked.database, "JIRA_REQUESTS_PER_MINUTE": asked.per_minute}
        parts = compose(settings_for(jira, Path(scratch), **{name: value for name, value in more.items() if value}))
        stack.callback(parts.close)
        migrate(parts.work)
        for _ in range(2):
            print(_measured(jira, parts))
    return 0


def _measured(jira: LoadedJira, parts: Parts) -> str:
    before, began = jira.requests(), time.monotonic()
    import_issues(parts, "project = NET ORDER BY created ASC", "", as_json=False)
    return f"{jira.requests() - before:,} requests, {time.monotonic() - began:.1f} seconds"


if __name__ == "__main__":
    sys.exit(main())
