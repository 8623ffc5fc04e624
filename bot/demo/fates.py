"""Dealing fates: what becomes of each report, in fair shares of everything that can, and in time to be seen."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from bot.demo.business_clock import STEPS
from bot.demo.script import Fate, Planned, Twist

_SHARES = {
    Fate.REOPEN: 0.05,
    Fate.MOVE: 0.04,
    Fate.SHIP: 0.36,
    Fate.DECLINE: 0.11,
    Fate.NOT_REPRODUCED: 0.06,
    Fate.ANSWER: 0.06,
    Fate.DUPLICATE: 0.06,
    Fate.DUPLICATE_ELSEWHERE: 0.03,
    Fate.UNMAPPED: 0.03,
    Fate.DELETE: 0.02,
}
"""Shares of all reports; the rest stays open. Those that need most time are dealt first."""

# From this many reports on, everything that can happen does happen.
_ENOUGH_FOR_ALL = 20
_SOONEST, _LATEST = 2, 9
_MOST_DELETED = 3

STEPS_TO_REOPEN = 4
"""From the first shipping to the second: two steps to the reopening, and two more."""
_LAST = STEPS - 1


def deal(reports: Sequence[Planned], dice: random.Random, *, without: frozenset[Fate] = frozenset()) -> list[Planned]:
    """Give every report a fate, but those that have one. Withdrawn ones have none to get."""
    waiting = [planned for planned in reports if planned.fate is Fate.OPEN and planned.twist is not Twist.WITHDRAWN]
    dice.shuffle(waiting)
    dealt: dict[int, Planned] = {}
    for fate in _deck(len(waiting), without):
        chosen = next((planned for planned in waiting if planned.step + _needs(fate) <= _LAST), None)
        if chosen is not None:
            waiting.remove(chosen)
            dealt[chosen.number] = with_fate(chosen, fate, dice)
    return [dealt.get(planned.number, planned) for planned in reports]


def with_fate(planned: Planned, fate: Fate, dice: random.Random, *, not_before: int = 0) -> Planned:
    """Return the report with a fate that comes some steps after it, or after `not_before`, and soon enough."""
    first = max(planned.step + _SOONEST, not_before)
    last = _LAST - (_needs(fate) - _SOONEST)
    return replace(planned, fate=fate, decided=min(last, dice.randint(first, max(first, planned.step + _LATEST))))


def _needs(fate: Fate) -> int:
    return _SOONEST + (STEPS_TO_REOPEN + 1 if fate is Fate.REOPEN else 1 if fate is Fate.MOVE else 0)


def _deck(size: int, without: frozenset[Fate]) -> list[Fate]:
    least = 1 if size >= _ENOUGH_FOR_ALL else 0
    counts = {fate: max(least, round(share * size)) for fate, share in _SHARES.items() if fate not in without}
    counts[Fate.DELETE] = min(counts[Fate.DELETE], _MOST_DELETED)
    return [fate for fate, count in counts.items() for _ in range(count)]
