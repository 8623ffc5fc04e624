"""Why a number is what it is: the reports behind every figure of a track, read as the figure itself is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from config.catalogue import Catalogue, Track
from config.words import Outcome, State
from loop.scorecard.scene import WHOLE, Excerpt, scene_of
from storage import figures
from storage.database import Session
from storage.figures import OPEN, Member

_Belongs = Callable[[Member, datetime], bool]


def _ended_as(outcome: Outcome) -> _Belongs:
    return lambda member, _: member.state is not State.WITHDRAWN and member.outcome is outcome


def _is_counted(member: Member, _: datetime) -> bool:
    return member.state is not State.WITHDRAWN


def _is_decided(member: Member, _: datetime) -> bool:
    return member.state is not State.WITHDRAWN and member.outcome is not None and member.outcome.decided


FIGURES: Mapping[str, _Belongs] = {
    "n": _is_counted,
    "matured": lambda member, matured_by: _is_counted(member, matured_by) and member.submitted_at <= matured_by,
    "decided": _is_decided,
    "filed": lambda member, _: member.state in (State.FILED, State.RESOLVED),
    "open": lambda member, _: member.state in OPEN,
    "ended": lambda member, by: _is_counted(member, by) and member.state not in OPEN,
    "withdrawn": lambda member, _: member.state is State.WITHDRAWN,
    **{outcome.value: _ended_as(outcome) for outcome in Outcome},
    "replied": lambda member, by: FIGURES["integrated"](member, by) or member.reasoned,
    "asked": lambda member, _: member.asked,
    "told": lambda member, _: member.answer in ("fixed", "still_broken"),
    "fixed": lambda member, _: member.answer == "fixed",
    "still_broken": lambda member, _: member.answer == "still_broken",
}
"""Every figure that opens to a list, by the name that people ask for it with; `n` is what all rates divide by."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate that opens: the reports of figure `counts` among those of figure `of`; `left_out` says why the others of
    the track are in neither.
    """

    counts: str
    of: str
    left_out: str


RATES: Mapping[str, Rate] = {
    "rate": Rate("integrated", "n", "withdrawn before it was filed"),
    "matured": Rate("integrated", "matured", "younger than the track asks for, or withdrawn"),
    "decided_rate": Rate("integrated", "decided", "still open, deleted in Jira, ended unreadably, or withdrawn"),
    "answer_rate": Rate("replied", "n", "withdrawn before it was filed"),
    "verified": Rate("fixed", "told", "nobody was asked, or did not say whether it is fixed"),
}
"""The rates by their names in `friction scorecard --json`."""


@dataclass(frozen=True, slots=True)
class Behind:
    """The reports behind a figure of a track as of an instant, oldest first; `n` is what its rate divides by."""

    track: Track
    figure: str
    as_of: datetime
    n: int
    members: Sequence[Member]


def behind(
    session: Session,
    catalogue: Catalogue,
    track_key: str,
    figure: str,
    as_of: datetime,
    *,
    known_at: datetime | None = None,
    excerpt: Excerpt = WHOLE,
) -> Behind:
    """List the reports behind a figure. Raises KeyError for an unknown track or figure."""
    track, belongs = catalogue.track(track_key), FIGURES[figure]
    scene = scene_of(session, catalogue, [track_key], known_at=known_at, excerpt=excerpt)
    everyone = figures.members(session, scene.products(as_of), scene.as_of(as_of), window=scene.window)
    matured_by = as_of - timedelta(days=track.maturity_days)
    counted = [member for member in everyone if _is_counted(member, matured_by)]
    return Behind(track, figure, as_of, len(counted), [one for one in everyone if belongs(one, matured_by)])


def left_over(
    session: Session, catalogue: Catalogue, as_of: datetime, *, known_at: datetime | None = None
) -> dict[str, int]:
    """Count the reports of products that are in no track of the catalogue, by product."""
    scene = scene_of(session, catalogue, known_at=known_at)
    return figures.in_no_track(session, scene.products(as_of), scene.as_of(as_of))


def listing(
    session: Session,
    catalogue: Catalogue,
    as_of: datetime,
    *,
    known_at: datetime | None = None,
    tracks: Sequence[str] = (),
    excerpt: Excerpt = WHOLE,
) -> list[tuple[Member, list[str]]]:
    """List every report of these tracks (none named: of all), newest first, each with the names of its `FIGURES`."""
    scene = scene_of(session, catalogue, tracks, known_at=known_at, excerpt=excerpt)
    matured_by = scene.matured_by(as_of)
    everyone = figures.members(session, scene.products(as_of), scene.as_of(as_of), window=scene.window)
    return [
        (member, [name for name, belongs in FIGURES.items() if belongs(member, matured_by[member.track])])
        for member in reversed(everyone)
    ]
