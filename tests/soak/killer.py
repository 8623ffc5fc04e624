"""Who dies when: a list of deaths over the run, by seed; each happens when so many reports are acknowledged."""

from __future__ import annotations

import itertools
import random
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from config.crash import CrashPoint
from loop.running import TROUBLE_SECONDS
from tests.soak.crew import Crew
from tests.soak.databases import Store
from tests.soak.plan import Plan
from tests.soak.weather import Weather

# Named points of the way: of the web process, and of a worker on its way to Jira and to Slack.
OF_WEB = [CrashPoint.AFTER_COMMIT_BEFORE_ACK.value, f"intake:{CrashPoint.BEFORE_COMMIT}"]
ELSEWHERE = (CrashPoint.AFTER_COMMIT_BEFORE_ACK, CrashPoint.AFTER_COMMIT)
OF_WORKERS = [f"{target}:{point}" for point in CrashPoint if point not in ELSEWHERE for target in ("jira", "slack")]
# Of ten victims so many are workers; the others are web and clock, in turns.
WORKERS_OF_TEN = 7
STORMS_PER_HUNDRED = 1.5
LOOK_SECONDS = 0.1


@dataclass(frozen=True)
class Deed:
    """One thing that happens once `after` reports are acknowledged and `seconds` have passed."""

    after: int
    seconds: float
    kind: str
    victim: str = ""
    crash_at: str | None = None


def deeds(plan: Plan, posts: list[str]) -> list[Deed]:
    """Everything that is done to a run, in order. Every second killed process is followed by one that dies at a named
    point, the points in turns; so a deed is one death or two.
    """
    dice = random.Random(f"killer {plan.seed}")
    points = {"web": itertools.cycle(OF_WEB), "worker": itertools.cycle(dice.sample(OF_WORKERS, len(OF_WORKERS)))}
    done: list[Deed] = []
    for number in range(plan.kills * 4 // 5):
        victim = _victim(dice, posts)
        named = points.get(victim.partition("-")[0])
        # The foil knows no named points.
        crash_at = next(named) if number % 2 == 0 and named is not None and not plan.naive else None
        done.append(Deed(_moment(dice, plan), dice.random(), "kill", victim, crash_at))
    done += [Deed(_moment(dice, plan), dice.random(), "restart") for _ in range(plan.restarts)]
    storms = round(plan.reports * STORMS_PER_HUNDRED / 100)
    done += [Deed(_moment(dice, plan), 0.0, "storm") for _ in range(storms)]
    return sorted(done, key=lambda deed: deed.after)


def _victim(dice: random.Random, posts: list[str]) -> str:
    workers = [post for post in posts if post.startswith("worker")]
    return dice.choice(workers if dice.randrange(10) < WORKERS_OF_TEN else [p for p in posts if p not in workers])


def _moment(dice: random.Random, plan: Plan) -> int:
    return dice.randrange(plan.reports // 50, max(plan.reports * 97 // 100, 1))


class Killer:
    """Does the deeds as the run comes to them."""

    def __init__(self, plan: Plan, crew: Crew, store: Store, weather: Weather, acknowledged: Callable[[], int]) -> None:
        self._deeds = deeds(plan, list(crew.posts))
        self._plan = plan
        self._crew = crew
        self._store = store
        self._weather = weather
        self._acknowledged = acknowledged
        self.database_restarts = 0
        self.all_killed = 0
        # When nobody could claim anything, because the database or every process was gone.
        self.standstills: list[tuple[float, float]] = []
        self._thread = threading.Thread(target=self._work, name="killer")

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wait(self) -> None:
        """Return when every deed is done."""
        self._thread.join()

    def _work(self) -> None:
        pause = threading.Event()
        for deed in self._deeds:
            while self._acknowledged() < deed.after:
                pause.wait(LOOK_SECONDS)
            pause.wait(deed.seconds)
            self._do(deed)
        while len(self._crew.deaths) < self._plan.kills:
            self._crew.kill("worker-0")
            pause.wait(1.0)

    def _do(self, deed: Deed) -> None:
        if deed.kind == "kill":
            self._crew.kill(deed.victim, deed.crash_at)
        elif deed.kind == "storm":
            self._weather.storm()
        else:
            self._stand_still()
        sys.stderr.write(f"  {self._acknowledged()} acknowledged: {deed.kind} {deed.victim} {deed.crash_at or ''}\n")

    def _stand_still(self) -> None:
        began = time.time()
        if self._store.is_server:
            self._store.restart()
            self.database_restarts += 1
        else:
            self._crew.kill_all()
            self.all_killed += 1
            if not self._plan.naive:
                self._crew.wait_for_a_worker()
        self.standstills.append((began, time.time() + TROUBLE_SECONDS))
