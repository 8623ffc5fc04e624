"""A script from a file of reports: they are made in its order over the ten days, by the people it names."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.demo.business_clock import STEPS, STEPS_A_DAY
from bot.demo.fates import deal
from bot.demo.people import EMPLOYEES, Person, reporter_called
from bot.demo.sample_reports import Sample
from bot.demo.script import Planned, Script, Twist, Way
from bot.demo.trouble import DemoFailedError
from config.catalogue import Catalogue, Product
from loop.cleaning import says_something
from loop.importing import BadFileError, HistoryRow, MappingError, parse_mapping, read_rows
from loop.importing.rows import UNKNOWN_PERSON

_UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_REPORT = STEPS - STEPS_A_DAY
# The one report during which Jira's answer is lost is made alone, so that it is known which.
_LOST_AT = STEPS_A_DAY


@dataclass(frozen=True)
class FileScript:
    """The script, and how many rows were left out because their text describes nothing."""

    script: Script
    left_out: int


def file_script(path: Path, pairs: Sequence[str], catalogue: Catalogue, seed: int) -> FileScript:
    """Read the reports of a CSV or JSON lines file. Raises DemoFailedError with a sentence for each of its mistakes."""
    try:
        rows = read_rows(path, parse_mapping(pairs), catalogue, unknown_products="keep", undated=_UNDATED)
    except (BadFileError, MappingError) as error:
        raise DemoFailedError(f"{path} cannot be played:\n{error}") from error
    except OSError as error:
        raise DemoFailedError(f"{path} cannot be read ({error.strerror or type(error).__name__}).") from error
    told = sorted((row for row in rows if says_something(row.text)), key=lambda row: row.submitted_at)
    if not told:
        raise DemoFailedError(f"{path} has no report in it that describes anything.")
    dice = random.Random(seed)
    steps = _steps(len(told))
    reports = [
        _planned(number, step, row, catalogue) for number, (step, row) in enumerate(zip(steps, told, strict=True))
    ]
    return FileScript(Script(seed, deal(reports, dice)), len(rows) - len(told))


def _steps(count: int) -> list[int]:
    """Spread so many reports evenly over the steps, but for the one that is made alone."""
    others = [step for step in range(_LAST_REPORT) if step != _LOST_AT]
    return sorted([_LOST_AT, *(others[place * len(others) // (count - 1)] for place in range(count - 1))])


def _planned(number: int, step: int, row: HistoryRow, catalogue: Catalogue) -> Planned:
    product = _product(row, catalogue)
    person = _person(row)
    way = (Way.SLASH, Way.MODAL, Way.SLASH, Way.SHORTCUT)[number % 4]
    colleague = EMPLOYEES[number % len(EMPLOYEES)] if way is Way.SHORTCUT else None
    twist = Twist.LOST_ANSWER if step == _LOST_AT else None
    return Planned(number, step, person, Sample(product.key, row.text), way, colleague, twist)


def _product(row: HistoryRow, catalogue: Catalogue) -> Product:
    """Return the product a row names; one that the catalogue does not know always becomes the same sample one."""
    found = catalogue.find_product(row.product)
    digest = hashlib.sha256(row.product.encode() or row.text.encode()).digest()
    return found or catalogue.products[digest[0] % len(catalogue.products)]


def _person(row: HistoryRow) -> Person:
    """Return the reporter a row names, else one of the sample company, by what was said."""
    if row.reporter != UNKNOWN_PERSON:
        return reporter_called(row.reporter)
    return EMPLOYEES[hashlib.sha256(row.text.encode()).digest()[0] % len(EMPLOYEES)]
