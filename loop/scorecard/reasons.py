"""What drags a verdict: the greatest pile of the reports it rests on that did not ship, and whose it is.

It names products, whose owners can do something about it, and outcomes; never a person who reports.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from config.words import Outcome
from loop.scorecard.card import Judged
from storage.figures import Pile

_ENDED = {
    Outcome.DECLINED: "declined",
    Outcome.NOT_REPRODUCIBLE: "closed as not reproducible",
    Outcome.DUPLICATE: "closed as duplicates of issues that cannot be seen from here",
    Outcome.ANSWERED: "answered with nothing shipped because of them",
    Outcome.REMOVED: "deleted or hidden in Jira",
    Outcome.UNKNOWN: "closed in a way that cannot be read as shipped or not",
}


def drag(judged: Judged, piles: Sequence[Pile], now: datetime, maturity_days: int, names: Mapping[str, str]) -> str:
    """Say in one sentence what keeps the reports that were judged from having shipped.

    piles: these reports by product and standing, as they stand now; names: product to name.
    """
    n = judged.share.n
    if judged.at is None or not n:
        since = f"at the last month-end no report of the two years before was older than {maturity_days} days"
        return f"There is nothing to judge yet: {since}."
    missed = Counter[Outcome | None]()
    for pile in piles:
        if pile.outcome is not Outcome.INTEGRATED:
            missed[pile.outcome] += pile.count
    base = f"Judged on {_day(judged.at)} by {_reports(n)} {maturity_days} days to two years old"
    if not missed:
        return f"{base}: {'it has' if n == 1 else 'all have'} shipped."
    outcome, count = missed.most_common(1)[0]
    alike = [pile for pile in piles if pile.outcome is outcome]
    return f"{base}: {_missed(outcome, count, _whose(alike, count, names), _oldest_days(alike, now))}."


def _day(moment: datetime) -> str:
    return f"{moment:%d %b %Y}".lstrip("0")


def _reports(n: int) -> str:
    return "1 report that was" if n == 1 else f"{n} reports that were"


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
