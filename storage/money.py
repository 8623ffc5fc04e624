"""Money as events: what was claimed, confirmed, withdrawn and planned, by whom and when. None is ever changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from config.words import Benefit
from storage.event import Event, EventKind, Stamp
from storage.figures.standing import AsOf

_KINDS = (EventKind.MONEY_CLAIMED, EventKind.MONEY_CONFIRMED, EventKind.MONEY_WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody, or the loop from what reports say, holds something to be worth. Amounts are of `currency`, once
    or, if `monthly`, for each month.

    A gain of what was reported belongs to a report, and counts while that stands as shipped; all else to a track, from
    `since` until `until`. months: for how many a monthly gain counts at most. subject: what it is of, such as a kind of
    expense or the name of a tool. estimator: who claims it. basis: the numbers of the formula, where it was computed.
    """

    benefit: Benefit
    currency: str
    low: Decimal
    high: Decimal
    formula: str
    estimator: str
    evidence: str = ""
    track: str = ""
    report_id: int | None = None
    monthly: bool = False
    months: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    subject: str = ""
    basis: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Somebody's word that it is so, with the amounts that they stand by; `reason`: why these differ from the claim."""

    low: Decimal
    high: Decimal
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A claim by its number, as it stood as of an instant: with its latest confirmation, if any."""

    number: int
    claim: Claim
    recorded_at: datetime
    confirmation: Confirmation | None

    @property
    def name(self) -> str:
        """What people call it by."""
        return f"M-{self.number}"

    @property
    def amounts(self) -> tuple[Decimal, Decimal]:
        """Low and high, as confirmed, else as claimed."""
        return (
            (self.confirmation.low, self.confirmation.high) if self.confirmation else (self.claim.low, self.claim.high)
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """What a track was to bring in a quarter, such as `2026-Q4`: the plan that was made last."""

    track: str
    quarter: str
    amount: Decimal


def record_claim(session: Session, claim: Claim, stamp: Stamp, issue_id: int | None) -> int:
    """Append a claim; returns its number."""
    event = Event(
        kind=EventKind.MONEY_CLAIMED,
        report_id=claim.report_id,
        issue_id=issue_id,
        actor=stamp.actor,
        occurred_at=stamp.occurred_at,
        recorded_at=stamp.recorded_at,
        data={
            "benefit": claim.benefit.value,
            "track": claim.track,
            "currency": claim.currency,
            "low": str(claim.low),
            "high": str(claim.high),
            "monthly": claim.monthly,
            "months": claim.months,
            "since": claim.since.isoformat() if claim.since else None,
            "until": claim.until.isoformat() if claim.until else None,
            "subject": claim.subject,
            "formula": claim.formula,
            "evidence": claim.evidence,
            "basis": dict(claim.basis),
        },
    )
    session.add(event)
    session.flush()
    return event.id


def record_confirmation(session: Session, number: int, low: Decimal, high: Decimal, reason: str, stamp: Stamp) -> None:
    """Append that somebody stands by these amounts of a claim."""
    _append(session, EventKind.MONEY_CONFIRMED, stamp, claim=number, low=str(low), high=str(high), why=reason)


def record_withdrawal(session: Session, number: int, reason: str, stamp: Stamp) -> None:
    """Append that a claim no longer counts."""
    _append(session, EventKind.MONEY_WITHDRAWN, stamp, claim=number, why=reason)


def record_plan(session: Session, plan: Plan, stamp: Stamp) -> None:
    """Append what a track is to bring in a quarter."""
    _append(session, EventKind.MONEY_PLANNED, stamp, track=plan.track, quarter=plan.quarter, amount=str(plan.amount))


def _append(session: Session, kind: EventKind, stamp: Stamp, **data: Any) -> None:
    session.add(
        Event(kind=kind, actor=stamp.actor, occurred_at=stamp.occurred_at, recorded_at=stamp.recorded_at, data=data)
    )


def entries(session: Session, as_of: AsOf) -> list[Entry]:
    """Return the claims that stood as of an instant, oldest first; those withdrawn by then are not among them."""
    rows = session.scalars(select(Event).where(Event.kind.in_(_KINDS), as_of.covers(Event)).order_by(Event.id))
    found: dict[int, Entry] = {}
    for row in rows:
        if row.kind is EventKind.MONEY_CLAIMED:
            found[row.id] = Entry(row.id, _claim(row), row.recorded_at, None)
        elif row.kind is EventKind.MONEY_WITHDRAWN:
            found.pop(row.data["claim"], None)
        elif (claimed := found.get(row.data["claim"])) is not None:
            found[claimed.number] = replace(claimed, confirmation=_confirmation(row))
    return list(found.values())


def entry_of(session: Session, number: int, as_of: AsOf, *, lock: bool = False) -> Entry | None:
    """Return the claim of this number; None if there is none, or it was withdrawn. With `lock`, nobody else rules on it
    until the transaction ends.
    """
    if lock:
        session.execute(select(Event.id).where(Event.id == number).with_for_update())
    return next((entry for entry in entries(session, as_of) if entry.number == number), None)


def claim_ever(session: Session, number: int) -> tuple[Entry, bool]:
    """Return the claim of this number as it was confirmed last, and whether it was withdrawn since."""
    found: Entry | None = None
    withdrawn = False
    about = Event.data["claim"].as_integer() == number
    rows = select(Event).where(or_(Event.id == number, and_(Event.kind.in_(_KINDS), about)))
    for row in session.scalars(rows.order_by(Event.id)):
        if row.id == number:
            found = Entry(row.id, _claim(row), row.recorded_at, None)
        elif row.kind is EventKind.MONEY_WITHDRAWN:
            withdrawn = True
        elif found is not None:
            found = replace(found, confirmation=_confirmation(row))
    if found is None:
        raise LookupError(number)
    return found, withdrawn


def plans(session: Session, as_of: AsOf) -> list[Plan]:
    """Return the plan of each track and quarter as of an instant."""
    made = select(Event).where(Event.kind == EventKind.MONEY_PLANNED, as_of.covers(Event)).order_by(Event.id)
    found = {}
    for row in session.scalars(made):
        plan = Plan(row.data["track"], row.data["quarter"], Decimal(row.data["amount"]))
        found[plan.track, plan.quarter] = plan
    return list(found.values())


def _claim(row: Event) -> Claim:
    data = row.data
    return Claim(
        benefit=Benefit(data["benefit"]),
        track=data["track"],
        report_id=row.report_id,
        currency=data["currency"],
        low=Decimal(data["low"]),
        high=Decimal(data["high"]),
        monthly=data["monthly"],
        months=data["months"],
        since=_instant(data["since"]),
        until=_instant(data["until"]),
        subject=data["subject"],
        formula=data["formula"],
        evidence=data["evidence"],
        estimator=row.actor,
        basis=data["basis"],
    )


def _confirmation(row: Event) -> Confirmation:
    data = row.data
    return Confirmation(Decimal(data["low"]), Decimal(data["high"]), row.actor, row.occurred_at, data["why"])


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
