"""Programmes with a known true rate. Days are counted from the first report; a month is 365.25 / 12 days."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MONTH_DAYS = 365.25 / 12

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Programme:
    """What is true of a programme: this share of its issues ships some day, half of those within the median.

    reports_a_month: on average (arrivals are Poisson). cluster: how many reports each issue has.
    """

    name: str
    true_rate: float
    median_days: float = 120.0
    reports_a_month: float = 20.0
    cluster: int = 1


Waits = Callable[[np.random.Generator, float, int], Floats]


def _exponential(random: np.random.Generator, median: float, count: int) -> Floats:
    return random.exponential(median / math.log(2), count)


def _lognormal(random: np.random.Generator, median: float, count: int) -> Floats:
    # A spread of 1.5: one in ten ships within 18 days, one in ten takes more than two years.
    return random.lognormal(math.log(median), 1.5, count)


SHAPES: dict[str, Waits] = {"exponential": _exponential, "lognormal": _lognormal}
"""How times to ship are spread around their median."""


@dataclass(frozen=True)
class History:
    """One simulated programme: per issue when it was reported and when it ships (inf: never)."""

    reported: Floats
    shipped: Floats
    cluster: int


def simulate(programme: Programme, months: int, random: np.random.Generator, waits: Waits) -> History:
    """Draw one history."""
    count = random.poisson(programme.reports_a_month / programme.cluster * months)
    reported = np.sort(random.uniform(0, months * MONTH_DAYS, count))
    ships = random.random(count) < programme.true_rate
    shipped = reported + waits(random, programme.median_days, count)
    return History(reported, np.where(ships, shipped, np.inf), programme.cluster)
