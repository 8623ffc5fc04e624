"""Money on the page: both ledgers beside each other, quarters beside their plans, and the entries behind every sum."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from bot.messages.money import WHAT, in_brief
from bot.messages.pen import TERMINAL
from bot.messages.text import counted
from bot.money_records import COLUMNS, record_of
from bot.page.markup import Html, element, joined
from bot.page.quarters import quarters_chart
from bot.page.tables import Cell, folded, table
from config.words import Benefit
from loop.money import Amount, Booked, Ledger, Money
from loop.money.wording import plain, spread

_UNKNOWN = "not known"
_HEADS = {
    "entry": "Entry",
    "ledger": "Ledger",
    "benefit": "What",
    "about": "Of",
    "low": "At least",
    "high": "At most",
    "worth_low": "So far, at least",
    "worth_high": "So far, at most",
    "formula": "How",
    "evidence": "Evidence",
    "estimator": "Claimed by",
    "confirmed_by": "Confirmed by",
    "confirmed_at": "Confirmed",
    "note": "Note",
}


def money_section(money: Money) -> Html:
    """Return the money of a track."""
    head = element("h3", f"Money, in {money.currency}", id=f"{money.track}-money")
    if not (money.entries or money.quarters):
        return element("div", head, element("p", in_brief(TERMINAL, money)), class_="money")
    entries = f"#{money.track}-money-entries"
    net = spread(money.confirmed.net, money.currency) if money.confirmed.net else _UNKNOWN
    tiles = [
        _ledger("Confirmed", money, money.confirmed, entries),
        _tile("Confirmed, less what the loop itself costs", net, _unit_costs(money)),
        _ledger("Claimed, and confirmed by nobody", money, money.claimed, entries),
        _tile("The loop itself costs", _value(money.total_cost), _costs(money)),
    ]
    return element(
        "div",
        head,
        element("p", in_brief(TERMINAL, money)),
        element("dl", *tiles, class_="figures"),
        quarters_chart(money),
        table(f"{money.track}-money-quarters", "Planned and realised, quarter by quarter", _QUARTERS, _quarters(money)),
        folded("The entries behind the sums", joined(_entries(money))),
        class_="money",
    )


def _ledger(words: str, money: Money, ledger: Ledger, entries: str) -> Html:
    gross = spread(ledger.gross, money.currency) if ledger.gross else _UNKNOWN
    opened = element("a", counted(sum(ledger.entries.values()), "entry", "entries"), href=entries)
    return _tile(words, gross, joined(element("span", opened), _parts(ledger)))


def _costs(money: Money) -> Html:
    return element("span", ", ".join(f"{what.value} {_value(cost)}" for what, cost in money.cost.items()))


def _unit_costs(money: Money) -> Html:
    each = money.unit_costs
    costs = {"a report": each.per_report, "an issue": each.per_issue, "a report that shipped": each.per_integrated}
    known = [f"{what} costs {plain(cost)}" for what, cost in costs.items() if cost is not None]
    return element("span", ", ".join(known))


def _parts(ledger: Ledger) -> Html:
    said = [f"{WHAT[gain]} {_range(amount)}" for gain, amount in ledger.gains.items() if amount is not None]
    return element("span", ", ".join(said))


def _tile(words: str, number: str, base: Html) -> Html:
    return element("div", element("dt", words), element("dd", element("b", number), base))


def _range(amount: Amount) -> str:
    return plain(amount.low) if amount.low == amount.high else f"{plain(amount.low)} to {plain(amount.high)}"


def _value(value: Decimal | None) -> str:
    return _UNKNOWN if value is None else plain(value)


_QUARTERS = [
    ("quarter", "Quarter"),
    ("planned", "Planned"),
    ("confirmed_low", "Confirmed, at least"),
    ("confirmed_high", "Confirmed, at most"),
    ("claimed_low", "Claimed, at least"),
    ("claimed_high", "Claimed, at most"),
    ("cost", "The loop's own cost"),
]


def _quarters(money: Money) -> Iterator[list[Cell]]:
    for quarter in money.quarters:
        ranges = [(one.low, one.high) if one else (None, None) for one in (quarter.confirmed, quarter.claimed)]
        numbers = [quarter.planned, *ranges[0], *ranges[1], quarter.cost]
        yield [(quarter.name, quarter.name), *(_cell(number) for number in numbers)]


def _cell(number: Decimal | None) -> Cell:
    return ("\N{EN DASH}", "") if number is None else (plain(number), f"{number:f}")


def _entries(money: Money) -> Html:
    heads = [(column, _HEADS[column]) for column in COLUMNS if column in _HEADS]
    rows = [_entry(one, money) for one in money.entries]
    return table(f"{money.track}-money-entries", "Every entry, confirmed or not", heads, rows)


def _entry(one: Booked, money: Money) -> list[Cell]:
    record = record_of(one, money.as_of)
    return [_shown(column, record[column]) for column in COLUMNS if column in _HEADS]


def _shown(column: str, value: object) -> Cell:
    match value:
        case None:
            return ("", "")
        case float():
            return (plain(Decimal(str(value))), str(value))
        case str() if column == "benefit":
            return (WHAT[Benefit(value)], value)
        case str() if column == "confirmed_at":
            return (TERMINAL.day(datetime.fromisoformat(value)), value)
        case _:
            return (str(value), str(value))
