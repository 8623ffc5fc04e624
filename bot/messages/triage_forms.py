"""The forms in which somebody decides about a report, and the sentences when there is nothing to decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk.models.blocks import Block, InputBlock, Option, PlainTextInputElement, StaticSelectElement

from bot.messages.details import given_details
from bot.messages.form import LONGEST_INPUT, product_select
from bot.messages.modal import modal, words_field
from bot.messages.text import inline, moment, section
from bot.messages.words import DOES, KINDS
from config.catalogue import Product
from config.words import Feasibility
from loop.tracker.screen import FieldAsked
from loop.triage.title import LONGEST as LONGEST_TITLE
from storage.decisions import Ruling
from storage.event import EventKind
from storage.report import Report

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
NOWHERE_TO_FILE = (
    "The catalogue names no place in Jira that few may look into, so I do not file it. Set project or level under "
    "[security], or close it here with an answer."
)
SAME_PRODUCT = "It is with this product already."
NOT_IN_CATALOGUE = "This tool is no longer in the list; please choose another one."
NOT_SAVED = "I could not save that just now, so nothing was decided. Please try again in a minute."
NOTHING_IN_IT = "Please write a few words."

_BAD = {severity: f"It {does}" for severity, does in DOES.items()}
_HARD = {
    Feasibility.EASY: "Easy: a day or so",
    Feasibility.NORMAL: "As most things are",
    Feasibility.HARD: "Hard: weeks, or somebody else's to do",
}
_DID = {
    EventKind.ACCEPTED: "filed it",
    EventKind.DECLINED: "declined it",
    EventKind.ANSWERED: "answered it",
    EventKind.MERGED: "merged it",
}


def too_late(ruling: Ruling | None) -> str:
    """Tell whoever comes second who was first."""
    if ruling is None:
        return GONE_ON
    return f"<@{ruling.by}> {_DID[ruling.kind]} already, {moment(ruling.at)}. The card shows how things stand."


def edit_view(
    token: str,
    report: Report,
    product: Product | None,
    products: Sequence[Product],
    asked: Sequence[FieldAsked] = (),
    given: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Render the form for better words, and the right product. A text that no form holds is left out of it. asked: what
    Jira requires of the product's reports; given: what the report says to that, by field.
    """
    blocks: list[Block] = [
        _product(products, product),
        InputBlock(
            block_id="title",
            label="Title",
            element=PlainTextInputElement(
                action_id="title", max_length=LONGEST_TITLE, initial_value=report.title[:LONGEST_TITLE]
            ),
        ),
    ]
    if len(report.what) <= LONGEST_INPUT:
        blocks.append(words_field("What happens", report.what))
    else:
        blocks.append(section("The text is longer than a form holds, so it stays as it is."))
    blocks += given_details(product.key, asked, given or {}) if product else []
    blocks += [
        InputBlock(block_id="kind", label="What sort of trouble is it?", element=_choice("kind", KINDS, report.kind)),
        InputBlock(block_id="severity", label="How bad is it?", element=_choice("severity", _BAD, report.severity)),
        InputBlock(
            block_id="feasibility",
            label="How hard is it to mend?",
            hint="With how many people it costs how much time, this orders the queue.",
            element=_choice("feasibility", _HARD, report.feasibility),
        ),
    ]
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


def ask_view(token: str, about: str) -> dict[str, Any]:
    """Render the form for a question."""
    question = words_field("What do you want to know?", hint="The answer comes to the card.")
    return modal(ASK_FORM, "Ask the reporter", "Ask", token, [section(inline(about)), question])


def _choice(name: str, words: Mapping[Any, str], chosen: str) -> StaticSelectElement:
    options = {word.value: Option(text=text, value=word.value) for word, text in words.items()}
    return StaticSelectElement(action_id=name, options=list(options.values()), initial_option=options[chosen])


def _product(products: Sequence[Product], chosen: Product | None) -> InputBlock:
    return InputBlock(block_id="product", label="Which tool is it?", element=product_select(products, chosen))
