"""The inputs for what Jira requires of a product's reports: one for each field, by its type."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import (
    Block,
    DatePickerElement,
    DateTimePickerElement,
    ExternalDataMultiSelectElement,
    ExternalDataSelectElement,
    InputBlock,
    InputInteractiveElement,
    NumberInputElement,
    Option,
    PlainTextInputElement,
    StaticMultiSelectElement,
    StaticSelectElement,
    UserMultiSelectElement,
    UserSelectElement,
)

from bot.messages.text import small
from loop.details import Way, way_of
from loop.tracker.screen import FieldAsked

DETAIL = "detail"
# Jira holds 255 in a field of one line, and what is masked may grow.
LONGEST_LINE = 200
_LONGEST_TEXT = 3000
_LONGEST_LABEL = 150
# Slack's: of an option's text and value, and how many options a menu holds.
_LONGEST_OPTION = 75
_MOST_OPTIONS = 100
# Each is looked up in Jira while somebody waits.
_MOST_PEOPLE = 5
_CHOOSE, _FIND = "Choose", "Type to find"


def block_of(product: str, field: FieldAsked) -> str:
    """The id of the block that asks for a field. With the product in it: what was chosen for one is not another's."""
    return f"{DETAIL}:{product}:{field.field_id}"


def details_in(blocks: Sequence[dict[str, Any]]) -> list[str]:
    """The ids of the blocks of a view that ask for details."""
    names = [str(block.get("block_id") or "") for block in blocks]
    return [name for name in names if name.startswith(f"{DETAIL}:")]


def detail_blocks(product: str, fields: Sequence[FieldAsked]) -> list[Block]:
    """The inputs for these fields, in their order, below a line that says why they are there."""
    if not fields:
        return []
    return [
        small("Jira takes no report on this tool without the following:"),
        *(_input(product, field) for field in fields),
    ]


def given_details(product: str, fields: Sequence[FieldAsked], given: Mapping[str, Any]) -> list[Block]:
    """The same inputs for somebody else than the reporter: filled in with what was given, by field, and optional."""
    return [_input(product, field, given.get(field.field_id), optional=True) for field in fields]


def _input(product: str, field: FieldAsked, value: Any = None, *, optional: bool = False) -> InputBlock:
    label = _cut(field.name or field.field_id, _LONGEST_LABEL)
    return InputBlock(
        block_id=block_of(product, field),
        label=label,
        element=_element(field, value),
        # Whether Jira knows a person is asked while the rest is filled in.
        dispatch_action=(way_of(field) in (Way.PERSON, Way.PEOPLE) and not optional) or None,
        optional=optional,
    )


def detail_options(field: FieldAsked, typed: str) -> list[Option]:
    """What a field can be whose values are more than a menu holds: those that contain what was typed."""
    wanted = typed.casefold().strip()
    return _options([word for word in field.allowed if wanted in word.casefold()])


def option_value(word: str) -> str:
    """What stands for a choice in a menu: the word itself, as long as Slack holds it."""
    return word if len(word) <= _LONGEST_OPTION else hashlib.sha256(word.encode()).hexdigest()


def _element(field: FieldAsked, value: Any) -> InputInteractiveElement:
    words = None if value is None else str(value)
    match way_of(field):
        case Way.ONE:
            return _menu(field, value)
        case Way.SEVERAL:
            return _menu_of_several(field, value or ())
        case Way.PERSON | Way.PEOPLE:
            return _people(field, value)
        case Way.NUMBER:
            return NumberInputElement(action_id=DETAIL, is_decimal_allowed=True, initial_value=words)
        case Way.DAY:
            return DatePickerElement(action_id=DETAIL, placeholder="Choose a date", initial_date=words)
        case Way.MOMENT:
            at = int(datetime.fromisoformat(words).timestamp()) if words else None
            return DateTimePickerElement(action_id=DETAIL, initial_date_time=at)
        case Way.TEXT:
            return PlainTextInputElement(
                action_id=DETAIL, multiline=True, max_length=_LONGEST_TEXT, initial_value=words
            )
        case _:
            return PlainTextInputElement(action_id=DETAIL, max_length=LONGEST_LINE, initial_value=words)


def _menu(field: FieldAsked, chosen: str | None) -> InputInteractiveElement:
    first = next(iter(_options([chosen])), None) if chosen in field.allowed else None
    if len(field.allowed) > _MOST_OPTIONS:
        return ExternalDataSelectElement(action_id=DETAIL, placeholder=_FIND, min_query_length=1, initial_option=first)
    options = _options(field.allowed)
    return StaticSelectElement(action_id=DETAIL, placeholder=_CHOOSE, options=options, initial_option=first)


def _menu_of_several(field: FieldAsked, chosen: Sequence[str]) -> InputInteractiveElement:
    first = _options([word for word in chosen if word in field.allowed]) or None
    if len(field.allowed) > _MOST_OPTIONS:
        return ExternalDataMultiSelectElement(
            action_id=DETAIL, placeholder=_FIND, min_query_length=1, initial_options=first
        )
    options = _options(field.allowed)
    return StaticMultiSelectElement(action_id=DETAIL, placeholder=_CHOOSE, options=options, initial_options=first)


def _people(field: FieldAsked, chosen: Any) -> InputInteractiveElement:
    if way_of(field) is Way.PERSON:
        return UserSelectElement(action_id=DETAIL, placeholder="Choose a person", initial_user=chosen)
    return UserMultiSelectElement(
        action_id=DETAIL, placeholder="Choose people", initial_users=chosen, max_selected_items=_MOST_PEOPLE
    )


def _options(words: Sequence[str | None]) -> list[Option]:
    named = list(dict.fromkeys(word for word in words if word))[:_MOST_OPTIONS]
    return [Option(text=_cut(word, _LONGEST_OPTION), value=option_value(word)) for word in named]


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
