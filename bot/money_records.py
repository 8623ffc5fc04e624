"""Entries of money as programs and spreadsheets read them; the names of the columns do not change."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from bot.messages.money import entry_line
from bot.messages.pen import TERMINAL
from bot.sheet import as_table
from config.words import Benefit
from loop.money import Booked

COLUMNS = (
    "entry",
    "track",
    "ledger",
    "benefit",
    "about",
    "issue",
    "currency",
    "low",
    "high",
    "monthly",
    "worth_low",
    "worth_high",
    "formula",
    "evidence",
    "estimator",
    "recorded_at",
    "confirmed_by",
    "confirmed_at",
    "since",
    "until",
    "note",
)


def record_of(one: Booked, as_of: datetime) -> Mapping[str, object]:
    """One entry under the names of `COLUMNS`; low and high are once or a month, worth is what they have come to."""
    entry, claim, said, worth = one.entry, one.entry.claim, one.entry.confirmation, one.worth(as_of)
    low, high = entry.amounts
    spans = one.spans
    return {
        "entry": entry.name,
        "track": one.track,
        "ledger": "cost" if one.benefit is Benefit.COST else "confirmed" if one.confirmed else "claimed",
        "benefit": one.benefit.value,
        "about": one.stood.reference if one.stood else claim.subject,
        "issue": one.stood.key if one.stood else None,
        "currency": claim.currency,
        "low": float(low),
        "high": float(high),
        "monthly": claim.monthly,
        "worth_low": 0.0 if one.counted_with else float(worth.low),
        "worth_high": 0.0 if one.counted_with else float(worth.high),
        "formula": claim.formula,
        "evidence": claim.evidence,
        "estimator": claim.estimator,
        "recorded_at": entry.recorded_at.isoformat(),
        "confirmed_by": said.by if said else None,
        "confirmed_at": said.at.isoformat() if said else None,
        "since": spans[0][0].isoformat() if spans else None,
        "until": spans[-1][1].isoformat() if spans and spans[-1][1] else None,
        "note": _note(one, as_of),
    }


def _note(one: Booked, as_of: datetime) -> str:
    if one.counted_with:
        return f"counted once, with {one.counted_with}"
    if one.stood is not None and not one.spans:
        return "has not shipped, so it counts for nothing yet"
    if one.stood is not None and one.spans[-1][1] is not None:
        return "open again, so it counts no further"
    if one.spans and one.begins_on > as_of:
        return f"counts from {TERMINAL.day(one.begins_on)} on"
    return one.entry.confirmation.reason if one.entry.confirmation else ""


def listed(entries: Iterable[Booked], as_of: datetime, form: str) -> str:
    """Entries as text, csv or json."""
    chosen: Sequence[Booked] = list(entries)
    match form:
        case "json":
            return json.dumps([record_of(one, as_of) for one in chosen])
        case "csv":
            return as_table(COLUMNS, (record_of(one, as_of) for one in chosen)).rstrip("\r\n")
        case _:
            return "\n".join(_line(one, as_of) for one in chosen) or "There is no entry."


def _line(one: Booked, as_of: datetime) -> str:
    about = " ".join(filter(None, (one.stood.key or one.stood.reference, one.stood.title))) if one.stood else ""
    line = entry_line(TERMINAL, one.entry, about or one.entry.claim.subject, one.entry.recorded_at)
    note = _note(one, as_of)
    return f"{line} ({TERMINAL.safe(note, 200)})" if note else line
