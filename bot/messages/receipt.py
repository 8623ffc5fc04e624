"""The receipt: one message per report, updated in place as the report goes its way."""

from __future__ import annotations

from dataclasses import dataclass

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ConfirmObject

from bot.messages.text import Message, inline, link, listed, plain, section, small
from bot.messages.words import ENDS
from config.words import Outcome, State

WITHDRAW = "withdraw"


@dataclass(frozen=True)
class ReceiptFace:
    """What a receipt shows. `key` and `url` are the issue's, empty before filing; `held_up` is why filing waits."""

    reference: str
    title: str
    product: str
    owner: str
    state: State
    outcome: Outcome | None
    key: str = ""
    url: str = ""
    held_up: str = ""
    masked: tuple[str, ...] = ()


def receipt(face: ReceiptFace) -> Message:
    """Render the receipt of a report as it stands now."""
    first = f"{_headline(face)}\n{_meaning(face)}"
    blocks: list[Block] = [section(first)]
    if face.masked:
        kinds = listed([f"a {kind}" for kind in face.masked])
        blocks.append(small(f"I masked {kinds} in your text before storing it. You may want to revoke it."))
    if face.state is State.RECEIVED:
        blocks.append(ActionsBlock(elements=[_withdraw_button(face)]))
    return Message(text=plain(first), blocks=blocks)


def _headline(face: ReceiptFace) -> str:
    return f"Got it: *{face.reference}* · {inline(face.title)}"


def _meaning(face: ReceiptFace) -> str:
    issue = link(face.url, face.key) if face.key else ""
    owner = f" (product owner: {face.owner})" if face.owner else ""
    match face.state:
        case State.RECEIVED if face.held_up:
            return f"Your report is safe. {face.held_up} The admins know; it will be filed when that is mended."
        case State.RECEIVED:
            return f"It is being filed with {inline(face.product)}{owner}. I will tell you what becomes of it."
        case State.FILED:
            return f"Filed with {inline(face.product)}{owner} as {issue}. I will tell you what becomes of it."
        case State.RESOLVED:
            return f"{issue} {ENDS[face.outcome or Outcome.UNKNOWN].short}."
        case State.WITHDRAWN:
            return "Withdrawn. Nothing was filed."
        case _:
            return f"{inline(face.product)} {ENDS[face.outcome or Outcome.ANSWERED].short}."


def _withdraw_button(face: ReceiptFace) -> ButtonElement:
    return ButtonElement(
        text="Withdraw",
        action_id=WITHDRAW,
        value=face.reference,
        confirm=ConfirmObject(
            title="Withdraw this report?",
            text="Nothing will be filed. You can report it again at any time.",
            confirm="Withdraw",
            deny="Keep it",
        ),
    )
