"""What docs/operations.md says of how long a reporter waits is measured by a command that works."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from benchmarks.capture.reporting import ACK, FORM, ISSUE, KEY, RECEIPT, REFERENCE

ROOT = Path(__file__).parents[2]


def test_every_wait_is_measured_in_its_order() -> None:
    command = [sys.executable, "-m", "benchmarks.capture", "--reports", "2", "--databases", "sqlite", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=150, check=True)
    told = json.loads(done.stdout)["sqlite"]
    assert list(told) == [REFERENCE, FORM, ACK, RECEIPT, ISSUE, KEY]
    assert all(0 < each["p50"] <= each["p95"] for each in told.values())
    assert told[REFERENCE]["times_reference"] == 1
    assert told[KEY]["p50"] > told[ACK]["p50"]
