"""Waiting until nothing is under way any more. Our own tables say when to look; the ledgers say what is true."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable

from tests.soak import foil
from tests.soak.databases import Store
from tests.soak.history import Findings
from tests.soak.plan import GRACE, INDEX_LAG, LEASE, RECHECK_SECONDS, SLACK_GRACE
from tests.world import World

LOOK_SECONDS = 1.0
# Whatever is going to happen has begun to happen by then: a dead worker's lease, two graces, and a reading by id.
LONGEST_SILENCE = 2 * (LEASE + GRACE + 2 * SLACK_GRACE + INDEX_LAG + RECHECK_SECONDS)
# How long a good history has to stay good: a second message may still be on its way.
PROOF_SECONDS = LEASE + GRACE + 2 * SLACK_GRACE
# When nothing has moved for so long, somebody looks whether it waits for them.
PERSON_SECONDS = LEASE + GRACE
OWED = "SELECT state, count(*) FROM outbox WHERE state <> 'done' GROUP BY state"


class Settling:
    """Waits, and does what an administrator is asked to do meanwhile."""

    def __init__(self, world: World, store: Store, judge: Callable[[], Findings], *, naive: bool) -> None:
        self._world = world
        self._store = store
        self._naive = naive
        self._judge = judge
        self.asked_a_person = 0

    def wait(self) -> Findings:
        """Return the findings once they are good and stay good, or once nothing moves any more."""
        while not self._quiet():
            pass
        findings = self._judge()
        end = time.monotonic() + LONGEST_SILENCE
        while self._may_mend(findings) and time.monotonic() < end:
            self._pause(5 * LOOK_SECONDS)
            findings = self._judge()
        self._pause(PROOF_SECONDS)
        while not self._quiet():
            pass
        return self._judge()

    def _may_mend(self, findings: Findings) -> bool:
        """Whether something is missing that may still come. Of an issue it forgot the foil never tells anybody."""
        return bool(findings.lost or (findings.missing_notices and not self._naive))

    def _quiet(self) -> bool:
        """Look once. True when nothing is owed, or when what is owed has not changed for too long."""
        statement = foil.UNDONE if self._naive else OWED
        before, moved = None, time.monotonic()
        while time.monotonic() < moved + LONGEST_SILENCE:
            rows = self._store.rows(statement)
            if rows == []:
                return True
            owed = {str(state): int(count) for state, count in rows or []}
            if owed != before:
                before, moved = owed, time.monotonic()
                sys.stderr.write(f"  settling: {owed}\n")
            if not self._naive and time.monotonic() > moved + PERSON_SECONDS:
                self._be_the_person()
            self._pause(LOOK_SECONDS)
        return True

    def _be_the_person(self) -> None:
        """Look at what waits for a person, and have it tried again, as the alert asks."""
        listed = self._world.friction("outbox", "list", "--json")
        rows = json.loads(listed.stdout) if listed.returncode == 0 else []
        for row in rows:
            if row["state"] == "dead" or row["error"].startswith("sent "):
                self.asked_a_person += 1
                self._world.friction("outbox", "retry", str(row["number"]))

    def _pause(self, seconds: float) -> None:
        threading.Event().wait(seconds)
