"""Known issues, offered to whoever is about to report them again: is it this?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement

from bot.messages.text import counted, day, inline, link, section

ME_TOO = "me_too"
ANSWERED = "answered_it"
LONGEST_NOTE = 400
# Stands before Jira's id in the ids of the blocks that offer an issue: what a form shows can be told from them.
OFFER = "known:"

IS_IT_THIS = "*Is it this?* *Me too* counts you in, and you hear what becomes of it."
HELD = "If it is one of these, press *Me too* and I will not file yours. Otherwise do nothing: I am filing it."


@dataclass(frozen=True)
class OfferFace:
    """A known issue as it is offered. people: how many feel it. answer: what the buttons carry back to us. note: what
    helps, in the words of the product's side. can_answer: whether it may be the answer to what is being reported.
    """

    jira_id: str
    key: str
    url: str
    title: str
    shipped: bool
    people: int
    answer: str
    shipped_at: datetime | None = None
    note: str = ""
    can_answer: bool = False


def offer_blocks(offers: Sequence[OfferFace], heading: str = IS_IT_THIS) -> list[Block]:
    """The issues that it may be, each with its button; nothing if there are none."""
    return [section(heading), *(block for offer in offers for block in _offer(offer))] if offers else []


def offered_in(blocks: Sequence[dict[str, Any]]) -> list[str]:
    """Jira's ids of the issues that a view offers."""
    names = [str(block.get("block_id") or "") for block in blocks]
    return [name.removeprefix(OFFER) for name in names if name.startswith(OFFER)]


def _offer(face: OfferFace) -> list[Block]:
    felt = counted(face.people, "person feels it", "people feel it")
    shipped = f"Shipped{f' {day(face.shipped_at)}' if face.shipped_at else ''}. If it is back, do report it."
    lines = [f"*{link(face.url, face.key)}* {inline(face.title)}", shipped if face.shipped else f"Open, {felt}."]
    if face.note:
        lines.append(f"*{'What was done' if face.shipped else 'Until then'}:* {inline(face.note, LONGEST_NOTE)}")
    block = section("\n".join(lines))
    block.block_id = f"{OFFER}{face.jira_id}"
    answered = ButtonElement(text="This answered it", action_id=ANSWERED, value=face.answer)
    if face.shipped:
        block.accessory = answered
        return [block]
    block.accessory = ButtonElement(text="Me too", action_id=ME_TOO, value=face.answer)
    return [block, ActionsBlock(elements=[answered])] if face.can_answer else [block]
