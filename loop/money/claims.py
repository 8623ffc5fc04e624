"""What people claim, checked and made an entry: pure, so that nothing wrong reaches the books."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from config.catalogue import MoneyTerms
from config.words import Benefit, Expense
from loop.money.amounts import Amount
from storage.money import Claim

# Quarters are named by years of this century.
_FIRST_YEAR, _LAST_YEAR = 2000, 2099


class NotBookedError(Exception):
    """Nothing was written into the books, for a reason that is a sentence."""


@dataclass(frozen=True)
class Stated:
    """What a person states of an amount: how it comes about, and where that can be looked up."""

    amount: Amount
    formula: str
    evidence: str = ""


@dataclass(frozen=True)
class Running:
    """An amount that comes each month, from a day until another; or once, on the first."""

    since: datetime
    until: datetime | None = None
    monthly: bool = True


def gain(benefit: Benefit, report_id: int, stated: Stated, terms: MoneyTerms, person: str) -> Claim:
    """What one report, and whatever is one issue with it, avoided once or returns each month. Raises NotBookedError."""
    claim = replace(_claim(benefit, stated, terms, person), report_id=report_id)
    if benefit is not Benefit.RETURNED:
        return claim
    return replace(claim, monthly=True, months=terms.counted_months)


def retired(track: str, tool: str, stated: Stated, since: datetime, terms: MoneyTerms, person: str) -> Claim:
    """What a tool no longer costs each month since it was switched off. Raises NotBookedError."""
    _refuse_odd_days(since)
    if not tool:
        raise NotBookedError("Which tool was retired? Name it: --of 'Old service desk'.")
    claim = replace(_claim(Benefit.RETIRED, stated, terms, person), track=track, subject=tool)
    return replace(claim, since=since, monthly=True, months=terms.counted_months)


def cost(track: str, expense: Expense, stated: Stated, running: Running, terms: MoneyTerms, person: str) -> Claim:
    """What the loop itself costs a track; it counts as long as it runs. Raises NotBookedError."""
    _refuse_odd_days(running.since, running.until)
    if running.until is not None and running.until <= running.since:
        raise NotBookedError("It would end before it begins; give --until a later day than --since.")
    claim = replace(_claim(Benefit.COST, stated, terms, person), track=track, subject=expense.value)
    return replace(claim, since=running.since, until=running.until, monthly=running.monthly)


def _refuse_odd_days(*days: datetime | None) -> None:
    if any(day is not None and not _FIRST_YEAR <= day.year <= _LAST_YEAR for day in days):
        raise NotBookedError(f"That day is mistyped; the books go from {_FIRST_YEAR} to {_LAST_YEAR}.")


def _claim(benefit: Benefit, stated: Stated, terms: MoneyTerms, person: str) -> Claim:
    if not stated.formula:
        raise NotBookedError("A claim needs its formula: --formula '3 days of 4 people', so that others can check it.")
    if stated.amount.low > stated.amount.high:
        raise NotBookedError("The low amount is above the high one; give them the other way round.")
    return Claim(
        benefit=benefit,
        currency=terms.currency,
        low=stated.amount.low,
        high=stated.amount.high,
        formula=stated.formula,
        estimator=person,
        evidence=stated.evidence,
    )
