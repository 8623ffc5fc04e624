"""The past of the sample company: fourteen months of reports before the loop existed, as a file to import."""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.demo.people import EMPLOYEES
from bot.demo.sample_reports import ORDINARY, TWINS, Sample
from config.catalogue import Catalogue, Product

COLUMNS = ("submitted_at", "reporter", "product", "text", "outcome", "outcome_at", "issue_key", "reason")

_DAYS = 425
_REPORTS = 120
_TYPICAL_DAYS, _SPREAD = 24.0, 0.8
# What trackers call these ends. Of “Closed” nobody knows what it means: no outcome map names it.
_WORDS = {
    "integrated": "Done",
    "declined": "Won't Do",
    "answered": "Known Error",
    "not_reproducible": "Cannot Reproduce",
    "duplicate": "Duplicate",
    "unknown": "Closed",
}
_TOLD = {
    "declined": "Not planned: too few are concerned.",
    "answered": "There is a setting for it; the article says where.",
    "not_reproducible": "It could not be made to happen again.",
}
_WHERE = (
    "",
    " Noticed in Lisbon.",
    " Since the update.",
    " Again.",
    " Colleagues in Oslo see it too.",
    " On two machines.",
)

# What became of a hundred reports, track by track: one that listens, one that does not, one that might.
_ENDS: tuple[dict[str, int], ...] = (
    {
        "integrated": 62,
        "declined": 12,
        "answered": 8,
        "not_reproducible": 5,
        "duplicate": 3,
        "unknown": 2,
        "removed": 1,
    },
    {
        "integrated": 8,
        "declined": 34,
        "answered": 9,
        "not_reproducible": 12,
        "duplicate": 5,
        "unknown": 4,
        "withdrawn": 3,
    },
    {"integrated": 36, "declined": 22, "answered": 10, "not_reproducible": 8, "duplicate": 4, "unknown": 2},
)
_SIZES = (0.42, 0.28, 0.30)


@dataclass(frozen=True)
class _Past:
    """Which reports of which products, and how they ended; the rest of them stays open."""

    products: Sequence[Product]
    count: int
    ends: dict[str, int]


def write_history(path: Path, catalogue: Catalogue, before: datetime, seed: int) -> None:
    """Write the history of a seed as CSV, in the columns that `friction import --csv` reads."""
    dice = random.Random(f"history {seed}")
    rows = sorted(row for past in _pasts(catalogue) for row in _rows(past, before, dice))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for number, row in enumerate(rows, 1):
            writer.writerow(_with_key(row, number))


def _pasts(catalogue: Catalogue) -> list[_Past]:
    tracks = [track for track in catalogue.tracks if catalogue.products_of(track)]
    return [
        _Past(catalogue.products_of(track), round(_REPORTS * _SIZES[place % len(_SIZES)]), _ENDS[place % len(_ENDS)])
        for place, track in enumerate(tracks)
    ]


def _rows(past: _Past, before: datetime, dice: random.Random) -> list[tuple[str, ...]]:
    ends = [end for end, share in past.ends.items() for _ in range(round(share * past.count / 100))]
    ends += [""] * (past.count - len(ends))
    dice.shuffle(ends)
    return [_row(dice.choice(past.products), end, before, dice) for end in ends]


def _row(product: Product, end: str, before: datetime, dice: random.Random) -> tuple[str, ...]:
    submitted = before - timedelta(days=dice.uniform(1, _DAYS), minutes=dice.randrange(600))
    ended = submitted + timedelta(days=_TYPICAL_DAYS * dice.lognormvariate(0, _SPREAD))
    if ended >= before:
        end = ""  # it would have ended later than we know of
    text = dice.choice(_texts(product)) + dice.choice(_WHERE)
    who = dice.choice(EMPLOYEES).real_name
    return (
        _stamp(submitted),
        who,
        product.key,
        text,
        _WORDS.get(end, end),
        _stamp(ended) if end else "",
        "",
        _TOLD.get(end, ""),
    )


def _with_key(row: tuple[str, ...], number: int) -> tuple[str, ...]:
    """Give a row the issue it was: only what was withdrawn never had one."""
    *said, end, ended_at, _key, reason = row
    return (*said, end, ended_at, "" if end == "withdrawn" else f"OLD-{number}", reason)


def _texts(product: Product) -> list[str]:
    samples: list[Sample] = [*ORDINARY, *(twin for twins in TWINS for twin in twins)]
    own = [sample.text for sample in samples if sample.product == product.key]
    return own or [f"{product.name} does not do what I need it for."]


def _stamp(at: datetime) -> str:
    return at.replace(second=0, microsecond=0).isoformat()
