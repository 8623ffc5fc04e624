"""Money on the page: both ledgers beside each other, quarters beside their plans, and the entries behind every sum."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from bot.messages.digest.pen import TERMINAL
from bot.messages.money import WHAT, in_brief
from bot.money_records import COLUMNS, record_of
from bot.page.markup import Html, element, joined
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
    entries = f"#{money.track}-money-entries"
    tiles = [*_tiles("Confirmed", money, money.confirmed, entries), *_tiles("Claimed", money, money.claimed, entries)]
    known = [(what.value, cost) for what, cost in money.cost.items()]
    cost = ", ".join(f"{what} {plain(cost) if cost is not None else _UNKNOWN}" for what, cost in known)
    tiles.append(_tile("The loop itself costs", _value(money.total_cost), element("span", cost)))
    return element(
        "div",
        head,
        element("p", in_brief(TERMINAL, money)),
        element("dl", *tiles, class_="figures"),
        table(f"{money.track}-money-quarters", "Planned and realised, quarter by quarter", _QUARTERS, _quarters(money)),
        folded("The entries behind the sums", joined(_entries(money))),
        class_="money",
    )


def _tiles(words: str, money: Money, ledger: Ledger, entries: str) -> Iterator[Html]:
    gross = spread(ledger.gross, money.currency) if ledger.gross else _UNKNOWN
    net = spread(ledger.net, money.currency) if ledger.net else _UNKNOWN
    count = sum(ledger.entries.values())
    opened = element("a", f"{count} {'entry' if count == 1 else 'entries'}", href=entries)
    yield _tile(f"{words}, gross", gross, joined(element("span", opened), _parts(ledger)))
    yield _tile(f"{words}, net of the loop's own cost", net, element("span", "not to be added to the other ledger"))


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
    shown = {**record, "benefit": WHAT[Benefit(str(record["benefit"]))]}
    return [_words(shown[column], record[column]) for column in COLUMNS if column in _HEADS]


def _words(shown: object, value: object) -> Cell:
    return ("" if shown is None else str(shown), "" if value is None else str(value))
