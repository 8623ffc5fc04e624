"""Assembling a scorecard: which counts go into which figure. One query per look or figure, for all tracks at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from config.catalogue import Catalogue, Track
from config.words import Outcome, State
from loop.polling import POLL
from loop.scorecard.card import Scorecard, Share, Verification
from loop.scorecard.looks import JUDGED_FOR, Looks, Trend, history, judged, look, look_back, settled, trend
from loop.scorecard.parts import by_product, share
from loop.scorecard.reasons import drag
from loop.scorecard.scene import WHOLE, Excerpt, Scene, scene_of
from loop.statistics import End, Observation, cumulative_incidence, median_time
from storage import figures
from storage.database import Session
from storage.figures import Look, Pile, Span, Verified, Window
from storage.turn import last_ok

HORIZON_DAYS = (30, 90, 180, 365)
_CURVE_AND_HORIZONS = sorted({*HORIZON_DAYS, *range(0, HORIZON_DAYS[-1], 7)})
TREND_DAYS = 90
# Below this many reports, then or now, a difference of rates is an accident and not a trend.
FEWEST_FOR_TREND = 20

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class _Counts:
    """What was counted for all tracks, before it is told apart."""

    present: dict[str, Look]
    earlier: Mapping[str, Share]
    before: Trend
    looks: Looks
    piles: Sequence[Pile]
    judged_piles: Sequence[Pile]
    spans: dict[str, list[Span]]
    verified: dict[str, Verified]
    reasons: dict[str, int]
    jira_last_read: datetime | None


def scorecards(
    session: Session,
    catalogue: Catalogue,
    as_of: datetime,
    *,
    known_at: datetime | None = None,
    tracks: Collection[str] = (),
    excerpt: Excerpt = WHOLE,
) -> list[Scorecard]:
    """Return the scorecards of these tracks (none named: of all) in the catalogue's order, as of an instant.

    known_at: only what had been recorded by then. excerpt: only these products, and reports submitted in its window;
    the verdict keeps a window of its own. Raises KeyError for an unknown track.
    """
    scene = scene_of(session, catalogue, tracks, known_at=known_at, excerpt=excerpt)
    counts = _count(scene, as_of)
    return [_card(track, as_of, excerpt, counts, catalogue) for track in scene.tracks]


def _count(scene: Scene, at: datetime) -> _Counts:
    session, products, as_of, window = scene.session, scene.products(at), scene.as_of(at), scene.window
    looks = look_back(scene, at)
    before, earlier = trend(scene, at, at - timedelta(days=TREND_DAYS))
    return _Counts(
        present=look(scene, at),
        earlier=earlier,
        before=before,
        looks=looks,
        piles=figures.piles(session, products, as_of, scene.matured_by(at), window=window),
        judged_piles=_judged_piles(scene, at, looks),
        spans=figures.spans(session, products, as_of, window=window),
        verified=figures.verified(session, products, as_of, window=window),
        reasons=figures.reasons_delivered(session, products, as_of, window=window),
        jira_last_read=last_ok(session, POLL),
    )


def _judged_piles(scene: Scene, at: datetime, looks: Looks) -> Sequence[Pile]:
    """Count the reports that the last look judged, and no others, as they stand now: the lists beside the verdict are
    of now, too, and whoever acts on what drags it acts now.
    """
    if not looks:
        return []
    judged_at, _ = looks[-1]
    matured_by = scene.matured_by(judged_at)
    window = Window(judged_at - JUDGED_FOR)
    piles = figures.piles(scene.session, scene.products(judged_at), scene.as_of(at), matured_by, window=window)
    return [pile for pile in piles if pile.matured and pile.state is not State.WITHDRAWN]


def _card(track: Track, as_of: datetime, excerpt: Excerpt, counts: _Counts, catalogue: Catalogue) -> Scorecard:
    present = counts.present[track.key]
    piles = [pile for pile in counts.piles if pile.track == track.key]
    standing = [pile for pile in piles if pile.state is not State.WITHDRAWN]
    names = {product.key: product.name for product in catalogue.products}
    total = Share(present.n, present.integrated)
    judged_piles = [pile for pile in counts.judged_piles if pile.track == track.key]
    rests_on = judged(counts.looks, track.key)
    observations = [_observation(span, as_of) for span in counts.spans[track.key]]
    incidence = cumulative_incidence(observations, _CURVE_AND_HORIZONS)
    outcomes = {outcome: sum(p.count for p in standing if p.outcome is outcome) for outcome in Outcome}
    return Scorecard(
        track=track,
        as_of=as_of,
        excerpt=excerpt,
        products=by_product(standing, catalogue),
        total=total,
        matured=share([pile for pile in standing if pile.matured]),
        outcomes=outcomes,
        open=sum(pile.count for pile in standing if pile.state in figures.OPEN),
        filed=sum(pile.count for pile in standing if pile.state in (State.FILED, State.RESOLVED)),
        withdrawn=sum(pile.count for pile in piles) - present.n,
        imported=share([pile for pile in standing if pile.imported]),
        decided=Share(sum(count for end, count in outcomes.items() if end.decided), total.integrated),
        issues=Share(present.issues, present.issues_integrated),
        incidence={days: incidence[days] for days in HORIZON_DAYS},
        curve={days: incidence[days] for days in _CURVE_AND_HORIZONS},
        median_days=median_time(observations),
        answer_rate=(present.integrated + counts.reasons[track.key]) / present.n if present.n else None,
        verified=_verification(counts.verified[track.key]),
        verdict=settled(counts.looks, track.key),
        judged=rests_on,
        reason=drag(rests_on, judged_piles, as_of, track.maturity_days, names),
        change=_change(counts.earlier[track.key], present),
        history=history(counts.before, as_of, total, track.key),
        jira_last_read=counts.jira_last_read,
    )


def _observation(span: Span, as_of: datetime) -> Observation:
    """Read one report's time: an end that cannot be read may still turn out to be a shipment, so it is no end yet."""
    if span.outcome is None or span.outcome is Outcome.UNKNOWN or span.ended_at is None:
        return Observation((as_of - span.submitted_at) / _DAY, End.CENSORED)
    end = End.EVENT if span.outcome is Outcome.INTEGRATED else End.COMPETING
    return Observation((span.ended_at - span.submitted_at) / _DAY, end)


def _verification(counted: Verified) -> Verification:
    return Verification(counted.asked, counted.fixed, counted.still_broken, counted.unsure)


def _change(earlier: Share, present: Look) -> float | None:
    if min(earlier.n, present.n) < FEWEST_FOR_TREND:
        return None
    return present.integrated / present.n - earlier.integrated / earlier.n
