"""What docs/polling.md says of our poller, at a size that a test can wait for."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_requests_grow_with_changes_and_nothing_is_missed() -> None:
    command = [sys.executable, "-m", "benchmarks.polling", "--sizes", "150", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=150, check=True)
    told = json.loads(done.stdout)
    # One search; one reading by id, and one of the histories of 2 and then 15 that ended.
    assert [row["ours"] for row in told["requests"]] == [1, 1 + 1 + 1, 1 + 1 + 1]
    assert [row["naive"] for row in told["requests"]] == [150, 150, 148]
    assert (told["lag"]["missed"]["ours"], told["lag"]["missed"]["naive"]) == (0, 0)
    assert told["lag"]["missed"]["watermark"] > 0
