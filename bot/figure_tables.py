"""The tables behind the figures, as programs and spreadsheets read them; names of tables and columns do not change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.money_records import COLUMNS as ENTRY
from bot.money_records import record_of as entry_record
from bot.page import Contents
from bot.report_records import LISTED, listed_record
from config.words import Outcome
from loop.scorecard import REGISTER, Share

Record = Mapping[str, object]
_SHARE = ("n", "integrated", "rate", "low", "high")


@dataclass(frozen=True)
class Table:
    """What a table is of, its columns, and how its records are read."""

    of: str
    columns: Sequence[str]
    records: Callable[[Contents], Iterable[Record]]


def _share(share: Share, before: str = "") -> dict[str, object]:
    interval = share.wilson95
    bounds = (interval.low, interval.high) if interval else (None, None)
    values = (share.n, share.integrated, share.rate, *bounds)
    return {f"{before}{name}": value for name, value in zip(_SHARE, values, strict=True)}


def _tracks(contents: Contents) -> Iterator[Record]:
    for card in contents.cards:
        judged, verified = card.judged, card.verified
        yield {
            "track": card.track.key,
            "as_of": card.as_of.isoformat(),
            **_share(card.total),
            **_share(card.matured, "matured_"),
            "decided_rate": card.decided_rate,
            "distinct_issue_rate": card.distinct_issue_rate,
            "answer_rate": card.answer_rate,
            "asked": verified.asked,
            "fixed": verified.fixed,
            "still_broken": verified.still_broken,
            "verified_rate": verified.rate,
            "verdict": card.verdict.value,
            "judged_at": judged.at.isoformat() if judged.at else None,
            "judged_n": judged.share.n,
            "judged_integrated": judged.share.integrated,
            "judged_low": judged.interval.low if judged.interval else None,
            "judged_high": judged.interval.high if judged.interval else None,
            "filed": card.filed,
            "open": card.open,
            "withdrawn": card.withdrawn,
            "imported": card.imported.n,
            "jira_last_read": card.jira_last_read.isoformat() if card.jira_last_read else None,
            "reason": card.reason,
        }


def _products(contents: Contents) -> Iterator[Record]:
    for card in contents.cards:
        for part in card.products:
            names = {"track": card.track.key, "product": part.key, "name": part.name, "owner": part.owner}
            yield {**names, **_share(part.total), **_share(part.matured, "matured_"), "open": part.open}


def _outcomes(contents: Contents) -> Iterator[Record]:
    for card in contents.cards:
        counts = {outcome.value: card.outcomes.get(outcome, 0) for outcome in Outcome}
        for standing, reports in {**counts, "open": card.open, "withdrawn": card.withdrawn}.items():
            yield {"track": card.track.key, "standing": standing, "reports": reports}


def _rates(contents: Contents) -> Iterator[Record]:
    for card in contents.cards:
        for point in card.history:
            yield {"track": card.track.key, "as_of": point.at.isoformat(), **_share(point.share)}


def _within(contents: Contents) -> Iterator[Record]:
    for card in contents.cards:
        for days, one in sorted(card.curve.items()):
            if one is not None:
                bounds = {"share": one.probability, "low": one.interval.low, "high": one.interval.high}
                yield {"track": card.track.key, "days": days, **bounds, "at_risk": one.at_risk}


def _figures(contents: Contents) -> Iterator[Record]:
    for track, practice in contents.practices.items():
        for key, value in practice.figures.items():
            parts = value.items() if isinstance(value, dict) else [("", value)]
            for of, number in parts:
                one = REGISTER[key]
                yield {"track": track, "figure": key, "of": of, "value": number, "unit": one.unit, "owner": one.owner}


def _waiting(contents: Contents) -> Iterator[Record]:
    for track, owners in contents.owners.items():
        for one in owners:
            days = {"oldest_days": one.oldest_days, "silent_days": one.silent_days}
            yield {"track": track, "product": one.product, "owner": one.owner, "open": one.open, **days}


def _decisions(contents: Contents) -> Iterator[Record]:
    for track, gate in contents.gates.items():
        for one in gate.decisions:
            said = {"decision": one.decision, "reason": one.reason, "by": one.actor}
            yield {"track": track, "at": one.at.isoformat(), **said}


def _quarters(contents: Contents) -> Iterator[Record]:
    for track, money in contents.moneys.items():
        for quarter in money.quarters:
            said = quarter.as_json()
            ledgers = {f"{name}_{end}": _end(said[name], end) for name in ("confirmed", "claimed") for end in _ENDS}
            first = {"track": track, "currency": money.currency, "quarter": quarter.name, "planned": said["planned"]}
            yield {**first, **ledgers, "cost": said["cost"]}


_ENDS = ("low", "high")


def _end(amount: object, end: str) -> object:
    return amount[end] if isinstance(amount, Mapping) else None


def _entries(contents: Contents) -> Iterator[Record]:
    for money in contents.moneys.values():
        for one in money.entries:
            yield entry_record(one, money.as_of)


def _reports(contents: Contents) -> Iterator[Record]:
    for member, figures in contents.reports:
        yield listed_record(member, figures)


def _named(before: str = "") -> tuple[str, ...]:
    return tuple(f"{before}{name}" for name in _SHARE)


TABLES: Mapping[str, Table] = {
    "tracks": Table(
        "every track, its figures in one row",
        (
            "track", "as_of", *_named(), *_named("matured_"), "decided_rate", "distinct_issue_rate", "answer_rate",
            "asked", "fixed", "still_broken", "verified_rate", "verdict", "judged_at", "judged_n", "judged_integrated",
            "judged_low", "judged_high", "filed", "open", "withdrawn", "imported", "jira_last_read", "reason",
        ),
        _tracks,
    ),
    "products": Table(
        "the tracks by product; `owner` is empty of one that has left the catalogue",
        ("track", "product", "name", "owner", *_named(), *_named("matured_"), "open"),
        _products,
    ),
    "outcomes": Table("how the reports stand", ("track", "standing", "reports"), _outcomes),
    "rates": Table("the rate at each month-end, and at last now", ("track", "as_of", *_named()), _rates),
    "within": Table(
        "the share shipped within so many days, week by week and at the four horizons",
        ("track", "days", "share", "low", "high", "at_risk"),
        _within,
    ),
    "figures": Table(
        "the figures of the table above; `of` names the part of one that is told by way in or product",
        ("track", "figure", "of", "value", "unit", "owner"),
        _figures,
    ),
    "waiting": Table(
        "products with open reports", ("track", "product", "owner", "open", "oldest_days", "silent_days"), _waiting
    ),
    "decisions": Table("what was decided at gates", ("track", "at", "decision", "reason", "by"), _decisions),
    "quarters": Table(
        "money planned and realised",
        (
            "track", "currency", "quarter", "planned", "confirmed_low", "confirmed_high", "claimed_low", "claimed_high",
            "cost",
        ),
        _quarters,
    ),
    "entries": Table("the entries of money, as `money list --csv` has them", ENTRY, _entries),
    "reports": Table("every report, and by `figures` which lists it is in", LISTED, _reports),
}  # fmt: skip
"""Every table that `friction scorecard --table` prints, by its name."""


def tables_table() -> str:
    """Return the table of these tables as Markdown."""
    lines = ["| `--table` | holds | columns |", "|---|---|---|"]
    lines += [f"| `{name}` | {one.of} | `{', '.join(one.columns)}` |" for name, one in TABLES.items()]
    return "\n".join(lines)
