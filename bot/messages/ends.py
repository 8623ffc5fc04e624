"""The end of an issue, told and asked in one message; and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement

from bot.messages.text import Message, counted, day, inline, link, listed, section, small
from bot.messages.words import ENDS
from config.words import Outcome

VERIFY_FIXED = "verify_fixed"
VERIFY_BROKEN = "verify_broken"
VERIFY_UNSURE = "verify_unsure"

# What a reader can answer, and the words shown once they have.
ANSWERS = {
    "fixed": "You said: *fixed*. Thank you.",
    "still_broken": "You said: *still broken*. I wrote that on the issue; the product owner sees it there.",
    "unsure": "You said: *can't tell*. That is fine.",
}


@dataclass(frozen=True)
class EndFace:
    """What the news of an end shows to one person. `others`: how many other people reported it.

    said: Jira's own word for how it ended. answer: what this person has answered, empty so far.
    """

    jira_id: str
    end: int
    key: str
    url: str
    title: str
    outcome: Outcome
    said: str
    references: tuple[str, ...]
    reported_at: datetime
    others: int = 0
    answer: str = ""

    def answered(self, answer: str) -> EndFace:
        """The same with what its reader answered."""
        return replace(self, answer=answer)


def end_notice(face: EndFace) -> Message:
    """Tell how an issue ended and, where it means something, ask whether it is fixed."""
    words = ENDS[face.outcome]
    first = f"*{link(face.url, face.key)} {words.headline}*: {inline(face.title)}"
    meaning = " ".join(part for part in (words.meaning, _said(face), _whose(face)) if part)
    blocks: list[Block] = [section(f"{first}\n{meaning}")]
    if face.answer:
        blocks.append(section(ANSWERS[face.answer]))
    elif words.ask:
        blocks += [section(words.ask), _buttons(face)]
    return Message(text=f"{face.key} {words.headline}: {inline(face.title)}", blocks=blocks)


def reopened_notice(face: EndFace) -> Message:
    """Tell those who heard of an end that it no longer stands."""
    first = f"*{link(face.url, face.key)} is open again*: {inline(face.title)}"
    return Message(
        text=f"{face.key} is open again: {inline(face.title)}",
        blocks=[section(f"{first}\nWork on it goes on. You will hear when it ends; there is nothing you need to do.")],
    )


def alert(headline: str, reason: str, cure: str) -> Message:
    """Tell the administrators what is held up, in the remote's own words, and what mends it."""
    first = inline(headline)
    return Message(text=first, blocks=[section(f"*{first}*\n{inline(reason, 1000)}"), small(inline(cure, 500))])


def _said(face: EndFace) -> str:
    return f"In Jira it says “{inline(face.said, 60)}”." if face.said and face.outcome is not Outcome.INTEGRATED else ""


def _whose(face: EndFace) -> str:
    others = f", and so did {counted(face.others, 'other', 'others')}" if face.others else ""
    return f"You reported it on {day(face.reported_at)} ({listed(face.references)}){others}."


def _buttons(face: EndFace) -> ActionsBlock:
    value = f"{face.jira_id}:{face.end}"
    return ActionsBlock(
        elements=[
            ButtonElement(text="Fixed", action_id=VERIFY_FIXED, value=value, style="primary"),
            ButtonElement(text="Still broken", action_id=VERIFY_BROKEN, value=value),
            ButtonElement(text="Can't tell", action_id=VERIFY_UNSURE, value=value),
        ]
    )
