"""Pictures for a digest: each one idea, with the finding as its title and the same in words as its alt text."""

from __future__ import annotations

from loop.charts.card import Chart, Theme
from loop.charts.digest import digest_chart
from loop.charts.funnel import funnel_chart
from loop.charts.incidence import Curve, incidence_chart
from loop.charts.money import QuarterSums, money_chart
from loop.charts.rate import rate_chart
from loop.charts.readings import RatePoint, TrackRate

__all__ = [
    "Chart",
    "Curve",
    "QuarterSums",
    "RatePoint",
    "Theme",
    "TrackRate",
    "digest_chart",
    "funnel_chart",
    "incidence_chart",
    "money_chart",
    "rate_chart",
]
