"""What a model proposes, on a card: set apart from the rules' own lines, named as a model's, with its reason."""

from __future__ import annotations

from dataclasses import dataclass

from slack_sdk.models.blocks import Block, ButtonElement

from bot.messages.text import inline, section, small

USE = "triage_use"
# A card is long already, and each sign of what somebody typed may take five to be literal.
_LONGEST = 120


@dataclass(frozen=True)
class ModelHint:
    """What a model proposes; what it left out is empty. product: its name; kind and severity: in words. differs: title,
    kind or severity of the report is another one, so that there is something to take over.
    """

    model: str
    product: str = ""
    kind: str = ""
    severity: str = ""
    title: str = ""
    summary: str = ""
    missing: tuple[str, ...] = ()
    same_as: str = ""
    reason: str = ""
    differs: bool = False


def model_blocks(hint: ModelHint, reference: str) -> list[Block]:
    """Render it, with a button that takes over its title, kind and severity."""
    head = section(f"*Proposed by a model* ({inline(hint.model, 40)}). It may be wrong: you decide.")
    if hint.differs:
        head.accessory = ButtonElement(text="Use its proposal", action_id=USE, value=reference)
    return [head, small("\n".join(_lines(hint)))]


def _lines(hint: ModelHint) -> list[str]:
    facts = (inline(hint.product, 40), inline(hint.kind, 30), inline(hint.severity, 30))
    lines = [
        f"Title: {inline(hint.title, _LONGEST)}" if hint.title else "",
        " · ".join(filter(None, facts)),
        inline(hint.summary, 2 * _LONGEST),
        f"Does not say: {inline(', '.join(hint.missing), 60)}" if hint.missing else "",
        f"The same as {inline(hint.same_as, 20)}, it thinks" if hint.same_as else "",
        f"Why: {inline(hint.reason, _LONGEST)}" if hint.reason else "",
    ]
    return [line for line in lines if line]
