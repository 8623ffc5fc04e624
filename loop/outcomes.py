"""What an issue's looks in Jira mean: whether it has ended, how, and since when. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

from config.catalogue import OutcomeMap
from config.words import Outcome
from loop.tracker.model import Change, IssueSeen, Release


@dataclass(frozen=True)
class Standing:
    """Whether an issue has ended and, if so, how."""

    ended: bool
    outcome: Outcome | None


@dataclass(frozen=True)
class Turned:
    """When an issue came to stand as it does, and who saw to it."""

    at: datetime
    actor: str


def standing_of(seen: IssueSeen, outcomes: OutcomeMap) -> Standing:
    """Ended is read from resolution and status category alone; names only tell how (DESIGN, settled questions)."""
    if seen.resolution is None and seen.category != "done":
        return Standing(ended=False, outcome=None)
    return Standing(ended=True, outcome=_outcome(seen, outcomes) or Outcome.UNKNOWN)


def _outcome(seen: IssueSeen, outcomes: OutcomeMap) -> Outcome | None:
    return outcomes.outcome(seen.resolution, seen.status, released=seen.release is not None)


def shipped_at(ended_at: datetime, release: Release | None, now: datetime) -> datetime:
    """When something shipped of which a release alone tells: when it ended, or on the later day of its release (from
    midnight UTC, for Jira knows the day only). A day that is yet to come was a plan.
    """
    if release is None or release.on is None:
        return ended_at
    day = datetime.combine(release.on, time.min, UTC)
    return max(ended_at, day) if day <= now else ended_at


def turned(seen: IssueSeen, history: Sequence[Change], *, ended: bool) -> Turned:
    """Read from Jira's history when the issue came to its present standing; its other stamps are second best.

    A later step of the workflow (Resolved, then Closed) does not move an end whose resolution stayed.
    """
    if ended and seen.resolution is not None:
        set_at = [c for c in history if c.touches_resolution and c.resolution == seen.resolution]
        if set_at:
            return Turned(set_at[-1].at, set_at[-1].actor)
        if seen.resolved_at is not None:
            return Turned(seen.resolved_at, "")
    if not ended:
        cleared = [c for c in history if c.touches_resolution and not c.resolution]
        if cleared:
            return Turned(cleared[-1].at, cleared[-1].actor)
    reached = [c for c in history if c.status == seen.status]
    if reached:
        return Turned(reached[-1].at, reached[-1].actor)
    return Turned(seen.updated_at, "")
