"""How soon Slack is answered while Jira hangs: reports at a steady rate, whoever is still waiting for an answer."""

from __future__ import annotations

import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.soak.crew import Crew, product
from tests.soak.people import settle_in
from tests.soak.plan import Plan
from tests.world import Json, World

RATE = 50
SECONDS = 20
# Enough that a late answer delays no other report: Slack gives up after three seconds.
THREADS = 4 * RATE
# P4, in milliseconds.
LONGEST_P99 = 500.0


def measure(world: World, plan: Plan) -> dict[str, Any]:
    """Report at RATE per second for SECONDS with every request to Jira hanging; the time is taken by Slack's side."""
    assert world.friction("migrate").returncode == 0
    settle_in(world, plan)
    world.jira("faults", kind="hang", seconds=3600, times=-1)
    crew = Crew(world, product(plan.workers))
    crew.start()
    try:
        began = time.monotonic()
        told = _report_steadily(world, plan, began)
        took = time.monotonic() - began
    finally:
        crew.stop()
    return _figures(plan, told, took)


def _report_steadily(world: World, plan: Plan, began: float) -> list[Json]:
    pause = threading.Event()

    def report(number: int) -> Json:
        pause.wait(max(0.0, began + number / RATE - time.monotonic()))
        person = plan.people[number % len(plan.people)]
        return world.command(person, f"vpn: It stops for the {number}. time")

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(report, range(RATE * SECONDS)))


def _figures(plan: Plan, told: list[Json], took: float) -> dict[str, Any]:
    hundredths = [round(1000 * each, 1) for each in statistics.quantiles([t["seconds"] for t in told], n=100)]
    silent = sum(not (t["acked"] and "FR-" in (t["response"] or {}).get("text", "")) for t in told)
    broken = [f"ack_p99_ms: {hundredths[98]} is more than {LONGEST_P99}"] if hundredths[98] > LONGEST_P99 else []
    if silent:
        broken.append(f"not_acknowledged: {silent}")
    return {
        "measured": "acknowledgements while Jira hangs",
        "database": plan.database,
        "reports": len(told),
        "reports_per_second": round(len(told) / took, 1),
        "not_acknowledged": silent,
        "ack_p50_ms": hundredths[49],
        "ack_p99_ms": hundredths[98],
        "ack_max_ms": round(1000 * max(t["seconds"] for t in told), 1),
        "seconds": round(took, 1),
        "broken": broken,
    }
