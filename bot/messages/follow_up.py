"""A day after a known answer was taken: did it help?"""

from __future__ import annotations

from dataclasses import dataclass

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement

from bot.messages.form import OPEN_FORM
from bot.messages.text import Message, inline, link, plain, section

STILL_HAPPY = "answer_helped"
NO_HELP = "answer_no_help"

NO_ANSWER = "That is no answer any more: it was reopened, or is gone. Please report it with `/friction`."
TAKEN = "Good. I filed nothing."
WILL_ASK = "Good. I filed nothing, and will ask you later whether {key} really helped."


@dataclass(frozen=True)
class FollowUpFace:
    """What was taken, and what its taker has said since; None: nothing yet."""

    number: int
    key: str
    url: str
    title: str
    helped: bool | None
    draft: str


def taken(key: str, *, asks: bool) -> str:
    """The sentence for somebody whom an answer answered. asks: whether they are asked later if it helped."""
    return WILL_ASK.format(key=key) if asks else TAKEN


def follow_up(face: FollowUpFace) -> Message:
    """Ask, or show what was answered; whoever was not helped gets their own words back in the form."""
    first = f"*Did {link(face.url, face.key)} help?* {inline(face.title)}"
    text = plain(f"Did {face.key} help? {inline(face.title)}")
    if face.helped:
        return Message(text=text, blocks=[section(f"{first}\nYou said that it did. Thank you.")])
    blocks: list[Block] = [section(f"{first}\nYou took it for the answer to what you were about to report.")]
    number = str(face.number)
    buttons = [
        ButtonElement(text="Still happy", action_id=STILL_HAPPY, value=number, style="primary"),
        ButtonElement(text="No, file it…", action_id=NO_HELP, value=number),
    ]
    if face.helped is False:
        blocks = [section(f"{first}\nYou said that it did not. What you were about to report is kept.")]
        buttons = [ButtonElement(text="Open the form", action_id=OPEN_FORM, value=face.draft, style="primary")]
    return Message(text=text, blocks=[*blocks, ActionsBlock(elements=list(buttons))])
