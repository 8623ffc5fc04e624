"""Figures against worked examples, a second implementation in exact fractions, and properties that must always hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from itertools import pairwise
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loop.statistics import (
    End,
    Interval,
    Observation,
    Verdict,
    clustered_wilson,
    cumulative_incidence,
    effective_size,
    median_time,
    month_ends,
    reports_needed,
    settled_verdict,
    settled_verdicts,
    verdict_at,
    wilson,
)

LOOP, BOX, UNSURE = Verdict.LOOP, Verdict.SUGGESTION_BOX, Verdict.NOT_ENOUGH_EVIDENCE
EVENT, COMPETING, CENSORED = End.EVENT, End.COMPETING, End.CENSORED

observations = st.lists(
    st.builds(Observation, days=st.integers(0, 12).map(float), end=st.sampled_from(End)), min_size=1, max_size=40
)
clusters = st.lists(st.integers(1, 8), max_size=60)


def interval(successes: float, n: float, confidence: float = 0.95) -> Interval:
    found = wilson(successes, n, confidence)
    assert found is not None
    return found


# -- Proportions


def test_the_worked_example_of_the_design() -> None:
    found = interval(107, 233)
    assert round(107 / 233, 3) == 0.459
    assert (round(found.low, 3), round(found.high, 3)) == (0.396, 0.523)


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [  # R. G. Newcombe, Stat. Med. 17 (1998) 857-872, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_agrees_with_newcombes_table(successes: int, n: int, low: float, high: float) -> None:
    found = interval(successes, n)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_nothing_observed_has_no_interval() -> None:
    assert wilson(0, 0) is None
    assert clustered_wilson(0, []) is None


@pytest.mark.parametrize(("successes", "n"), [(-1, 5), (6, 5), (0, float("inf")), (float("nan"), 5), (0, -1)])
def test_impossible_counts_are_refused(successes: float, n: float) -> None:
    with pytest.raises(ValueError, match="successes"):
        wilson(successes, n)


@pytest.mark.parametrize("confidence", [0.0, 1.0, 95.0])
def test_impossible_confidence_is_refused(confidence: float) -> None:
    with pytest.raises(ValueError, match="Confidence"):
        wilson(1, 2, confidence)


@given(n=st.floats(1e-6, 1e9), share=st.floats(0, 1))
def test_wilson_holds_the_rate_and_mirrors(n: float, share: float) -> None:
    successes = min(n, share * n)
    found, mirror = interval(successes, n), interval(n - successes, n)
    assert 0 <= found.low <= successes / n <= found.high <= 1
    assert found.low == pytest.approx(1 - mirror.high, abs=1e-6)
    assert interval(successes, n, 0.8).low >= found.low - 1e-12  # what is nought but for rounding may differ in it
    assert interval(0, n).low == 0
    assert interval(n, n).high == 1


@given(integrated=st.integers(0, 300), others=st.integers(1, 300))
def test_declining_one_more_never_raises_rate_or_bounds(integrated: int, others: int) -> None:
    before, after = interval(integrated, integrated + others), interval(integrated, integrated + others + 1)
    assert after.low <= before.low
    assert after.high <= before.high


@given(clusters)
def test_effective_size_lies_between_issues_and_reports(sizes: list[int]) -> None:
    found = effective_size(sizes)
    assert found <= sum(sizes) + 1e-9
    assert found >= (1 if sizes else 0)
    assert effective_size([5 * size for size in sizes]) == pytest.approx(found)


def test_effective_size_by_hand() -> None:
    assert effective_size([]) == 0
    assert effective_size([1] * 30) == 30
    assert effective_size([5] * 6) == 6
    assert effective_size([1, 1, 1, 1, 6]) == 100 / 40
    with pytest.raises(ValueError, match="at least one"):
        effective_size([3, 0])


def test_duplicates_widen_the_interval_about_the_same_rate() -> None:
    assert clustered_wilson(107, [1] * 233) == wilson(107, 233)
    assert clustered_wilson(50, [5] * 20) == wilson(10, 20)
    with pytest.raises(ValueError, match="successes"):
        clustered_wilson(4, [1, 2])


def test_reports_needed_at_the_worked_rates() -> None:
    assert reports_needed(0.46) == 49  # DEMANDS 3A
    assert reports_needed(0.25) == 114  # DEMANDS 3A
    assert reports_needed(4 / 7) == 15  # "at this rate about ten more would"
    assert reports_needed(0) == 8
    assert reports_needed(1) == 2


@pytest.mark.parametrize("rate", [1 / 3, 0.33333333, 0.3334])
def test_no_plausible_number_of_reports_settles_a_rate_at_one_third(rate: float) -> None:
    assert reports_needed(rate) is None


def test_reports_needed_refuses_a_percentage() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        reports_needed(46)


@given(st.floats(0, 0.31) | st.floats(0.36, 1))
def test_reports_needed_is_the_first_size_that_is_clear_on_the_rates_side(rate: float) -> None:
    def reading(n: int) -> Verdict:
        return verdict_at(round(rate * n), n, [1] * n)

    first = next(n for n in range(1, 3000) if reading(n) is not UNSURE)
    assert reports_needed(rate) == first
    assert reading(first) is (LOOP if rate > 1 / 3 else BOX)


# -- Times to an end

# Ten reports, ended and last seen at the same instants: on day 5 two ship, one is declined and one is still open.
WORKED = [
    *[Observation(5, EVENT)] * 2,
    Observation(5, COMPETING),
    Observation(5, CENSORED),
    Observation(10, EVENT),
    Observation(10, COMPETING),
    Observation(12, CENSORED),
    Observation(20, EVENT),
    *[Observation(30, CENSORED)] * 2,
]


@pytest.mark.parametrize(
    ("days", "share", "at_risk"),
    [
        (0, Fraction(0), 10),
        (4.9, Fraction(0), 10),
        (5, Fraction(2, 10), 10),  # the one censored at day 5 is still at risk there
        (9, Fraction(2, 10), 6),
        (10, Fraction(2, 10) + Fraction(7, 10) * Fraction(1, 6), 6),
        (19, Fraction(19, 60), 3),
        (20, Fraction(19, 60) + Fraction(7, 10) * Fraction(4, 6) * Fraction(1, 3), 3),
        (30, Fraction(17, 36), 2),
    ],
)
def test_incidence_of_the_worked_example(days: float, share: Fraction, at_risk: int) -> None:
    found = cumulative_incidence(WORKED, [days])[days]
    assert found is not None
    assert found.probability == pytest.approx(float(share), abs=1e-15)
    assert found.at_risk == at_risk


def test_standard_error_of_the_worked_example() -> None:
    found = cumulative_incidence(WORKED, [10])[10]
    assert found is not None
    gain = Fraction(7, 60)  # F(10) - F(5)
    variance = (
        gain**2 * Fraction(3, 10 * 7)
        + Fraction(2 * 8, 10**3)
        - 2 * gain * Fraction(2, 10**2)
        + Fraction(7, 10) ** 2 * Fraction(1 * 5, 6**3)
    )
    assert found.standard_error == pytest.approx(sqrt(variance), rel=1e-12)
    share = found.probability
    size = share * (1 - share) / float(variance)
    assert found.interval.low == pytest.approx(interval(share * size, size).low, rel=1e-12)


def test_a_horizon_nobody_was_watched_to_has_no_figure() -> None:
    assert cumulative_incidence(WORKED, [30.1]) == {30.1: None}
    assert cumulative_incidence([], [30]) == {30: None}
    assert cumulative_incidence([Observation(3, EVENT), Observation(3, CENSORED)], [4]) == {4: None}


def test_a_curve_with_nobody_left_open_is_known_for_ever() -> None:
    found = cumulative_incidence([Observation(3, EVENT), Observation(7, COMPETING)], [365])[365]
    assert found is not None
    assert (found.probability, found.at_risk) == (0.5, 0)


def test_nothing_shipped_yet_is_still_uncertain() -> None:
    found = cumulative_incidence([Observation(40, CENSORED)] * 20, [30])[30]
    assert found is not None
    assert found.interval == wilson(0, 20)


@pytest.mark.parametrize("days", [-1.0, float("nan"), float("inf")])
def test_impossible_times_are_refused(days: float) -> None:
    with pytest.raises(ValueError, match="not negative"):
        cumulative_incidence([Observation(days, EVENT)], [1])
    with pytest.raises(ValueError, match="not negative"):
        cumulative_incidence(WORKED, [days])


def slow_incidence(reports: Sequence[Observation], horizon: float, kind: End) -> Fraction:
    """The estimate once more, from its definition, day by day in exact fractions."""
    surviving, share = Fraction(1), Fraction(0)
    for day in sorted({r.days for r in reports if r.days <= horizon}):
        at_risk = sum(r.days >= day for r in reports)
        share += surviving * Fraction(sum(r.days == day and r.end is kind for r in reports), at_risk)
        ended = sum(r.days == day and r.end is not CENSORED for r in reports)
        surviving *= 1 - Fraction(ended, at_risk)
    return share


@given(observations, st.integers(0, 12))
def test_incidence_is_its_definition(reports: list[Observation], horizon: int) -> None:
    found = cumulative_incidence(reports, [horizon])[horizon]
    if found is None:
        assert max(r.days for r in reports) < horizon
        return
    assert found.probability == pytest.approx(float(slow_incidence(reports, horizon, EVENT)), abs=1e-12)
    assert 0 <= found.interval.low <= found.probability + 1e-12
    assert found.probability - 1e-12 <= found.interval.high <= 1


@given(observations)
def test_incidence_never_falls_and_its_kinds_share_one_whole(reports: list[Observation]) -> None:
    curve = [point for point in cumulative_incidence(reports, range(13)).values() if point]
    assert all(a.probability <= b.probability for a, b in pairwise(curve))
    swapped = {EVENT: COMPETING, COMPETING: EVENT, CENSORED: CENSORED}
    others = cumulative_incidence([Observation(r.days, swapped[r.end]) for r in reports], range(13))
    assert all(p.probability + q.probability <= 1 + 1e-12 for p in curve if (q := others[p.days]))


@given(observations, st.integers(0, 12))
def test_without_censoring_it_is_the_share_with_plain_wilson(reports: list[Observation], horizon: int) -> None:
    ended = [Observation(r.days, EVENT if r.end is EVENT else COMPETING) for r in reports]
    found = cumulative_incidence(ended, [horizon])[horizon]
    plain = interval(sum(r.end is EVENT and r.days <= horizon for r in ended), len(ended))
    assert found is not None
    assert found.interval.low == pytest.approx(plain.low, abs=1e-9)
    assert found.interval.high == pytest.approx(plain.high, abs=1e-9)


@given(observations, st.integers(0, 12), st.floats(0.5, 100))
def test_what_comes_after_the_horizon_does_not_matter(reports: list[Observation], horizon: int, later: float) -> None:
    blinded = [r if r.days <= horizon else Observation(horizon + later, CENSORED) for r in reports]
    before, after = cumulative_incidence(reports, [horizon]), cumulative_incidence(blinded, [horizon])
    assert before == after


# E. J. Freireich et al., Blood 21 (1963) 699-716: weeks of remission on 6-mercaptopurine, 21 patients, with ties;
# survival textbooks print its Kaplan-Meier table.
REMISSIONS = [
    *(Observation(week, EVENT) for week in (6, 6, 6, 7, 10, 13, 16, 22, 23)),
    *(Observation(week, CENSORED) for week in (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)),
]


@pytest.mark.parametrize(
    ("week", "remaining", "standard_error"),
    [(6, 0.857, 0.0764), (7, 0.807, 0.0869), (10, 0.753, 0.0963), (16, 0.627, 0.1141), (23, 0.448, 0.1346)],
)
def test_with_one_kind_of_end_it_is_kaplan_meier_with_greenwoods_error(
    week: int, remaining: float, standard_error: float
) -> None:
    found = cumulative_incidence(REMISSIONS, [week])[week]
    assert found is not None
    assert round(1 - found.probability, 3) == remaining
    assert round(found.standard_error, 4) == standard_error


def test_median_of_the_remissions() -> None:
    assert median_time(REMISSIONS) == 23


def test_median_counts_a_declined_report_as_one_that_never_ships() -> None:
    shipped = [Observation(day, EVENT) for day in (1, 2, 3)]
    assert median_time(shipped) == 2
    assert median_time([*shipped, *[Observation(1, COMPETING)] * 3]) == 3
    assert median_time([*shipped, *[Observation(1, COMPETING)] * 4]) is None
    assert median_time([]) is None


@given(observations)
def test_the_median_is_where_the_incidence_reaches_half(reports: list[Observation]) -> None:
    median = median_time(reports)
    halves = [day for day in range(13) if slow_incidence(reports, day, EVENT) >= Fraction(1, 2)]
    assert median == (halves[0] if halves else None)


# -- The verdict


def test_readings_of_one_look() -> None:
    assert verdict_at(107, 233, [1] * 233) is LOOP
    assert verdict_at(20, 120, [1] * 120) is BOX
    assert verdict_at(4, 7, [1] * 7) is UNSURE
    assert verdict_at(0, 0, []) is UNSURE


def test_duplicates_in_fives_are_less_evidence() -> None:
    assert verdict_at(46, 100, [1] * 100) is LOOP
    assert verdict_at(46, 100, [5] * 20) is UNSURE


def test_clusters_must_hold_the_reports() -> None:
    with pytest.raises(ValueError, match="hold 3 reports, not 4"):
        verdict_at(1, 4, [2, 1])


@pytest.mark.parametrize(
    ("looks", "standing"),
    [
        ([], []),
        ([LOOP], [UNSURE]),
        ([LOOP, LOOP], [UNSURE, LOOP]),
        ([LOOP, LOOP, BOX, LOOP], [UNSURE, LOOP, LOOP, LOOP]),
        ([LOOP, LOOP, BOX, BOX], [UNSURE, LOOP, LOOP, BOX]),
        ([LOOP, LOOP, UNSURE, BOX, BOX], [UNSURE, LOOP, LOOP, LOOP, BOX]),
        ([BOX, BOX, UNSURE, UNSURE], [UNSURE, BOX, BOX, UNSURE]),
        ([LOOP, BOX, LOOP, BOX], [UNSURE] * 4),
    ],
)
def test_a_change_needs_two_month_ends_in_a_row(looks: list[Verdict], standing: list[Verdict]) -> None:
    assert settled_verdicts(looks) == standing
    assert settled_verdict(looks) is (standing[-1] if standing else UNSURE)


@given(st.lists(st.sampled_from(Verdict)), st.lists(st.sampled_from(Verdict)))
def test_later_looks_leave_earlier_verdicts_alone(looks: list[Verdict], later: list[Verdict]) -> None:
    assert settled_verdicts(looks + later)[: len(looks)] == settled_verdicts(looks)


def test_month_ends_by_hand() -> None:
    found = list(month_ends(datetime(2024, 11, 15, tzinfo=UTC), datetime(2025, 2, 1, tzinfo=UTC)))
    assert found == [
        datetime(2024, 12, 1, tzinfo=UTC),
        datetime(2025, 1, 1, tzinfo=UTC),
        datetime(2025, 2, 1, tzinfo=UTC),
    ]


def test_a_month_that_ends_at_the_first_instant_is_left_out() -> None:
    march = datetime(2025, 3, 1, tzinfo=UTC)
    assert list(month_ends(march, march)) == []
    assert list(month_ends(march, march - timedelta(days=90))) == []
    assert list(month_ends(march - timedelta(seconds=1), march)) == [march]


def test_month_ends_are_utc_wherever_the_instants_come_from() -> None:
    tokyo = timezone(timedelta(hours=9))
    first = datetime(2025, 3, 1, 8, tzinfo=tokyo)  # 28 February, 23:00 UTC
    assert list(month_ends(first, first + timedelta(hours=1))) == [datetime(2025, 3, 1, tzinfo=UTC)]


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        list(month_ends(datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 3, 1)))  # noqa: DTZ001 - the case under test
