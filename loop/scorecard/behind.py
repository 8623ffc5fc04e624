"""Why a number is what it is: the reports behind every figure of a track, read as the figure itself is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from config.catalogue import Catalogue, Track
from config.words import Outcome, State
from loop.scorecard.looks import JUDGED_FOR
from loop.scorecard.scene import WHOLE, Excerpt, Scene, scene_of
from loop.statistics import Interval, clustered_wilson, last_month_end, wilson
from storage import figures
from storage.database import Session
from storage.figures import EVER, OPEN, Member


@dataclass(frozen=True, slots=True)
class Ages:
    """Until when a report must have been submitted to be matured; between when, to have been judged by the verdict."""

    matured_by: datetime
    judged_from: datetime
    judged_by: datetime


_Belongs = Callable[[Member, Ages], bool]


def _ended_as(outcome: Outcome) -> _Belongs:
    return lambda member, _: member.state is not State.WITHDRAWN and member.outcome is outcome


def _is_counted(member: Member, _: Ages) -> bool:
    return member.state is not State.WITHDRAWN


def _is_decided(member: Member, _: Ages) -> bool:
    return member.state is not State.WITHDRAWN and member.outcome is not None and member.outcome.decided


def _is_judged(member: Member, ages: Ages) -> bool:
    return _is_counted(member, ages) and ages.judged_from <= member.submitted_at <= ages.judged_by


def _is_live(member: Member, ages: Ages) -> bool:
    return _is_counted(member, ages) and not member.imported


FIGURES: Mapping[str, _Belongs] = {
    "n": _is_counted,
    "matured": lambda member, ages: _is_counted(member, ages) and member.submitted_at <= ages.matured_by,
    "judged": _is_judged,
    "decided": _is_decided,
    "filed": lambda member, _: member.state in (State.FILED, State.RESOLVED),
    "open": lambda member, _: member.state in OPEN,
    "ended": lambda member, ages: _is_counted(member, ages) and member.state not in OPEN,
    "withdrawn": lambda member, _: member.state is State.WITHDRAWN,
    **{outcome.value: _ended_as(outcome) for outcome in Outcome},
    "replied": lambda member, ages: FIGURES["integrated"](member, ages) or member.reasoned,
    "asked": lambda member, _: member.asked,
    "told": lambda member, _: member.answer in ("fixed", "still_broken"),
    "fixed": lambda member, _: member.answer == "fixed",
    "still_broken": lambda member, _: member.answer == "still_broken",
    "imported": lambda member, ages: _is_counted(member, ages) and member.imported,
    "live": _is_live,
    "live_open": lambda member, ages: _is_live(member, ages) and member.state in OPEN,
    "reopened": lambda member, _: member.reopened,
    "masked": lambda member, _: member.masked,
    "complete": lambda member, ages: _is_counted(member, ages) and member.complete,
}
"""Every figure that opens to a list, by the name that people ask for it with; `n` is what all rates divide by, `live`
are those that came in through the loop.
"""

WITHDRAWN = "withdrawn before it was filed"


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate that opens: the reports of figure `counts` among those of figure `of`; `left_out` says why the others of
    the track are in neither.
    """

    counts: str
    of: str
    left_out: str


RATES: Mapping[str, Rate] = {
    "rate": Rate("integrated", "n", WITHDRAWN),
    "matured": Rate("integrated", "matured", "younger than the track asks for, or withdrawn"),
    "decided_rate": Rate("integrated", "decided", "still open, deleted in Jira, ended unreadably, or withdrawn"),
    "answer_rate": Rate("replied", "n", WITHDRAWN),
    "verified": Rate("fixed", "told", "nobody was asked, or did not say whether it is fixed"),
}
"""The rates by their names in `friction scorecard --json`."""

OPENED: Mapping[str, Rate] = {
    **{name: rate for name, rate in RATES.items() if name not in FIGURES},
    "matured_rate": RATES["matured"],
    "verdict": Rate("integrated", "judged", "too young or too old at the last month-end, or withdrawn"),
}
"""The rates by the names that people ask for them with: a list of its own has the first right to a name."""


@dataclass(frozen=True, slots=True)
class Behind:
    """The reports behind a figure of a track as of an instant, oldest first. n: all reports that count. rest: of a
    rate, the others that it divides by. left_out: what is in neither, and `why_left_out`. interval: of a rate; reports
    of one issue are one cluster in that of the verdict, as in the verdict itself.
    """

    track: Track
    figure: str
    as_of: datetime
    n: int
    members: Sequence[Member]
    rest: Sequence[Member]
    left_out: Sequence[Member]
    why_left_out: str
    interval: Interval | None

    @property
    def is_rate(self) -> bool:
        """Whether the members are counted among others."""
        return self.figure in OPENED


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
    """List the reports behind one of `FIGURES` or `OPENED`. Raises KeyError for an unknown track or figure."""
    track, rate = catalogue.track(track_key), OPENED.get(figure) or Rate(figure, figure, WITHDRAWN)
    counts, of = FIGURES[rate.counts], FIGURES[rate.of]
    judged = rate.of == "judged"  # the verdict has a window of its own, and was read at the last month-end
    scene = scene_of(
        session, catalogue, [track_key], known_at=known_at, excerpt=replace(excerpt, window=EVER) if judged else excerpt
    )
    read_at = last_month_end(as_of) if judged else as_of
    everyone = _members(scene, as_of)
    stood = _members(scene, read_at) if judged else everyone
    ages = _ages(scene, as_of)[track_key]
    counted = [member for member in everyone if _is_counted(member, ages)]
    base = [member for member in stood if of(member, ages)]
    members = [member for member in base if counts(member, ages)]
    rest = [member for member in base if not counts(member, ages)]
    inside = base if figure in OPENED else counted
    left_out = [] if figure == "withdrawn" else _without(everyone, inside)
    interval = clustered_wilson(len(members), _clusters(base)) if judged else wilson(len(members), len(base))
    return Behind(track, figure, read_at, len(counted), members, rest, left_out, rate.left_out, interval)


def _members(scene: Scene, at: datetime) -> list[Member]:
    return figures.members(scene.session, scene.products(at), scene.as_of(at), window=scene.window)


def _clusters(members: Sequence[Member]) -> list[int]:
    """How many of these are about each issue; one without an issue is a cluster of its own."""
    return list(Counter(member.key or member.reference for member in members).values())


def _without(everyone: Sequence[Member], inside: Sequence[Member]) -> list[Member]:
    known = {member.reference for member in inside}
    return [member for member in everyone if member.reference not in known]


def _ages(scene: Scene, as_of: datetime) -> dict[str, Ages]:
    """By track. Whatever was submitted since the last month-end is too young for every verdict."""
    judged_at = last_month_end(as_of)
    matured, judged = scene.matured_by(as_of), scene.matured_by(judged_at)
    return {key: Ages(matured[key], judged_at - JUDGED_FOR, judged[key]) for key in matured}


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
    ages = _ages(scene, as_of)
    everyone = _members(scene, as_of)
    return [
        (member, [name for name, belongs in FIGURES.items() if belongs(member, ages[member.track])])
        for member in reversed(everyone)
    ]
