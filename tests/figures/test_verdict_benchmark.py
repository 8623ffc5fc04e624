"""The verdict on programmes whose truth is known: what docs/verdict.md says, at a size that a test can afford."""

from __future__ import annotations

import json
import subprocess
import sys


def test_healthy_programmes_are_spared_and_dead_ones_named() -> None:
    command = [sys.executable, "-m", "benchmarks.verdict", "--programmes", "150", "--json"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    ours = {row["programme"]: row for row in json.loads(printed.stdout) if row["rule"] == "ours"}
    naive = {row["programme"]: row for row in json.loads(printed.stdout) if row["rule"] == "naive"}
    assert ours["healthy"]["ever"] <= 0.05
    assert ours["healthy, duplicates in fives"]["ever"] <= 0.05
    assert ours["dead"]["within_12_months"] >= 0.95
    assert ours["dead, duplicates in fives"]["within_12_months"] >= 0.90
    # The foil judges the same histories, and condemns the young for being young.
    assert naive["healthy"]["ever"] > 0.9
