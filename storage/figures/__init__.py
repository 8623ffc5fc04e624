"""The SQL of the scorecard: every figure is replayed from `events`, as of any instant, in one query per look.

`standing` says where each report stood; `counts` counts that, `answers` reads what reporters heard and said, `lists`
names the issues behind the counts, `money` says when something stood as shipped. What is counted, and why, is
`loop.scorecard`'s business (DESIGN, section 3), and what it is worth that of `loop.money`.
"""

from __future__ import annotations

from storage.figures.answers import Verified, reasons_delivered, verified
from storage.figures.counts import Look, Pile, Span, course, first_submission, looked, piles, spans
from storage.figures.lists import (
    Listed,
    Member,
    Unread,
    Waiting,
    members,
    oldest_open,
    previous_period,
    shipped_between,
    unread_statuses,
    waiting_by_product,
)
from storage.figures.membership import Membership, membership
from storage.figures.money import Said, Stood, Unclaimed, Units, any_unclaimed, stood, unclaimed, units
from storage.figures.practice import Mishaps, Steps, Usage, duplicates_caught, mishaps, steps, usage
from storage.figures.standing import OPEN, AsOf, Tracks, in_no_track
from storage.figures.window import EVER, Window

__all__ = [
    "EVER",
    "OPEN",
    "AsOf",
    "Listed",
    "Look",
    "Member",
    "Membership",
    "Mishaps",
    "Pile",
    "Said",
    "Span",
    "Steps",
    "Stood",
    "Tracks",
    "Unclaimed",
    "Units",
    "Unread",
    "Usage",
    "Verified",
    "Waiting",
    "Window",
    "any_unclaimed",
    "course",
    "duplicates_caught",
    "first_submission",
    "in_no_track",
    "looked",
    "members",
    "membership",
    "mishaps",
    "oldest_open",
    "piles",
    "previous_period",
    "reasons_delivered",
    "shipped_between",
    "spans",
    "steps",
    "stood",
    "unclaimed",
    "units",
    "unread_statuses",
    "usage",
    "verified",
    "waiting_by_product",
]
