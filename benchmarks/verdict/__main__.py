"""`python -m benchmarks.verdict`: how often simulated programmes are called a suggestion box, rightly or wrongly."""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from benchmarks.verdict.judging import naive, ours
from benchmarks.verdict.programmes import MONTH_DAYS, SHAPES, History, Programme, simulate
from loop.statistics import Verdict, wilson

Rule = Callable[[History, int, int], list[Verdict]]

PROGRAMMES = (
    Programme("healthy", true_rate=0.46),
    Programme("dead", true_rate=0.15),
    Programme("healthy, duplicates in fives", true_rate=0.46, cluster=5),
    Programme("dead, duplicates in fives", true_rate=0.15, cluster=5),
)


def main() -> None:
    """Print one row per programme and rule."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programmes", type=int, default=1000, help="how many histories of each kind")
    parser.add_argument("--months", type=int, default=36)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shape", choices=SHAPES, default="exponential", help="how times to ship are spread")
    parser.add_argument("--maturity", type=int, default=180, help="days after which a report is judged")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    rows = []
    for programme in PROGRAMMES:
        random = np.random.default_rng(asked.seed)
        waits = SHAPES[asked.shape]
        histories = [simulate(programme, asked.months, random, waits) for _ in range(asked.programmes)]
        rows += [_row(programme.name, rule, histories, asked.months, asked.maturity) for rule in (ours, naive)]
    if asked.json:
        print(json.dumps(rows))
        return
    print(f"{asked.programmes} programmes each, {asked.months} monthly looks, seed {asked.seed},")
    print(f"times to ship {asked.shape}, judged when {asked.maturity} days old")
    print(f"{'programme':30} {'rule':6} {'ever called':>20} {'within 12 months':>20} {'ever a loop':>12}")
    for row in rows:
        ever, soon = _told(row, "ever"), _told(row, "within_12_months")
        print(f"{row['programme']:30} {row['rule']:6} {ever:>20} {soon:>20} {row['ever_a_loop']:>12.1%}")


def _told(row: Mapping[str, Any], figure: str) -> str:
    low, high = row[f"{figure}95"]
    return f"{row[figure]:.1%} ({low:.1%}-{high:.1%})"


def _row(programme: str, rule: Rule, histories: Sequence[History], months: int, maturity_days: int) -> dict[str, Any]:
    """Share of histories ever called a suggestion box, and called one within 12 months of the first matured month."""
    count = len(histories)
    verdicts = [rule(history, months, maturity_days) for history in histories]
    ever = sum(Verdict.SUGGESTION_BOX in seen for seen in verdicts)
    # Month-ends count from 1; at the first of these a report of the first day is old enough to be judged.
    until = math.ceil(maturity_days / MONTH_DAYS) + 12
    soon = sum(Verdict.SUGGESTION_BOX in seen[:until] for seen in verdicts)
    return {
        "programme": programme,
        "rule": rule.__name__,
        "programmes": count,
        "ever": ever / count,
        "ever95": _bounds(ever, count),
        "within_12_months": soon / count,
        "within_12_months95": _bounds(soon, count),
        "ever_a_loop": sum(Verdict.LOOP in seen for seen in verdicts) / count,
    }


def _bounds(successes: int, n: int) -> list[float]:
    interval = wilson(successes, n)
    return [interval.low, interval.high] if interval else [0.0, 1.0]


if __name__ == "__main__":
    main()
