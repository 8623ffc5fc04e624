"""The forms in which somebody decides about a report, and the sentences when there is nothing to decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import Block, InputBlock, PlainTextInputElement

from bot.messages.form import LONGEST_INPUT, product_select
from bot.messages.missing import QUESTIONS
from bot.messages.modal import modal, words_field
from bot.messages.text import inline, moment, section
from config.catalogue import Product
from loop.triage.reading import Part
from loop.triage.title import LONGEST as LONGEST_TITLE
from storage.decisions import Ruling
from storage.event import EventKind

EDIT_FORM = "friction_triage_edit"
MERGE_FORM = "friction_triage_merge"
DECLINE_FORM = "friction_triage_decline"
HAND_OVER_FORM = "friction_triage_handover"
ASK_FORM = "friction_triage_ask"

NOT_FOUND = "I do not find that report any more, so I did nothing."
NOT_TRIAGER = (
    "Only those who triage this product can decide about its reports, and you are not one of them. "
    "Its owner can, and the administrators can give you the role."
)
GONE_ON = "There is nothing to decide any more: it was withdrawn, or handed over. The card shows how things stand."
NO_SUCH_ISSUE = "I know no issue of that name. Give the key of one that came from a report, such as NET-7, or an FR-…"
SAME_PRODUCT = "It is with this product already."
NOT_IN_CATALOGUE = "This tool is no longer in the list; please choose another one."
NOT_SAVED = "I could not save that just now, so nothing was decided. Please try again in a minute."
NOTHING_IN_IT = "Please write a few words."

_DID = {EventKind.ACCEPTED: "filed it", EventKind.DECLINED: "declined it", EventKind.MERGED: "merged it"}


def too_late(ruling: Ruling | None) -> str:
    """Tell whoever comes second who was first."""
    if ruling is None:
        return GONE_ON
    return f"<@{ruling.by}> {_DID[ruling.kind]} already, {moment(ruling.at)}. The card shows how things stand."


def edit_view(
    token: str, title: str, what: str, product: Product | None, products: Sequence[Product]
) -> dict[str, Any]:
    """Render the form for better words, and the right product. A text that no form holds is left out of it."""
    blocks: list[Block] = [
        _product(products, product),
        InputBlock(
            block_id="title",
            label="Title",
            element=PlainTextInputElement(
                action_id="title", max_length=LONGEST_TITLE, initial_value=title[:LONGEST_TITLE]
            ),
        ),
    ]
    if len(what) <= LONGEST_INPUT:
        blocks.append(words_field("What happens", what))
    else:
        blocks.append(section("The text is longer than a form holds, so it stays as it is."))
    return modal(EDIT_FORM, "Edit the report", "Save", token, blocks)


def merge_view(token: str, about: str) -> dict[str, Any]:
    """Render the form that asks into which issue."""
    key = InputBlock(
        block_id="issue",
        label="Which issue says the same?",
        hint="Its key, such as NET-7, or the reference of a report in it",
        element=PlainTextInputElement(action_id="issue", max_length=40, focus_on_load=True),
    )
    return modal(MERGE_FORM, "Merge", "Merge", token, [section(inline(about)), key])


def decline_view(token: str, about: str) -> dict[str, Any]:
    """Render the form that asks for the reason."""
    reason = words_field("Why will it not be done?", hint="Its reporter reads this, word for word.")
    return modal(DECLINE_FORM, "Decline", "Decline", token, [section(inline(about)), reason])


def hand_over_view(token: str, about: str, products: Sequence[Product]) -> dict[str, Any]:
    """Render the form that asks to whom."""
    return modal(HAND_OVER_FORM, "Hand over", "Hand over", token, [section(inline(about)), _product(products, None)])


def ask_view(token: str, about: str, to_ask: Part | None) -> dict[str, Any]:
    """Render the form for a question, begun with what the report lacks."""
    question = words_field(
        "What do you want to know?", QUESTIONS[to_ask] if to_ask else "", hint="The answer comes to the card."
    )
    return modal(ASK_FORM, "Ask the reporter", "Ask", token, [section(inline(about)), question])


def _product(products: Sequence[Product], chosen: Product | None) -> InputBlock:
    return InputBlock(block_id="product", label="Which tool is it?", element=product_select(products, chosen))
