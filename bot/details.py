"""Reading what a form says to the fields that Jira requires: each value, or what is wrong with it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from bot.messages.details import DETAIL, block_of, option_value
from bot.typed import Values, entry
from loop.cleaning import clean
from loop.details import Detail, Way, way_of
from loop.tracker.screen import FieldAsked

GONE = "Jira does not offer this any more; please choose again."
EMPTY = "Jira asks for this before it takes the report."
NO_NUMBER = "Please give a number."
NO_DATE = "Please choose a date."
NO_ACCOUNT = "Jira knows nobody by the e-mail address of {}. Please choose somebody who has an account there."
_PERSON = re.compile(r"[UW][A-Z0-9]{1,30}")


class WrongError(Exception):
    """A value cannot be taken, for a reason that is a sentence."""


class EmptyError(WrongError):
    """There is none."""

    def __init__(self) -> None:
        super().__init__(EMPTY)


def read_details(
    product: str,
    fields: Sequence[FieldAsked],
    values: Values,
    name_of: Callable[[str], str],
    *,
    optional: bool = False,
) -> tuple[list[Detail], dict[str, str]]:
    """Read what a form holds for these fields of a product: the details, and what is wrong by the block it is in. A
    field that the form did not show is neither; nor is an empty one, where they are optional. name_of: what somebody in
    Slack is called.
    """
    details, errors = [], {}
    for field in fields:
        block = block_of(product, field)
        if block not in values:
            continue
        try:
            details.append(_detail(field, entry(values, block), name_of))
        except WrongError as wrong:
            if not (optional and isinstance(wrong, EmptyError)):
                errors[block] = str(wrong)
    return details, errors


def product_in(values: Values) -> str:
    """The key of the product whose details a form holds; empty of one that holds none."""
    blocks = [name.split(":", 2) for name in values if name.startswith(f"{DETAIL}:")]
    return blocks[0][1] if blocks else ""


def unseen(product: str, fields: Sequence[FieldAsked], values: Values) -> bool:
    """Whether a form did not show some of these fields."""
    return any(block_of(product, field) not in values for field in fields)


def _detail(field: FieldAsked, state: dict[str, Any], name_of: Callable[[str], str]) -> Detail:
    way = way_of(field) or Way.WORDS
    value = _READERS[way](field, state)
    detail = Detail(field.field_id, field.name, value, typed=way in (Way.WORDS, Way.TEXT))
    if way not in (Way.PERSON, Way.PEOPLE):
        return detail
    return replace(detail, who=", ".join(name_of(person) or person for person in detail.members))


def _words(_field: FieldAsked, state: dict[str, Any]) -> str:
    return str(_present(clean(str(state.get("value") or "")).strip()))


def _present(value: Any) -> Any:
    """The value, if there is one. Raises EmptyError."""
    if value in (None, "", []):
        raise EmptyError
    return value


def _number(_field: FieldAsked, state: dict[str, Any]) -> float:
    try:
        number = float(_present(state.get("value")))
    except ValueError:
        raise WrongError(NO_NUMBER) from None
    if not math.isfinite(number):
        raise WrongError(NO_NUMBER)
    return int(number) if number.is_integer() else number


def _day(_field: FieldAsked, state: dict[str, Any]) -> str:
    try:
        return date.fromisoformat(str(_present(state.get("selected_date")))).isoformat()
    except ValueError:
        raise WrongError(NO_DATE) from None


def _moment(_field: FieldAsked, state: dict[str, Any]) -> str:
    try:
        moment = datetime.fromtimestamp(int(_present(state.get("selected_date_time"))), UTC)
    except (ValueError, OverflowError, OSError):
        raise WrongError(NO_DATE) from None
    return f"{moment:%Y-%m-%dT%H:%M:%S}.000+0000"


def _one(field: FieldAsked, state: dict[str, Any]) -> str:
    return _chosen(field, _present(state.get("selected_option")))


def _several(field: FieldAsked, state: dict[str, Any]) -> list[str]:
    return [_chosen(field, option) for option in _present(state.get("selected_options"))]


def _person(_field: FieldAsked, state: dict[str, Any]) -> str:
    return _people_among([state.get("selected_user")])[0]


def _people(_field: FieldAsked, state: dict[str, Any]) -> list[str]:
    return _people_among(state.get("selected_users") or [])


def _people_among(chosen: Sequence[Any]) -> list[str]:
    people: list[str] = _present([person for person in chosen if _PERSON.fullmatch(str(person))])
    return people


def _chosen(field: FieldAsked, option: dict[str, Any]) -> str:
    for word in field.allowed:
        if word and option_value(word) == option.get("value"):
            return word
    raise WrongError(GONE)


_READERS: dict[Way, Callable[[FieldAsked, dict[str, Any]], Any]] = {
    Way.WORDS: _words,
    Way.TEXT: _words,
    Way.NUMBER: _number,
    Way.DAY: _day,
    Way.MOMENT: _moment,
    Way.ONE: _one,
    Way.SEVERAL: _several,
    Way.PERSON: _person,
    Way.PEOPLE: _people,
}
