"""The inputs for what Jira requires of a product's reports: one for each field, by its type."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import (
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
)

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


def block_of(product: str, field: FieldAsked) -> str:
    """The id of the block that asks for a field. With the product in it: what was chosen for one is not another's."""
    return f"{DETAIL}:{product}:{field.field_id}"


def details_in(blocks: Sequence[dict[str, Any]]) -> list[str]:
    """The ids of the blocks of a view that ask for details."""
    names = [str(block.get("block_id") or "") for block in blocks]
    return [name for name in names if name.startswith(f"{DETAIL}:")]


def detail_blocks(product: str, fields: Sequence[FieldAsked]) -> list[InputBlock]:
    """The inputs for these fields, in their order."""
    return [
        InputBlock(
            block_id=block_of(product, field),
            label=_cut(field.name or field.field_id, _LONGEST_LABEL),
            element=_element(field),
        )
        for field in fields
    ]


def detail_options(field: FieldAsked, typed: str) -> list[Option]:
    """What a field can be whose values are more than a menu holds: those that contain what was typed."""
    wanted = typed.casefold().strip()
    return _options([word for word in field.allowed if wanted in word.casefold()])


def option_value(word: str) -> str:
    """What stands for a choice in a menu: the word itself, as long as Slack holds it."""
    return word if len(word) <= _LONGEST_OPTION else hashlib.sha256(word.encode()).hexdigest()


def _element(field: FieldAsked) -> InputInteractiveElement:
    match way_of(field):
        case Way.ONE | Way.SEVERAL as way:
            return _menu(field, several=way is Way.SEVERAL)
        case Way.NUMBER:
            return NumberInputElement(action_id=DETAIL, is_decimal_allowed=True)
        case Way.DAY:
            return DatePickerElement(action_id=DETAIL)
        case Way.MOMENT:
            return DateTimePickerElement(action_id=DETAIL)
        case Way.TEXT:
            return PlainTextInputElement(action_id=DETAIL, multiline=True, max_length=_LONGEST_TEXT)
        case _:
            return PlainTextInputElement(action_id=DETAIL, max_length=LONGEST_LINE)


def _menu(field: FieldAsked, *, several: bool) -> InputInteractiveElement:
    if len(field.allowed) > _MOST_OPTIONS:
        found = ExternalDataMultiSelectElement if several else ExternalDataSelectElement
        return found(action_id=DETAIL, placeholder="Type to find", min_query_length=1)
    menu = StaticMultiSelectElement if several else StaticSelectElement
    return menu(action_id=DETAIL, placeholder="Choose", options=_options(field.allowed))


def _options(words: Sequence[str]) -> list[Option]:
    named = list(dict.fromkeys(word for word in words if word))[:_MOST_OPTIONS]
    return [Option(text=_cut(word, _LONGEST_OPTION), value=option_value(word)) for word in named]


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
