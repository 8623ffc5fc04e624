"""The scorecard: every figure of a track as of an instant, assembled from the counts and the statistics."""

from __future__ import annotations

from loop.scorecard.assembling import scorecards
from loop.scorecard.behind import FIGURES, RATES, Behind, Rate, behind, listing
from loop.scorecard.card import RateAt, Scorecard, Share, Verification, as_json
from loop.scorecard.practice import REGISTER, Practice, practices, register_table

__all__ = [
    "FIGURES",
    "RATES",
    "REGISTER",
    "Behind",
    "Practice",
    "Rate",
    "RateAt",
    "Scorecard",
    "Share",
    "Verification",
    "as_json",
    "behind",
    "listing",
    "practices",
    "register_table",
    "scorecards",
]
