"""One run: processes, weather, people and deaths together, and then the judgement."""

from __future__ import annotations

import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from loop.holding import OVER
from tests.soak import foil
from tests.soak import plan as durations
from tests.soak.acks import measure
from tests.soak.crew import BEGUN, Crew, product
from tests.soak.databases import Store, opened
from tests.soak.history import Findings, count_answers, judge
from tests.soak.killer import Killer
from tests.soak.orphans import Waits, orphans
from tests.soak.people import Owners, Reporters, settle_in
from tests.soak.plan import Plan
from tests.soak.pulse import Pulse
from tests.soak.readiness import gaps
from tests.soak.settling import Settling
from tests.soak.weather import Weather
from tests.world import World

PROGRESS_SECONDS = 15.0
# P3: whatever a dead process had in hand is claimed within its lease and a second.
LONGEST_ORPHAN = durations.LEASE + 1.0


def run(plan: Plan, keep: Path | None = None) -> dict[str, Any]:
    """Do one run and return its figures; `broken` names the promises that did not hold."""
    with _world(plan, keep) as (world, store):
        return Run(plan, world, store).figures()


def run_acks(plan: Plan, keep: Path | None = None) -> dict[str, Any]:
    """Measure how soon Slack is answered."""
    with _world(plan, keep) as (world, _):
        return measure(world, plan)


@contextmanager
def _world(plan: Plan, keep: Path | None) -> Iterator[tuple[World, Store]]:
    """A world of its own, in a new directory: logs stay in `keep`, if given."""
    with _directory(keep) as directory, opened(plan.database, directory) as store:
        world = World(directory, database_url=store.url, mode="http", **durations.SETTINGS)
        try:
            yield world, store
        finally:
            world.close()


@contextmanager
def _directory(keep: Path | None) -> Iterator[Path]:
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="friction-soak-") as name:
            yield Path(name)
    else:
        keep.mkdir(parents=True, exist_ok=True)
        yield Path(tempfile.mkdtemp(dir=keep))


class Run:
    """The parts of one run."""

    def __init__(self, plan: Plan, world: World, store: Store) -> None:
        self._plan = plan
        self._world = world
        self._store = store
        self._weather = Weather(world, plan.seed)
        self._crew = Crew(world, self._commands())
        self._owners = Owners(world, plan)
        self._reporters = Reporters(world, plan, self._owners)
        self._waits = Waits(store)
        self._pulse = Pulse(world)
        self._killer = Killer(plan, self._crew, store, self._weather, lambda: len(self._reporters.acknowledged))

    def figures(self) -> dict[str, Any]:
        """Play it to its end."""
        began = time.monotonic()
        settle_in(self._world, self._plan)
        self._crew.start()
        try:
            findings, settling = self._play()
            took = time.monotonic() - began
            return self._told(findings, settling, took)
        finally:
            self._crew.stop()

    def _play(self) -> tuple[Findings, Settling]:
        self._weather.begin()
        parts = (self._owners, self._waits, self._pulse, self._killer)
        for part in parts:
            part.start()
        with _progress(self._said):
            self._reporters.report_all()
            self._killer.wait()
            judged = partial(judge, self._world, self._reporters, self._owners)
            settling = Settling(self._world, self._store, judged, naive=self._plan.naive)
            findings = settling.wait()
        self._owners.stop()
        self._waits.stop()
        self._pulse.stop()
        return findings, settling

    def _commands(self) -> dict[str, list[str]]:
        if self._plan.naive:
            foil.prepare(self._store.url)
            return foil.commands(self._plan.workers)
        assert self._world.friction("migrate").returncode == 0
        return product(self._plan.workers)

    def _said(self) -> str:
        return (
            f"{len(self._reporters.acknowledged)} of {self._plan.reports} acknowledged, {self._owners.filed} filed, "
            f"{len(self._owners.ended)} ended, {len(self._crew.deaths)} deaths"
        )

    def _told(self, findings: Findings, settling: Settling, took: float) -> dict[str, Any]:
        plan, crew, reporters = self._plan, self._crew, self._reporters
        answers = count_answers(self._world)
        logs, deaths = sorted(self._world.directory.glob("*.log")), [at for at, _ in crew.deaths]
        standstills = self._killer.standstills + self._pulse.silences + gaps(logs, crew.deaths, BEGUN)
        left = orphans(logs, deaths, self._waits, standstills, gaps(logs, crew.deaths, OVER), durations.LEASE)
        return {
            "naive": plan.naive,
            "database": plan.database,
            "reports": len(reporters.acknowledged),
            "kills": len(crew.deaths),
            "database_restarts": self._killer.database_restarts,
            "ambiguous_answers": answers.ambiguous,
            "lost": len(findings.lost),
            "duplicate_issues": len(findings.duplicate_issues),
            "duplicate_notices": len(findings.duplicate_notices),
            "orphan_seconds_max": None if plan.naive else round(left.longest, 2),
            "seconds": round(took, 1),
            "missing_notices": len(findings.missing_notices),
            "notices_due": len(self._owners.ended),
            "ambiguous_share": round(answers.ambiguous / max(answers.writes, 1), 3),
            "killed_at_named_points": dict(sorted(crew.crash_points.items())),
            "everything_killed_at_once": self._killer.all_killed,
            "taken_over": left.free,
            "taken_over_held_up": left.held_up,
            "orphan_seconds_max_held_up": round(left.longest_held_up, 2),
            "silent_seconds_max": round(self._pulse.longest, 2),
            "not_acknowledged": reporters.not_acknowledged,
            "delivered_again": reporters.repeated,
            "asked_a_person": settling.asked_a_person,
            "other_exits": len(crew.other_exits),
            "ack_p99_ms": _p99([done.seconds for done in reporters.acknowledged.values()]),
            "lease_seconds": durations.LEASE,
            "grace_seconds": durations.GRACE,
            "seed": plan.seed,
            "broken": _broken(findings, left.longest),
        }


def _broken(findings: Findings, orphan_seconds: float) -> list[str]:
    broken = [f"{name}: {found[:20]}" for name, found in vars(findings).items() if found]
    if orphan_seconds > LONGEST_ORPHAN:
        broken.append(f"orphan_seconds_max: {orphan_seconds:.2f} is more than {LONGEST_ORPHAN}")
    return broken


def _p99(seconds: list[float]) -> float:
    return round(1000 * statistics.quantiles(seconds, n=100)[98], 1)


class _progress:  # noqa: N801  (reads as the word it is)
    """Say on standard error, now and then, how far it is."""

    def __init__(self, said: Callable[[], str]) -> None:
        self._said = said
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()

    def _work(self) -> None:
        while not self._over.wait(PROGRESS_SECONDS):
            sys.stderr.write(f"{self._said()}\n")
