"""The script of a demo: who reports what, when and how, and what its product owner will decide. Drawn from a seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.demo.people import Person
from bot.demo.sample_reports import Sample


class Way(StrEnum):
    """How an employee reports."""

    SLASH = "/friction in one go"
    MODAL = "the form"
    SHORTCUT = "the shortcut on a colleague's message"


class Twist(StrEnum):
    """What goes wrong meanwhile."""

    LOST_ANSWER = "Jira's answer is lost"
    MAINTENANCE = "Jira is down"
    WITHDRAWN = "Jira is down, and the report is taken back"


class Fate(StrEnum):
    """What the simulated product owner does with an issue."""

    SHIP = "ship"
    REOPEN = "ship, reopen, ship again"
    MOVE = "move to another project, then ship"
    DECLINE = "decline"
    NOT_REPRODUCED = "close as not reproducible"
    DUPLICATE = "close as a duplicate of another issue"
    DUPLICATE_ELSEWHERE = "close as a duplicate of something outside this Jira"
    ANSWER = "answer"
    UNMAPPED = "close with a resolution that nobody has mapped"
    DELETE = "delete"
    OPEN = "leave open"


@dataclass(frozen=True)
class Planned:
    """One report of the script. `number` counts them in the order in which they are made.

    said_by: the colleague whose message it is, where the shortcut is used. decided: the step at which its fate comes,
    None if it stays open. same_as: the number of the report that says the same.
    """

    number: int
    step: int
    person: Person
    sample: Sample
    way: Way
    said_by: Person | None = None
    twist: Twist | None = None
    fate: Fate = Fate.OPEN
    decided: int | None = None
    same_as: int | None = None


@dataclass(frozen=True)
class Script:
    """All that will happen, by step."""

    seed: int
    reports: Sequence[Planned]

    def reported_at(self, step: int) -> list[Planned]:
        """Return the reports that are made at a step."""
        return [planned for planned in self.reports if planned.step == step]

    def decided_at(self, step: int) -> list[Planned]:
        """Return the reports whose fate comes at a step."""
        return [planned for planned in self.reports if planned.decided == step]

    @property
    def reporters(self) -> list[Person]:
        """Everybody who says something."""
        return [who for planned in self.reports for who in (planned.person, planned.said_by) if who is not None]
