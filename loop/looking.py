"""One look at an issue in Jira, beside what we knew of it before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from config.outcomes import OutcomeMap
from config.words import Outcome
from loop.outcomes import Standing, Turned, shipped_at, standing_of, turned
from loop.tracker.model import Change, IssueSeen
from storage.issue import Issue


@dataclass(frozen=True)
class Known:
    """What we knew of an issue before this look."""

    product: str
    standing: Standing
    gave_way: bool
    status: str
    resolution: str | None
    released_in: str
    corrected: bool

    @classmethod
    def of(cls, issue: Issue) -> Known:
        """Take down what we know of it now."""
        return cls(
            issue.product,
            Standing(issue.ended, issue.outcome),
            gave_way=issue.survivor_id is not None,
            status=issue.status,
            resolution=issue.resolution,
            released_in=issue.released_in,
            corrected=bool(issue.correction),
        )


@dataclass(frozen=True)
class Look:
    """What Jira shows of an issue we know, and what the present outcome map makes of it."""

    seen: IssueSeen
    known: Known
    outcomes: OutcomeMap

    @property
    def standing(self) -> Standing:
        """Where the issue stands now."""
        return standing_of(self.seen, self.outcomes)

    @property
    def is_nothing_new(self) -> bool:
        """Whether it stands where we knew it. A person's correction holds until Jira says something else."""
        if self.known.corrected and self.standing.ended and self._is_same_end:
            return True
        stays_away = self.known.gave_way and self.standing.outcome is Outcome.DUPLICATE
        return stays_away or self.standing == self.known.standing

    @property
    def is_read_anew(self) -> bool:
        """Whether only the outcome map has changed: Jira says what it said, and it means something else now."""
        believed = self.known.standing.outcome is not Outcome.REMOVED and not self.known.gave_way
        same_release = self.known.released_in == self.released_in
        return self.standing.ended and believed and same_release and self._is_same_end

    @property
    def released_in(self) -> str:
        """The name of the released version that it stands in; empty: none."""
        return self.seen.release.name if self.seen.release else ""

    def turned(self, history: Sequence[Change], now: datetime) -> Turned:
        """When it came to stand as it does, and who saw to it."""
        seen = self.seen
        when = turned(seen, history, ended=self.standing.ended)
        if self.standing.ended and self.outcomes.is_left_to_release(seen.resolution, seen.status):
            return Turned(shipped_at(when.at, seen.release, now), when.actor)
        return when

    @property
    def _is_same_end(self) -> bool:
        """Whether Jira says of its end what it said before; a later step of the workflow changes no resolution."""
        if not self.known.standing.ended or self.seen.resolution != self.known.resolution:
            return False
        return self.seen.resolution is not None or self.seen.status == self.known.status
