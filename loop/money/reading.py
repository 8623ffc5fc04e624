"""Reading the money of tracks as of an instant: two ledgers apart, the loop's own cost, and what is left."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from config.catalogue import Catalogue
from config.words import Benefit, Expense
from loop.money.amounts import Amount, rounded, total
from loop.money.quarters import Quarter, bounds, names, quarter_of
from loop.money.value import Booked
from loop.scorecard import scene_of
from storage import figures
from storage import money as stored
from storage.database import Session
from storage.figures import AsOf, Units
from storage.money import Plan

_INSTANT = timedelta(microseconds=1)
GAINS = (Benefit.AVOIDED, Benefit.RETURNED, Benefit.RETIRED)


@dataclass(frozen=True, slots=True)
class Ledger:
    """One of the two ledgers: what its entries came to, each kind of gain None while it has no entry.

    run_rate: what retired tools no longer cost a month. gross: all gains; net: less the loop's own cost, None while
    that is not known.
    """

    gains: Mapping[Benefit, Amount | None]
    entries: Mapping[Benefit, int]
    run_rate: Amount | None
    gross: Amount | None
    net: Amount | None

    def as_json(self) -> dict[str, Any]:
        """The ledger, for programs."""
        names = {Benefit.AVOIDED: "cost_avoided", Benefit.RETURNED: "time_returned", Benefit.RETIRED: "retired"}
        found: dict[str, Any] = {
            name: {**_json(self.gains[gain], {"low": None, "high": None}), "entries": self.entries[gain]}
            for gain, name in names.items()
        }
        found["retired"]["per_month"] = _json(self.run_rate)
        return {**found, "gross": _json(self.gross), "net": _json(self.net)}


@dataclass(frozen=True, slots=True)
class UnitCosts:
    """The loop's own cost over what it took in, imported history aside; None while either is not known."""

    per_report: Decimal | None
    per_issue: Decimal | None
    per_integrated: Decimal | None


@dataclass(frozen=True, slots=True)
class Money:
    """The money of a track as of an instant. claimed: what nobody has confirmed yet; what was confirmed is in the other
    ledger alone. cost: of the loop itself, by what for, None where nobody said. unpriced: shipped issues of which
    nobody claimed what they return. foreign: entries in another currency, which are in no sum. entries: all of them.
    """

    track: str
    currency: str
    as_of: datetime
    claimed: Ledger
    confirmed: Ledger
    cost: Mapping[Expense, Decimal | None]
    total_cost: Decimal | None
    unit_costs: UnitCosts
    unpriced: int
    foreign: int
    quarters: Sequence[Quarter]
    entries: Sequence[Booked]

    def as_json(self) -> dict[str, Any]:
        """The money as `friction scorecard --json` prints it; what is not known is null."""
        return {
            "currency": self.currency,
            "claimed": self.claimed.as_json(),
            "confirmed": self.confirmed.as_json(),
            "cost": {
                **{what.value: _number(cost) for what, cost in self.cost.items()},
                "total": _number(self.total_cost),
            },
            "unit_costs": {
                "per_report": _number(self.unit_costs.per_report),
                "per_issue": _number(self.unit_costs.per_issue),
                "per_integrated": _number(self.unit_costs.per_integrated),
            },
            "unpriced_issues": self.unpriced,
            "other_currency": self.foreign,
            "quarters": [quarter.as_json() for quarter in self.quarters],
        }


def money(
    session: Session, catalogue: Catalogue, track: str, as_of: datetime, *, known_at: datetime | None = None
) -> Money | None:
    """Read the money of one track; None where the catalogue says nothing of money. Raises KeyError."""
    return moneys(session, catalogue, as_of, known_at=known_at, tracks=[track]).get(track)


def moneys(
    session: Session,
    catalogue: Catalogue,
    as_of: datetime,
    *,
    known_at: datetime | None = None,
    tracks: Collection[str] = (),
) -> dict[str, Money]:
    """Read the money of these tracks (none named: of all) as of an instant, of what was known by `known_at`."""
    if catalogue.money is None:
        return {}
    then = AsOf(as_of, known_at)
    products = scene_of(session, catalogue, tracks, known_at=known_at).products(as_of)
    booked = _booked(session, {key: track for track, keys in products.items() for key in keys}, then)
    units = figures.units(session, products, then)
    plans = stored.plans(session, then)
    return {
        track: _money(
            track,
            catalogue.money.currency,
            as_of,
            [one for one in booked if one.track == track],
            units[track],
            [plan for plan in plans if plan.track == track],
        )
        for track in products
    }


def _booked(session: Session, track_of: Mapping[str, str], as_of: AsOf) -> list[Booked]:
    """Every entry with what it rests on; of several of the same gain, one counts: a confirmed one, else the first."""
    entries = stored.entries(session, as_of)
    stood = figures.stood(session, {e.claim.report_id for e in entries if e.claim.report_id is not None}, as_of)
    booked = []
    for entry in entries:
        rests_on = stood.get(entry.claim.report_id or 0)
        if entry.claim.report_id is None:
            booked.append(Booked(entry, None, entry.claim.track))
        elif rests_on is not None:
            booked.append(Booked(entry, rests_on, track_of.get(rests_on.product, "")))
    counts: dict[object, Booked] = {}
    for one in sorted(booked, key=lambda one: (not one.confirmed, one.entry.number)):
        counts.setdefault(_gain(one), one)
    return [
        one if (first := counts[_gain(one)]) is one else replace(one, counted_with=first.entry.name) for one in booked
    ]


