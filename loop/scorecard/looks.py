"""Looking back at month-ends: the verdict that has settled, and the points of the rate's chart."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from loop.scorecard.card import Judged, RateAt, Share
from loop.scorecard.scene import Scene
from loop.statistics import Verdict, clustered_wilson, month_ends, settled_verdict, verdict_at
from storage import figures
from storage.figures import Look

JUDGED_FOR = timedelta(days=730)
HISTORY_MONTHS = 24


Looks = Sequence[tuple[datetime, Mapping[str, Look]]]
"""Looks at all tracks, oldest first."""

Trend = Mapping[datetime, Mapping[str, Share]]
"""The share of every track as of some instants, in their order."""


def look(scene: Scene, at: datetime) -> dict[str, Look]:
    """Look at all tracks once."""
    return figures.looked(
        scene.session,
        scene.products(at),
        scene.as_of(at),
        scene.matured_by(at),
        judged_since=at - JUDGED_FOR,
        window=scene.window,
    )


def look_back(scene: Scene, at: datetime) -> Looks:
    """Look at the last month-ends up to `at`, as far back as it takes for every verdict to have settled."""
    looks: list[tuple[datetime, Mapping[str, Look]]] = []
    for month_end in reversed(_month_ends(scene, at)):
        if looks and all(_has_settled(readings(looks, track.key)) for track in scene.tracks):
            break
        looks.insert(0, (month_end, look(scene, month_end)))
    return looks


def trend(scene: Scene, at: datetime, also: datetime) -> tuple[Trend, Mapping[str, Share]]:
    """Return how the rates stood at the month-ends before `at`, and at one instant more; all is read in one go."""
    ends = [end for end in _month_ends(scene, at)[-HISTORY_MONTHS:] if end < at]
    instants = sorted({*ends, also})
    products = [scene.products(instant) for instant in instants]
    every = {product for tracks in products for keys in tracks.values() for product in keys}
    counts = figures.course(scene.session, every, instants, scene.known_at, window=scene.window)
    shares = {
        instant: {track: _together(counted, keys) for track, keys in tracks.items()}
        for instant, tracks, counted in zip(instants, products, counts, strict=True)
    }
    return {end: shares[end] for end in ends}, shares[also]


def _together(counted: Mapping[str, tuple[int, int]], products: Collection[str]) -> Share:
    found = [counted.get(product, (0, 0)) for product in products]
    return Share(sum(n for n, _ in found), sum(integrated for _, integrated in found))


def _month_ends(scene: Scene, at: datetime) -> list[datetime]:
    first = figures.first_submission(scene.session)
    return [] if first is None or first > at else list(month_ends(first, at))


def _has_settled(read: Sequence[Verdict]) -> bool:
    """Whether two of the looks in a row agree: then nothing before them bears on the verdict any more."""
    return any(first is second for first, second in pairwise(read))


def readings(looks: Looks, track: str) -> list[Verdict]:
    """What each look reads of a track, on its own."""
    return [_reading(seen[track]) for _, seen in looks]


def _reading(look: Look) -> Verdict:
    return verdict_at(look.judged_integrated, look.judged, look.cluster_sizes)


def settled(looks: Looks, track: str) -> Verdict:
    """The verdict that stands after the looks."""
    return settled_verdict(readings(looks, track))


def judged(looks: Looks, track: str) -> Judged:
    """What the last look rested on."""
    if not looks:
        return Judged(None, Share(0, 0), None)
    at, seen = looks[-1]
    look = seen[track]
    share = Share(look.judged, look.judged_integrated)
    return Judged(at, share, clustered_wilson(look.judged_integrated, look.cluster_sizes))


def history(before: Trend, now: datetime, present: Share, track: str) -> list[RateAt]:
    """The points of the chart, in order, then the present. While nothing had been reported there is no point."""
    points = [RateAt(at, shares[track]) for at, shares in before.items()] + [RateAt(now, present)]
    return [point for point in points if point.share.n]
