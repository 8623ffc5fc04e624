"""Known issues, offered to whoever is about to report them again: is it this?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import Block, ButtonElement, SectionBlock

from bot.messages.text import counted, day, inline, link, section

ME_TOO = "me_too"
ANSWERED = "answered_it"
# Stands before Jira's id in the ids of the blocks that offer an issue: what a form shows can be told from them.
OFFER = "known:"

IS_IT_THIS = "*Is it this?* *Me too* counts you in, and you hear what becomes of it."
HELD = "If it is one of these, press *Me too* and I will not file yours. Otherwise do nothing: I am filing it."


@dataclass(frozen=True)
class OfferFace:
    """A known issue as it is offered. people: how many feel it. answer: what the button carries back to us."""

    jira_id: str
    key: str
    url: str
    title: str
    shipped: bool
    people: int
    answer: str
    shipped_at: datetime | None = None


def offer_blocks(offers: Sequence[OfferFace], heading: str = IS_IT_THIS) -> list[Block]:
    """The issues that it may be, each with its button; nothing if there are none."""
    return [section(heading), *map(_offer, offers)] if offers else []


def offered_in(blocks: Sequence[dict[str, Any]]) -> list[str]:
    """Jira's ids of the issues that a view offers."""
    names = [str(block.get("block_id") or "") for block in blocks]
    return [name.removeprefix(OFFER) for name in names if name.startswith(OFFER)]


def _offer(face: OfferFace) -> SectionBlock:
    felt = counted(face.people, "person feels it", "people feel it")
    shipped = f"Shipped{f' {day(face.shipped_at)}' if face.shipped_at else ''}. If it is back, do report it."
    state = shipped if face.shipped else f"Open, {felt}."
    block = section(f"*{link(face.url, face.key)}* {inline(face.title)}\n{state}")
    block.block_id = f"{OFFER}{face.jira_id}"
    text, action = ("This answered it", ANSWERED) if face.shipped else ("Me too", ME_TOO)
    block.accessory = ButtonElement(text=text, action_id=action, value=face.answer)
    return block