def _gain(one: Booked) -> object:
    """What must not be counted twice: a gain of one issue, a tool of a track. Every expense is one of its own."""
    claim = one.entry.claim
    if one.stood is not None:
        return one.benefit, one.stood.issue_id or -(claim.report_id or 0)
    if one.benefit is Benefit.RETIRED:
        return one.benefit, one.track, claim.subject.casefold()
    return one.entry.number


def _money(
    track: str, currency: str, as_of: datetime, booked: Sequence[Booked], units: Units, plans: Sequence[Plan]
) -> Money:
    own = [one for one in booked if one.entry.claim.currency == currency]
    counting = [one for one in own if not one.counted_with]
    spent = [one for one in counting if one.benefit is Benefit.COST]
    cost = {what: _cost([one for one in spent if one.entry.claim.subject == what.value], as_of) for what in Expense}
    known = [value for value in cost.values() if value is not None]
    total_cost = sum(known, Decimal(0)) if len(known) == len(cost) else None
    gains = [one for one in counting if one.benefit is not Benefit.COST]
    priced = {one.stood.issue_id for one in booked if one.stood is not None and one.benefit is Benefit.RETURNED}
    return Money(
        track=track,
        currency=currency,
        as_of=as_of,
        claimed=_ledger([one for one in gains if not one.confirmed], as_of, total_cost),
        confirmed=_ledger([one for one in gains if one.confirmed], as_of, total_cost),
        cost=cost,
        total_cost=total_cost,
        unit_costs=UnitCosts(*(_each(total_cost, count) for count in (units.reports, units.issues, units.integrated))),
        unpriced=len(units.shipped - priced),
        foreign=len(booked) - len(own),
        quarters=_quarters(gains, spent if total_cost is not None else None, plans, as_of),
        entries=booked,
    )


def _cost(spent: Sequence[Booked], until: datetime) -> Decimal | None:
    """An expense counts as soon as somebody names it, and at its highest; a gain must be confirmed. One that is still
    to come says nothing of what was spent so far.
    """
    begun = [one for one in spent if one.begins_on <= until]
    return total(one.worth(until) for one in begun).high if begun else None


def _ledger(gains: Sequence[Booked], as_of: datetime, cost: Decimal | None) -> Ledger:
    by_kind = {gain: [one for one in gains if one.benefit is gain] for gain in GAINS}
    running = [Amount(*one.entry.amounts) for one in by_kind[Benefit.RETIRED] if one.runs_at(as_of)]
    gross = _worth(gains, as_of)
    return Ledger(
        gains={gain: _worth(those, as_of) for gain, those in by_kind.items()},
        entries={gain: len(those) for gain, those in by_kind.items()},
        run_rate=total(running) if by_kind[Benefit.RETIRED] else None,
        gross=gross,
        net=gross.less(cost) if gross is not None and cost is not None else None,
    )


def _worth(entries: Sequence[Booked], until: datetime) -> Amount | None:
    return total(one.worth(until) for one in entries) if entries else None


def _quarters(
    gains: Sequence[Booked], spent: Sequence[Booked] | None, plans: Sequence[Plan], as_of: datetime
) -> list[Quarter]:
    planned = {plan.quarter: plan.amount for plan in plans}
    begun = [start for one in [*gains, *(spent or ())] for start, _ in one.spans if start <= as_of]
    marks = [*planned, *map(quarter_of, begun)]
    if not marks:
        return []
    ledgers = [[one for one in gains if one.confirmed], [one for one in gains if not one.confirmed]]
    found = []
    for name in names(min(marks), max(*marks, quarter_of(as_of))):
        confirmed, claimed = (_within(name, ledger, as_of) for ledger in ledgers)
        cost = None if spent is None else _within(name, spent, as_of)
        found.append(Quarter(name, planned.get(name), confirmed, claimed, cost.high if cost else None))
    return found


def _within(name: str, entries: Sequence[Booked], as_of: datetime) -> Amount | None:
    """What came in a quarter, as far as it has passed: what had come by its end, less what had come by its begin."""
    begin, end = (edge - _INSTANT for edge in bounds(name))  # what comes at midnight comes in the new quarter
    if begin > as_of or not entries:
        return None
    before, after = (total(one.worth(min(until, as_of)) for one in entries) for until in (begin, end))
    return Amount(after.low - before.low, after.high - before.high)


def _each(cost: Decimal | None, count: int) -> Decimal | None:
    return rounded(cost / count) if cost is not None and count else None


def _json(amount: Amount | None, nothing: Any = None) -> Any:
    return amount.as_json() if amount is not None else nothing


def _number(value: Decimal | None) -> float | None:
    return float(value) if value is not None else None
