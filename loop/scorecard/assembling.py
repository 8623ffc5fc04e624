"""Assembling a scorecard: which counts go into which figure. One query per look or figure, for all tracks at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from config.catalogue import Catalogue, Track
from config.words import Outcome, State
from loop.polling import POLL
from loop.scorecard.card import Scorecard, Share, Verification
from loop.scorecard.looks import JUDGED_FOR, Looks, Scene, Trend, history, judged, look_back, settled, trend
from loop.scorecard.reasons import drag
from loop.statistics import End, Observation, cumulative_incidence, median_time
from storage import figures
from storage.database import Session
from storage.figures import Look, Pile, Span, Verified
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
    since: datetime | None = None,
    tracks: Collection[str] = (),
) -> list[Scorecard]:
    """Return the scorecards of these tracks (none named: of all) in the catalogue's order, as of an instant.

    known_at: only what had been recorded by then. since: only reports submitted from then on; the verdict keeps its
    own window. Raises KeyError for an unknown track.
    """
    chosen = [catalogue.track(key) for key in tracks] or list(catalogue.tracks)
    now = {product.key: product.track for product in catalogue.products}
    scene = Scene(session, chosen, figures.membership(session, now, known_at), known_at, since)
    counts = _count(scene, as_of)
    names = {product.key: product.name for product in catalogue.products}
    return [_card(track, as_of, since, counts, names) for track in chosen]


def _count(scene: Scene, at: datetime) -> _Counts:
    session, products, as_of, since = scene.session, scene.products(at), scene.as_of(at), scene.since
    before, earlier = trend(scene, at, at - timedelta(days=TREND_DAYS))
    return _Counts(
        present=scene.look(at),
        earlier=earlier,
        before=before,
        looks=look_back(scene, at),
        piles=figures.piles(session, products, as_of, scene.matured_by(at), since=since),
        # What drags the verdict is told as it is now: the lists beside it are, too, and whoever acts on it acts now.
        judged_piles=figures.piles_by_product(session, products, as_of, scene.matured_by(at), since=at - JUDGED_FOR),
        spans=figures.spans(session, products, as_of, since=since),
        verified=figures.verified(session, products, as_of, since=since),
        reasons=figures.reasons_delivered(session, products, as_of, since=since),
        jira_last_read=last_ok(session, POLL),
    )


def _card(track: Track, as_of: datetime, since: datetime | None, counts: _Counts, names: dict[str, str]) -> Scorecard:
    look = counts.present[track.key]
    piles = [pile for pile in counts.piles if pile.track == track.key]
    standing = [pile for pile in piles if pile.state is not State.WITHDRAWN]
    total = Share(look.n, look.integrated)
    judged_piles = [pile for pile in counts.judged_piles if pile.track == track.key]
    observations = [_observation(span, as_of) for span in counts.spans[track.key]]
    incidence = cumulative_incidence(observations, _CURVE_AND_HORIZONS)
    outcomes = {outcome: sum(p.count for p in standing if p.outcome is outcome) for outcome in Outcome}
    return Scorecard(
        track=track,
        as_of=as_of,
        since=since,
        total=total,
        matured=_share([pile for pile in standing if pile.matured]),
        outcomes=outcomes,
        open=sum(pile.count for pile in standing if pile.state in figures.OPEN),
        filed=sum(pile.count for pile in standing if pile.state in (State.FILED, State.RESOLVED)),
        withdrawn=sum(pile.count for pile in piles) - look.n,
        imported=_share([pile for pile in standing if pile.imported]),
        decided=Share(sum(count for end, count in outcomes.items() if end.decided), total.integrated),
        issues=Share(look.issues, look.issues_integrated),
        incidence={days: incidence[days] for days in HORIZON_DAYS},
        curve={days: incidence[days] for days in _CURVE_AND_HORIZONS},
        median_days=median_time(observations),
        answer_rate=(look.integrated + counts.reasons[track.key]) / look.n if look.n else None,
        verified=_verification(counts.verified[track.key]),
        verdict=settled(counts.looks, track.key),
        judged=judged(counts.looks, track.key),
        reason=drag(judged_piles, as_of, track.maturity_days, names),
        change=_change(counts.earlier[track.key], look),
        history=history(counts.before, as_of, total, track.key),
        jira_last_read=counts.jira_last_read,
    )


def _share(piles: Sequence[Pile]) -> Share:
    integrated = sum(pile.count for pile in piles if pile.outcome is Outcome.INTEGRATED)
    return Share(sum(pile.count for pile in piles), integrated)


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
