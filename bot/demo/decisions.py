"""The simulated decisions: each report's fate carried out in Jira, in as many goes as it takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

from bot.demo.owners import Deed, Owners
from bot.demo.register import Register
from bot.demo.script import Fate, Planned, Script
from bot.demo.telling import Telling

# Steps after the first go: the reporter answers at the next step, and then the owner takes it up again.
_REOPENED_AFTER, _AGAIN_AFTER, _MOVED_AFTER = 2, 4, 1


class Decisions:
    """Plays the product owners of one script. `deleted`: Jira's ids of the issues they deleted."""

    def __init__(self, owners: Owners, register: Register, script: Script, telling: Telling) -> None:
        self._owners = owners
        self._register = register
        self._script = script
        self._telling = telling
        self._later: dict[int, list[tuple[Planned, Callable[[Planned], None]]]] = defaultdict(list)
        self._decided: set[int] = set()
        self.deleted: list[str] = []

    def make(self, step: int) -> None:
        """Do what is to be done at a step."""
        for planned in self._script.decided_at(step):
            if planned.number in self._register.queue:
                self._decided.add(planned.number)
                self._decide(planned, step)
        for planned, do in self._later.pop(step, []):
            do(planned)

    def _decide(self, planned: Planned, step: int) -> None:
        match planned.fate:
            case Fate.DUPLICATE:
                self._merge(planned)
                return
            case Fate.DELETE:
                self.deleted.append(self._register.queue[planned.number].jira_id)
            case Fate.MOVE:
                self._later[step + _MOVED_AFTER].append((planned, self._ship))
            case Fate.REOPEN:
                self._later[step + _REOPENED_AFTER].append((planned, self._reopen))
                self._later[step + _AGAIN_AFTER].append((planned, self._ship))
        self._note(planned, self._owners.decide(self._register.queue[planned.number], planned.fate))

    def _merge(self, planned: Planned) -> None:
        """Close as a duplicate of the report that says the same, else of the oldest open one on the same product."""
        survivor = self._register.queue.get(self._same_as(planned))
        if survivor is None:
            self._ship(planned)
        else:
            deed = self._owners.merge(self._register.queue[planned.number], survivor)
            self._note(planned, deed)

    def _same_as(self, planned: Planned) -> int:
        if planned.same_as is not None and planned.same_as not in self._decided:
            return planned.same_as
        return min((number for number in self._register.queue if self._may_survive(number, planned)), default=-1)

    def _may_survive(self, number: int, duplicate: Planned) -> bool:
        other = self._script.reports[number]
        alike = other.sample.product == duplicate.sample.product
        return alike and number not in self._decided and other.fate not in (Fate.DUPLICATE, Fate.DELETE)

    def _ship(self, planned: Planned) -> None:
        self._note(planned, self._owners.ship(self._register.queue[planned.number]))

    def _reopen(self, planned: Planned) -> None:
        self._note(planned, self._owners.reopen(self._register.queue[planned.number]))

    def _note(self, planned: Planned, deed: Deed) -> None:
        issue = self._register.queue[planned.number]
        self._register.queue[planned.number] = replace(issue, key=deed.key)
        self._telling.deed(self._owners.of(issue.product), deed, planned.number)
