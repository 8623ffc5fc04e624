"""Money: what the loop brought and what it cost, in two ledgers apart, replayed from events as of any instant."""

from __future__ import annotations

from loop.money.amounts import Amount, NoAmountError, amount_of
from loop.money.claims import NotBookedError, Running, Stated
from loop.money.picture import money_finding, money_picture
from loop.money.quarters import Quarter
from loop.money.reading import Ledger, Money, UnitCosts, money, moneys
from loop.money.value import Booked

__all__ = [
    "Amount",
    "Booked",
    "Ledger",
    "Money",
    "NoAmountError",
    "NotBookedError",
    "Quarter",
    "Running",
    "Stated",
    "UnitCosts",
    "amount_of",
    "money",
    "money_finding",
    "money_picture",
    "moneys",
]
