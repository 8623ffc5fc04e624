"""The two rules that are compared: the product's verdict, and the naive one."""

from __future__ import annotations

import numpy as np

from benchmarks.verdict.programmes import MONTH_DAYS, History
from loop.statistics import ONE_THIRD, Verdict, settled_verdicts, verdict_at

WINDOW_DAYS = 730
NAIVE_FEWEST = 10


def ours(history: History, months: int, maturity_days: int) -> list[Verdict]:
    """The verdict that stands after each month-end, by the product's own functions."""
    return settled_verdicts([_look(history, (month + 1) * MONTH_DAYS, maturity_days) for month in range(months)])


def _look(history: History, at: float, maturity_days: int) -> Verdict:
    judged = (history.reported <= at - maturity_days) & (history.reported >= at - WINDOW_DAYS)
    issues = int(np.count_nonzero(judged))
    shipped = int(np.count_nonzero(history.shipped[judged] <= at))
    size = history.cluster
    return verdict_at(shipped * size, issues * size, [size] * issues)


def naive(history: History, months: int, _maturity_days: int) -> list[Verdict]:
    """Call it a suggestion box whenever less than a third of all that was ever reported has shipped."""
    return [_naive_look(history, (month + 1) * MONTH_DAYS) for month in range(months)]


def _naive_look(history: History, at: float) -> Verdict:
    reported = np.count_nonzero(history.reported <= at) * history.cluster
    if reported < NAIVE_FEWEST:
        return Verdict.NOT_ENOUGH_EVIDENCE
    shipped = np.count_nonzero(history.shipped <= at) * history.cluster
    return Verdict.SUGGESTION_BOX if shipped / reported < ONE_THIRD else Verdict.LOOP
