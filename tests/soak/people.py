"""The people of a run: who reports, again where Slack showed no answer; and the owners who end issues."""

from __future__ import annotations

import queue
import random
import threading
from dataclasses import dataclass
from typing import Any

import httpx

from tests.soak.plan import MOST_UNFILED, SHARE_ENDED, Plan
from tests.world import PUNCTUAL, World, reference_in

THREADS = 6
# Somebody whose command was not answered looks at it for a moment before doing it again.
AGAIN_SECONDS = 0.5
LOOK_SECONDS = 0.2
PRODUCTS = ("vpn", "wiki")
RESOLUTIONS = ("Done", "Done", "Won't Do")


@dataclass(frozen=True)
class Acknowledged:
    """A report that Slack was answered about with its reference."""

    reference: str
    person: str
    seconds: float


class Reporters:
    """Let every report of the plan be made until it is acknowledged."""

    def __init__(self, world: World, plan: Plan, owners: Owners) -> None:
        self._world = world
        self._plan = plan
        self._owners = owners
        self._waiting: queue.Queue[int] = queue.Queue()
        self.acknowledged: dict[str, Acknowledged] = {}
        self.not_acknowledged = 0
        self.repeated = 0
        self._lock = threading.Lock()

    def report_all(self) -> None:
        """Return when everything is acknowledged."""
        for number in range(self._plan.reports):
            self._waiting.put(number)
        threads = [threading.Thread(target=self._work, name=f"reporter-{n}") for n in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _work(self) -> None:
        pause = threading.Event()
        while True:
            try:
                number = self._waiting.get_nowait()
            except queue.Empty:
                return
            while len(self.acknowledged) - self._owners.filed > MOST_UNFILED:
                pause.wait(AGAIN_SECONDS)
            self._report(number, pause)

    def _report(self, number: int, pause: threading.Event) -> None:
        """Do it until it is acknowledged: as the same delivery, as Slack repeats one, or typed anew by the person."""
        dice = random.Random(f"report {self._plan.seed} {number}")
        person, product = dice.choice(self._plan.people), dice.choice(PRODUCTS)
        tries, trigger = 0, f"soak.{self._plan.seed}.{number}"
        while (done := self._try(person, f"{product}: It stops for the {number}. time", f"{trigger}.{tries}")) is None:
            with self._lock:
                self.not_acknowledged += 1
            pause.wait(AGAIN_SECONDS)
            if dice.random() < 0.5:
                tries += 1
            else:
                with self._lock:
                    self.repeated += 1
        with self._lock:
            self.acknowledged[done.reference] = done

    def _try(self, person: str, text: str, trigger: str) -> Acknowledged | None:
        try:
            told = self._world.command(person, text, trigger_id=trigger)
        except httpx.HTTPError:
            return None  # the sandbox itself was too busy: nobody saw an answer
        said = (told["response"] or {}).get("text", "") if told["acked"] else ""
        return Acknowledged(reference_in(said), person, told["seconds"]) if "FR-" in said else None


class Owners:
    """Product owners: they see what arrives in Jira, and end a share of it."""

    def __init__(self, world: World, plan: Plan) -> None:
        self._world = world
        self._seed = plan.seed
        self._seen = 0
        # Every creation there ever was: reference → keys of issues; and the keys of those that were ended.
        self.issues: dict[str, list[str]] = {}
        self.ended: set[str] = set()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work, name="owners")

    @property
    def filed(self) -> int:
        """How many references have an issue."""
        return len(self.issues)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._over.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            try:
                arrived = self._arrived()
            except httpx.HTTPError:
                continue  # the sandbox is too busy just now: nothing is forgotten by looking later
            for entry in arrived:
                reference = entry["labels"][0].rpartition("main-")[2]
                self.issues.setdefault(reference, []).append(entry["key"])
                self._judge(entry["key"])

    def _arrived(self) -> list[dict[str, Any]]:
        sandbox = self._world.sandbox
        entries: list[dict[str, Any]] = sandbox.see(sandbox.jira, "ledger", kind="created", since=self._seen)["entries"]
        self._seen = max([self._seen, *(entry["seq"] for entry in entries)])
        return entries

    def _judge(self, key: str) -> None:
        dice = random.Random(f"owner {self._seed} {key}")
        if dice.random() < SHARE_ENDED:
            self._world.close_issue({"key": key}, dice.choice(RESOLUTIONS))
            self.ended.add(key)


def settle_in(world: World, plan: Plan) -> None:
    """Let everybody of the plan have an account in a Slack that waits no longer than Slack does."""
    world.slack("app", **PUNCTUAL)
    for person in plan.people:
        world.slack("users", id=person, name=person.lower(), real_name=person)
