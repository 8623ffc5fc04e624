"""The scorecard: every figure of a track as of an instant, assembled from the counts and the statistics."""

from __future__ import annotations

from loop.scorecard.assembling import scorecards
from loop.scorecard.behind import FIGURES, OPENED, RATES, Behind, Rate, behind, left_over, listing
from loop.scorecard.card import ProductShare, RateAt, Scorecard, Share, Verification, as_json
from loop.scorecard.practice import Figure, Practice, practices
from loop.scorecard.register import REGISTER, register_table
from loop.scorecard.scene import WHOLE, Excerpt, Scene, scene_of

__all__ = [
    "FIGURES",
    "OPENED",
    "RATES",
    "REGISTER",
    "WHOLE",
    "Behind",
    "Excerpt",
    "Figure",
    "Practice",
    "ProductShare",
    "Rate",
    "RateAt",
    "Scene",
    "Scorecard",
    "Share",
    "Verification",
    "as_json",
    "behind",
    "left_over",
    "listing",
    "practices",
    "register_table",
    "scene_of",
    "scorecards",
]
