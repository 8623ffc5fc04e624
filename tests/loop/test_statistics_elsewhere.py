"""The same figures by an independent library, statsmodels: random data full of ties must agree to the last digits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight
from statsmodels.stats.proportion import proportion_confint

from loop.statistics import End, Observation, cumulative_incidence, median_time, wilson

CODES = {End.CENSORED: 0, End.EVENT: 1, End.COMPETING: 2}

# Forty reports on thirteen days: nearly all of them are ties.
observations = st.lists(
    st.builds(Observation, days=st.integers(0, 12).map(float), end=st.sampled_from(End)), min_size=2, max_size=40
)


@given(n=st.integers(1, 5000), data=st.data())
def test_wilson(n: int, data: st.DataObject) -> None:
    successes = data.draw(st.integers(0, n))
    low, high = proportion_confint(successes, n, method="wilson")
    found = wilson(successes, n)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-12)


@given(observations)
def test_incidence_and_its_error_at_ties(reports: list[Observation]) -> None:
    codes = np.array([CODES[one.end] for one in reports])
    if not {1, 2} <= set(codes):
        return  # the other library wants to see both kinds of end
    with np.errstate(divide="ignore", invalid="ignore"):  # it divides by nobody left where all end together
        other = CumIncidenceRight(np.array([one.days for one in reports]), codes)
    found = cumulative_incidence(reports, [float(time) for time in other.times])
    for time, share, error in zip(other.times, other.cinc[0], other.cinc_se[0], strict=True):
        ours = found[float(time)]
        assert ours is not None
        assert ours.probability == pytest.approx(share, abs=1e-12)
        if ours.standard_error > 0 and np.isfinite(error):
            assert ours.standard_error == pytest.approx(error, abs=1e-9)


@given(observations)
def test_the_median_of_one_kind_of_end(reports: list[Observation]) -> None:
    alone = [Observation(one.days, End.EVENT if one.end is End.EVENT else End.CENSORED) for one in reports]
    if all(one.end is End.CENSORED for one in alone):
        assert median_time(alone) is None
        return
    survival = SurvfuncRight(
        np.array([one.days for one in alone]), np.array([int(one.end is End.EVENT) for one in alone])
    )
    median = survival.quantile(0.5)
    ours = median_time(alone)
    if ours is None:
        assert np.isnan(median) or min(survival.surv_prob) > 0.5 - 1e-12
    else:
        # At exactly one half the other library takes the next time; ours is the first day with half of them.
        reached = survival.surv_times[np.flatnonzero(survival.surv_prob <= 0.5 + 1e-12)[0]]
        assert ours == reached
