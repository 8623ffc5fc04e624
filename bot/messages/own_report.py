"""What passes between whoever triages and the reporter, and the forms in which reporters go on about their report."""

from __future__ import annotations

from typing import Any

from slack_sdk.models.blocks import ActionsBlock, ButtonElement

from bot.messages.modal import modal, words_field
from bot.messages.text import Message, inline, plain, quoted, section

EDIT = "edit_report"
ADD = "add_to_report"
EDIT_FORM = "friction_edit"
ADD_FORM = "friction_add"

_LONGEST_QUOTE = 2900
NOTHING_IN_IT = "Please write a few words."
BEING_FILED = (
    "It is being filed, or has ended, so its text stays as it is. “Add something” on its receipt still reaches it."
)
ENDED = "This report has ended, so nothing can be added to it. If it still gets in your way, report it again."
TOO_LONG = (
    "This text is longer than Slack's forms hold, so I cannot open it here. Withdraw it and report it anew instead."
)


def question(reference: str, title: str, asked: str) -> Message:
    """Ask the reporter something, with a button to answer."""
    first = f"*A question about {reference}*: {inline(title)}"
    answer = ButtonElement(text="Answer", action_id=ADD, value=reference, style="primary")
    blocks = [section(f"{first}\nBefore it is filed, somebody wants to know:"), quoted(asked, _LONGEST_QUOTE)]
    return Message(text=plain(first), blocks=[*blocks, ActionsBlock(elements=[answer])])


def refusal(reference: str, title: str, product: str, reason: str) -> Message:
    """Tell the reporter that nothing will be filed, and why."""
    first = f"*{reference} will not be done*: {inline(title)}"
    why = f"{first}\nWhoever looks after {inline(product, 60)} read it and says:"
    return Message(text=plain(first), blocks=[section(why), quoted(reason, _LONGEST_QUOTE)])


def refused_by_security(reference: str, title: str, _product: str, answer: str) -> Message:
    """Tell the reporter what those who look after security answer; nothing is filed."""
    first = f"*{reference} was read by those who look after security*: {inline(title)}"
    return Message(text=plain(first), blocks=[section(f"{first}\nThey say:"), quoted(answer, _LONGEST_QUOTE)])


def edit_form(token: str, reference: str, what: str) -> dict[str, Any]:
    """Render the form in which a report is said better."""
    blocks = [section(f"Edit {reference}"), words_field("What happens?", what)]
    return modal(EDIT_FORM, "Edit your report", "Save", token, blocks)


def add_form(token: str, reference: str, title: str) -> dict[str, Any]:
    """Render the form in which something is added, or a question answered."""
    blocks = [section(inline(f"{reference}: {title}")), words_field("What do you want to add?")]
    return modal(ADD_FORM, "Add to your report", "Add", token, blocks)
