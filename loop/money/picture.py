"""The picture of what the loop brought: all tracks of a digest together, quarter by quarter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from loop.money.amounts import Amount, total
from loop.money.quarters import Quarter, quarter_of
from loop.money.reading import Ledger, Money
from loop.money.wording import spread

if TYPE_CHECKING:
    from loop.charts import Chart, QuarterSums, Theme


def money_picture(moneys: Sequence[Money], theme: Theme = "light") -> Chart | None:
    """Draw the money of these tracks, of which none is a part of another; None while their books are empty."""
    names = sorted({quarter.name for money in moneys for quarter in money.quarters if _has_begun(quarter, money)})
    if not names:
        return None
    # Only who draws waits for matplotlib, which takes longer to import than all the rest of the program.
    from loop.charts import money_chart

    sums = [_sums(name, moneys) for name in names]
    return money_chart(sums, currency=moneys[0].currency, title=money_finding(moneys), theme=theme)


def _has_begun(quarter: Quarter, money: Money) -> bool:
    return quarter.name <= quarter_of(money.as_of)


def _sums(name: str, moneys: Sequence[Money]) -> QuarterSums:
    from loop.charts import QuarterSums

    quarters = [quarter for money in moneys for quarter in money.quarters if quarter.name == name]
    return QuarterSums(
        name,
        _range(quarter.confirmed for quarter in quarters),
        _range(quarter.claimed for quarter in quarters),
        _sum(quarter.cost for quarter in quarters),
        _sum(quarter.planned for quarter in quarters),
    )


def _range(amounts: Iterable[Amount | None]) -> tuple[float, float] | None:
    known = [amount for amount in amounts if amount is not None]
    together = total(known)
    return (float(together.low), float(together.high)) if known else None


def _sum(values: Iterable[Decimal | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(sum(known, Decimal(0))) if known else None


def money_finding(moneys: Sequence[Money]) -> str:
    """Say what both ledgers of these tracks come to."""
    currency = moneys[0].currency
    confirmed, claimed = (_gross(moneys, which) for which in (_confirmed, _claimed))
    first = f"{spread(confirmed, currency)} confirmed so far" if confirmed else "Nothing is confirmed yet"
    return f"{first}; {spread(claimed, currency)} is claimed" if claimed else first


def _gross(moneys: Sequence[Money], which: Callable[[Money], Ledger]) -> Amount | None:
    known = [gross for money in moneys if (gross := which(money).gross) is not None]
    return total(known) if known else None


def _confirmed(money: Money) -> Ledger:
    return money.confirmed


def _claimed(money: Money) -> Ledger:
    return money.claimed
