"""How an entry of money came about, in words that its reader can check."""

from __future__ import annotations

from decimal import Decimal

from loop.money.amounts import Amount


def plain(value: Decimal) -> str:
    """`1 250` or `1 250.50`: thousands parted by a space that does not break."""
    whole = value == value.to_integral_value()
    return (
        f"{value:,.0f}".replace(",", "\N{NO-BREAK SPACE}")
        if whole
        else f"{value:,.2f}".replace(",", "\N{NO-BREAK SPACE}")
    )


def spread(amount: Amount, currency: str) -> str:
    """`EUR 1 000 to 2 500`, or one number where both ends are the same."""
    if amount.low == amount.high:
        return f"{currency}\N{NO-BREAK SPACE}{plain(amount.low)}"
    return f"{currency}\N{NO-BREAK SPACE}{plain(amount.low)} to {plain(amount.high)}"


def returned_formula(people: int, everybody: int, minutes: int, times: float, rate: float, currency: str) -> str:
    """The formula of time that comes back each month. people: who said so themselves; everybody: who is behind it."""
    counted = f"{people} {'person' if people == 1 else 'people'}"
    if everybody > people:
        counted = f"{people} to {everybody} people"
    hour = f"{currency}\N{NO-BREAK SPACE}{plain(Decimal(str(rate)))} an hour"
    return f"{counted} × {minutes} min × {times:g} times a month × {hour}"
