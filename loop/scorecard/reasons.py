"""What drags a verdict: the greatest pile of matured reports that did not ship, and whose it is.

It names products, whose owners can do something about it, and outcomes; never a person who reports.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from config.words import Outcome, State
from storage.figures import Pile

_ENDED = {
    Outcome.DECLINED: "declined",
    Outcome.NOT_REPRODUCIBLE: "closed as not reproducible",
    Outcome.DUPLICATE: "closed as duplicates of issues that cannot be seen from here",
    Outcome.ANSWERED: "answered with nothing shipped because of them",
    Outcome.REMOVED: "deleted or hidden in Jira",
    Outcome.UNKNOWN: "closed in a way that cannot be read as shipped or not",
}


def drag(piles: Sequence[Pile], at: datetime, maturity_days: int, names: Mapping[str, str]) -> str:
    """Say in one sentence what keeps the matured reports of the two years before `at` from having shipped.

    piles: the reports of these years by product and standing; names: product to name.
    """
    counted = [pile for pile in piles if pile.matured and pile.state is not State.WITHDRAWN]
    n = sum(pile.count for pile in counted)
    if not n:
        return f"No report of the last two years is older than {maturity_days} days yet."
    missed = Counter[Outcome | None]()
    for pile in counted:
        if pile.outcome is not Outcome.INTEGRATED:
            missed[pile.outcome] += pile.count
    if not missed:
        return f"All {n} reports of the last two years that are older than {maturity_days} days have shipped."
    outcome, count = missed.most_common(1)[0]
    alike = [pile for pile in counted if pile.outcome is outcome]
    base = f"Judged by {n} {'report' if n == 1 else 'reports'} older than {maturity_days} days"
    return f"{base}: {_missed(outcome, count, _whose(alike, count, names), _oldest_days(alike, at))}."


def _missed(outcome: Outcome | None, count: int, whose: str, oldest_days: int) -> str:
    one = count == 1
    if outcome is None:
        waits = f"for {oldest_days} days" if one else f"the oldest for {oldest_days} days"
        return f"{count} {'is' if one else 'are'} still open, {whose}, {waits}"
    return f"{count} {'was' if one else 'were'} {_ENDED[outcome]}, {whose}"


def _whose(piles: Sequence[Pile], count: int, names: Mapping[str, str]) -> str:
    by_product = Counter[str]()
    for pile in piles:
        by_product[pile.product] += pile.count
    product, most = by_product.most_common(1)[0]
    name = names.get(product, product)
    if most == count:
        return f"of {name}" if count == 1 else f"all of {name}"
    return f"most of them of {name} ({most})" if 2 * most > count else f"{most} of them of {name}"


def _oldest_days(piles: Sequence[Pile], at: datetime) -> int:
    return (at - min(pile.oldest for pile in piles)).days
