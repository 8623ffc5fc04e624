"""The figures of the scorecard as pure functions: proportions, times to an end, and the verdict on a track.

Rates are fractions (0.459, never 45.9), times are days, instants carry their zone. What is counted, and why, is the
scorecard's business (DESIGN, section 3): nothing here reads a record.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, StrEnum, auto
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

ONE_THIRD = 1 / 3
"""Below this share shipped, a loop is a suggestion box with a logo on it."""

CONFIDENCE = 0.95
MOST_REPORTS = 1_000_000
"""`reports_needed` gives up here: a larger answer would not be a plan."""

_Floats = NDArray[np.float64]
_ROUNDING = 1e-12  # sums of floats: a share this near to 0, 1/2 or 1 is there


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval of a share, 0 <= low <= high <= 1."""

    low: float
    high: float


# -- Proportions -------------------------------------------------------------------------------------------------


def wilson(successes: float, n: float, confidence: float = CONFIDENCE) -> Interval | None:
    """Return Wilson's score interval of `successes` in `n`, or None when n = 0: nothing observed, nothing to say.

    With k successes, p = k/n and z the normal quantile of (1 + confidence) / 2:

        (k + z²/2  ±  z √(k(1-p) + z²/4)) / (n + z²)

    `n` may be an effective size and need not be whole. Raises ValueError unless 0 <= successes <= n and
    0 < confidence < 1. Source: E. B. Wilson, JASA 22 (1927) 209-212; no continuity correction.
    """
    z = _normal_quantile(confidence)
    if not (math.isfinite(n) and 0 <= successes <= n):
        raise ValueError(f"{successes} successes of {n}: need 0 <= successes <= n.")
    if n == 0:
        return None
    p = successes / n
    middle = successes + z**2 / 2
    half = z * math.sqrt(successes * (1 - p) + z**2 / 4)
    # In algebra p lies inside and 0 and n give exactly 0 and 1; in floats it takes a word.
    low = 0.0 if successes == 0 else min(p, max(0.0, (middle - half) / (n + z**2)))
    high = 1.0 if successes == n else max(p, min(1.0, (middle + half) / (n + z**2)))
    return Interval(low, high)


def effective_size(cluster_sizes: Sequence[int]) -> float:
    """Return n² / Σ m², the number of independent reports that clusters of these sizes are worth; 0 for none.

    A cluster is the reports of one distinct issue; a report without an issue is a cluster of one. Duplicates are one
    piece of evidence: equal clusters of m count as n / m. Source: L. Kish, Survey Sampling (1965), with all
    variation between the clusters (intra-cluster correlation 1). Raises ValueError for a size below one.
    """
    if any(size < 1 for size in cluster_sizes):
        raise ValueError("A cluster holds at least one report.")
    n = sum(cluster_sizes)
    return n**2 / sum(size**2 for size in cluster_sizes) if n else 0.0


def clustered_wilson(successes: int, cluster_sizes: Sequence[int], confidence: float = CONFIDENCE) -> Interval | None:
    """Return Wilson's interval of `successes` in all the clusters' reports, as wide as their effective size makes it.

    None when there are no reports. Raises ValueError when the successes exceed the reports.
    """
    n = sum(cluster_sizes)
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} successes of {n}: need 0 <= successes <= n.")
    effective = effective_size(cluster_sizes)
    return wilson(successes / n * effective, effective, confidence) if n else None


def reports_needed(rate: float) -> int | None:
    """Return how many reports at this observed rate it takes until Wilson's 95 % interval clears one third.

    The answer is the least n whose nearest whole count, round(rate x n) of n, is clear: 49 at 46 %, 114 at 25 %. Counts
    are whole, so a few sizes just above it may fall short again: say "about". None at one third, and so near to it
    that more than `MOST_REPORTS` would be needed. Raises ValueError unless 0 <= rate <= 1.
    """
    if not 0 <= rate <= 1:
        raise ValueError(f"A rate is between 0 and 1, not {rate}.")
    for n in range(_certainly_too_few(rate) + 1, MOST_REPORTS + 1):
        if _side_of_a_third(wilson(round(rate * n), n)) is not Verdict.NOT_ENOUGH_EVIDENCE:
            return n
    return None


def _certainly_too_few(rate: float) -> int:
    """Return a size up to which no whole count nearest to `rate` is clear of one third: the search starts beyond it.

    Wilson's interval excludes q exactly when |p - q| √n > c, c = z √(q(1-q)). Rounding moves p by at most 1/2n, so with
    d = |rate - q| it takes d√n + 1/(2√n) > c, that is √n beyond the larger root of d x² - c x + 1/2.
    """
    distance = abs(rate - ONE_THIRD)
    c = _normal_quantile(CONFIDENCE) * math.sqrt(ONE_THIRD * (1 - ONE_THIRD))
    if c**2 <= 2 * distance:
        return 0
    numerator = (c + math.sqrt(c**2 - 2 * distance)) / 2
    if numerator >= distance * math.sqrt(MOST_REPORTS):
        return MOST_REPORTS
    return max(0, math.floor((numerator / distance) ** 2) - 1)


