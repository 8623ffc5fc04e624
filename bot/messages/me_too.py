"""What becomes of a "me too": one message to its person, updated in place."""

from __future__ import annotations

from dataclasses import dataclass

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement

from bot.messages.form import OPEN_FORM
from bot.messages.text import Message, counted, inline, link, plain, section
from bot.messages.words import ENDS
from config.words import Outcome

ME_TOO_UNDO = "me_too_undo"

GONE = "That issue has ended or is gone by now, so I could not count you in. Please report it with `/friction`."
TOO_LATE = "It has ended, so there is nothing to take back any more."


@dataclass(frozen=True)
class MeTooFace:
    """What a co-reporter is shown. others: how many other people feel it. outcome: None while the issue is open.

    draft: finds again what they were about to report instead; empty if there is nothing.
    """

    number: int
    key: str
    url: str
    title: str
    others: int
    stands: bool
    outcome: Outcome | None = None
    draft: str = ""


def counted_in(key: str, *, own_is_filed: bool) -> str:
    """The sentence for somebody whose "me too" is taken. own_is_filed: too late to take back what they reported."""
    own = "your own report was being filed by then and stays" if own_is_filed else "nothing else was filed"
    return f"You are counted in on {key}; {own}. I will tell you what becomes of it."


def standing(face: MeTooFace) -> str:
    """Where an issue stands, in a line for whoever is counted in on it."""
    stands = "waits with its owner" if face.outcome is None else ENDS[face.outcome].headline
    others = f" · {counted(face.others, 'other feels', 'others feel')} it" if face.others else ""
    return f"{link(face.url, face.key)} {inline(face.title, 100)}: {stands}{others}"


def me_too_notice(face: MeTooFace) -> Message:
    """Tell a co-reporter that they will hear of the end; the same message shows when they no longer will."""
    issue = link(face.url, face.key)
    title = inline(face.title)
    if not face.stands:
        first = f"You are no longer counted in on {issue} · {title}"
        blocks: list[Block] = [section(f"{first}\nNobody will tell you how it ends.")]
        return Message(text=plain(_bare(first, face)), blocks=[*blocks, *_open_again(face)])
    others = f"You and {counted(face.others, 'other', 'others')} feel this." if face.others else "You feel this."
    if face.outcome is not None:
        first = f"{issue} {ENDS[face.outcome].headline} · {title}"
        return Message(text=plain(_bare(first, face)), blocks=[section(f"*{first}*\n{others}")])
    first = f"You are counted in on *{issue}* · {title}"
    undo = ButtonElement(text="Not mine after all", action_id=ME_TOO_UNDO, value=str(face.number))
    told = section(f"{first}\n{others} I will tell you what becomes of it.")
    return Message(text=plain(_bare(first, face)), blocks=[told, ActionsBlock(elements=[undo])])


def _open_again(face: MeTooFace) -> list[Block]:
    if not face.draft:
        return []
    return [ActionsBlock(elements=[ButtonElement(text="Report mine", action_id=OPEN_FORM, value=face.draft)])]


def _bare(line: str, face: MeTooFace) -> str:
    """The line as a notification shows it, without the link."""
    return line.replace(link(face.url, face.key), face.key)
