"""The frame of the modals that are about one report, and the field for words that most of them have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import Block, InputBlock, PlainTextInputElement
from slack_sdk.models.views import View

from bot.messages.form import LONGEST_INPUT


def modal(callback: str, title: str, submit: str, token: str, blocks: Sequence[Block]) -> dict[str, Any]:
    """Render a modal; `token` finds again what it is about."""
    view = View(
        type="modal",
        callback_id=callback,
        title=title,
        submit=submit,
        close="Cancel",
        private_metadata=token,
        blocks=blocks,
    )
    return view.to_dict()


def words_field(label: str, begun: str = "", hint: str | None = None) -> InputBlock:
    """A field of several lines, begun with some words."""
    element = PlainTextInputElement(
        action_id="what", multiline=True, max_length=LONGEST_INPUT, initial_value=begun or None, focus_on_load=True
    )
    return InputBlock(block_id="what", label=label, hint=hint, element=element)