def _normal_quantile(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise ValueError(f"Confidence is between 0 and 1, not {confidence}.")
    return NormalDist().inv_cdf((1 + confidence) / 2)


# -- Times to an end ---------------------------------------------------------------------------------------------


class End(Enum):
    """What stood at the end of one report's time under observation."""

    EVENT = auto()
    """What the figure asks for happened (it shipped)."""
    COMPETING = auto()
    """Something happened after which it can no longer happen (declined, duplicate, answered, …)."""
    CENSORED = auto()
    """Nothing yet: still at risk when last seen (open, reopened, unknown)."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One report: `days` (>= 0, fractions allowed) from its submission to its end, or to when it was last seen."""

    days: float
    end: End


@dataclass(frozen=True, slots=True)
class Incidence:
    """The share for whom the event has happened within `days`, as if all had been watched that long.

    `at_risk` is the number of reports still without an end and in sight just before `days`; `interval` is pointwise.
    """

    days: float
    probability: float
    standard_error: float
    interval: Interval
    at_risk: int


def cumulative_incidence(
    observations: Sequence[Observation], horizons_days: Sequence[float], confidence: float = CONFIDENCE
) -> dict[float, Incidence | None]:
    """Return the Aalen-Johansen estimate of the event within each horizon (inclusive), others' ends competing.

    With tᵢ the distinct times of any end, nᵢ at risk just before, eᵢ events, dᵢ ends of both kinds:

        F(t) = Σ_{tᵢ<=t} S(tᵢ-) eᵢ/nᵢ,   S(tᵢ-) = Π_{tⱼ<tᵢ} (1 - dⱼ/nⱼ)

    Ties are exact: all ends of one instant share one risk set, and a report censored at that instant is still in it.
    A horizon beyond the last observation, with reports still open there, is None: nobody has been watched that long
    and no curve is drawn on in the hope that nothing changes. So is any horizon of no observations.

    Variance: the delta method (E. Marubini, M. G. Valsecchi, Analysing Survival Data (1995), ch. 10). Interval:
    Wilson with the effective size F(1-F)/Var F (K. J. Rothman, J. Chron. Dis. 31 (1978) 557-560), which is plain
    Wilson when nothing is censored; where F is 0 or 1 and Var F vanishes, the size is the number whose standing
    at the horizon is known (F. J. Dorey, E. L. Korn, Stat. Med. 6 (1987) 679-687).

    Raises ValueError for times or horizons that are negative or not finite.
    """
    _check_days(horizons_days)
    table = _life_table(observations)
    return {horizon: _incidence_at(horizon, table, confidence) for horizon in horizons_days}


def median_time(observations: Sequence[Observation]) -> float | None:
    """Return the first day by which at least half of the reports have had the event; None if that is not reached.

    Without competing ends it is the Kaplan-Meier median, the least t with S(t) <= 1/2 (E. L. Kaplan, P. Meier,
    JASA 53 (1958) 457-481). With them it is read from `cumulative_incidence`: a declined report never ships, and
    treating it as one that still may would promise a time that no reporter sees.
    """
    table = _life_table(observations)
    reached = np.flatnonzero(table.incidence >= 0.5 - _ROUNDING)
    return float(table.times[reached[0]]) if len(reached) else None


@dataclass(frozen=True, slots=True)
class _LifeTable:
    """One entry per distinct time of any end, in order; `watched` are the days of all observations, sorted."""

    watched: _Floats
    times: _Floats
    at_risk: _Floats
    events: _Floats
    ends: _Floats
    surviving: _Floats  # S(t-), the share without any end just before the time
    incidence: _Floats  # F(t), at and after the time


def _life_table(observations: Sequence[Observation]) -> _LifeTable:
    _check_days([o.days for o in observations])
    watched = np.sort(np.array([o.days for o in observations], dtype=np.float64))
    ended = np.array([o.days for o in observations if o.end is not End.CENSORED], dtype=np.float64)
    shipped = np.sort(np.array([o.days for o in observations if o.end is End.EVENT], dtype=np.float64))
    times, counts = np.unique(ended, return_counts=True)
    ends = counts.astype(np.float64)
    at_risk = (len(watched) - np.searchsorted(watched, times, side="left")).astype(np.float64)
    events = np.diff(np.searchsorted(shipped, times, side="right"), prepend=0).astype(np.float64)
    surviving = np.concatenate([[1.0], np.cumprod(1 - ends / at_risk)])[: len(times)]
    return _LifeTable(watched, times, at_risk, events, ends, surviving, np.cumsum(surviving * events / at_risk))


def _incidence_at(horizon: float, table: _LifeTable, confidence: float) -> Incidence | None:
    everyone = len(table.watched)
    at_risk = everyone - int(np.searchsorted(table.watched, horizon, side="left"))
    if not everyone or (not at_risk and not _all_ended(table)):
        return None
    past = int(np.searchsorted(table.times, horizon, side="right"))
    share = min(1.0, float(table.incidence[past - 1])) if past else 0.0
    variance = _incidence_variance(table, past)
    if variance > _ROUNDING**2 and _ROUNDING < share < 1 - _ROUNDING:
        size = min(share * (1 - share) / variance, everyone)
    else:
        variance = 0.0
        ended_before = float(np.sum(table.ends[table.times < horizon]))
        size = ended_before + at_risk
    interval = wilson(share * size, size, confidence)
    return Incidence(horizon, share, math.sqrt(variance), interval, at_risk) if interval else None


def _all_ended(table: _LifeTable) -> bool:
    """Return whether nobody remained at risk after the last observation, so that the curve is flat and known."""
    return bool(len(table.times)) and bool(table.ends[-1] == table.at_risk[-1])


def _incidence_variance(table: _LifeTable, past: int) -> float:
    """Return Var F at the last of the first `past` times, with gain = F(t) - F(tᵢ):

    Σ gain² dᵢ/(nᵢ(nᵢ-dᵢ))  +  Σ S(tᵢ-)² eᵢ(nᵢ-eᵢ)/nᵢ³  -  2 Σ gain S(tᵢ-) eᵢ/nᵢ²

    When all at risk end together nᵢ-dᵢ is 0, but so is every later gain: that term is 0.
    """
    if not past:
        return 0.0
    n, e, d, s = (column[:past] for column in (table.at_risk, table.events, table.ends, table.surviving))
    gain = table.incidence[past - 1] - table.incidence[:past]
    hazard = np.divide(d, n * (n - d), out=np.zeros(past), where=n > d)
    terms = gain**2 * hazard + s**2 * e * (n - e) / n**3 - 2 * gain * s * e / n**2
    return max(0.0, float(np.sum(terms)))


def _check_days(days: Sequence[float]) -> None:
    for value in days:
        if not (math.isfinite(value) and value >= 0):
            raise ValueError(f"{value} days: a time is finite and not negative.")


# -- The verdict -------------------------------------------------------------------------------------------------


class Verdict(StrEnum):
    """What the evidence says of a track: does what is reported ship?"""

    LOOP = "loop"
    SUGGESTION_BOX = "suggestion_box"
    NOT_ENOUGH_EVIDENCE = "not_enough_evidence"


def verdict_at(integrated: int, n: int, cluster_sizes: Sequence[int]) -> Verdict:
    """Return one look's reading of `integrated` in `n` matured reports, `cluster_sizes` of them per distinct issue.

    Loop when the lower bound of `clustered_wilson` is above one third, suggestion box when the upper is below it.
    One look is not yet the verdict: see `settled_verdict`. Raises ValueError unless the clusters hold exactly the
    n reports.
    """
    if sum(cluster_sizes) != n:
        raise ValueError(f"The clusters hold {sum(cluster_sizes)} reports, not {n}.")
    return _side_of_a_third(clustered_wilson(integrated, cluster_sizes))


def settled_verdict(looks: Sequence[Verdict]) -> Verdict:
    """Return the verdict that stands after these looks, one per month-end in order; the last of `settled_verdicts`."""
    return settled_verdicts(looks)[-1] if looks else Verdict.NOT_ENOUGH_EVIDENCE


def settled_verdicts(looks: Sequence[Verdict]) -> list[Verdict]:
    """Return the verdict that stands after each look: hysteresis against calling a track by one odd month.

    It starts as not enough evidence. Any change, the first verdict and the way back to not enough evidence
    included, needs the same new reading at two consecutive looks; two looks that differ from what stands and from
    each other change nothing.
    """
    standing = before = Verdict.NOT_ENOUGH_EVIDENCE
    settled = []
    for look in looks:
        standing = look if look is before else standing
        before = look
        settled.append(standing)
    return settled


def month_ends(first: datetime, last: datetime) -> Iterator[datetime]:
    """Yield the UTC month-ends after `first` and up to `last`, in order: each is the instant the next month starts.

    A month that ends at `first` itself is left out: nothing of it lies at or after `first`. Raises ValueError for an
    instant without a time zone; others are read as the UTC instants they are.
    """
    for instant in (first, last):
        if instant.tzinfo is None:
            raise ValueError(f"{instant} has no time zone.")
    end = _next_month(first.astimezone(UTC))
    while end <= last:
        yield end
        end = _next_month(end)


def last_month_end(instant: datetime) -> datetime:
    """Return the last UTC month-end up to an instant: when its month started. Raises ValueError without a time zone."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant} has no time zone.")
    return instant.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _next_month(instant: datetime) -> datetime:
    return datetime(instant.year + instant.month // 12, instant.month % 12 + 1, 1, tzinfo=UTC)


def _side_of_a_third(interval: Interval | None) -> Verdict:
    if interval and interval.low > ONE_THIRD:
        return Verdict.LOOP
    if interval and interval.high < ONE_THIRD:
        return Verdict.SUGGESTION_BOX
    return Verdict.NOT_ENOUGH_EVIDENCE
