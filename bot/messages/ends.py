"""The end of an issue, told and asked in one message; and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement

from bot.messages.text import Message, counted, day, inline, link, listed, quoted, section, small
from bot.messages.words import ENDS, Question
from config.words import Outcome

VERIFY_FIXED = "verify_fixed"
VERIFY_BROKEN = "verify_broken"
VERIFY_UNSURE = "verify_unsure"
_LONGEST_WORD = 1000

# What is shown once the reader has answered, after the words of the button they pressed.
ANSWERS = {
    "fixed": "Thank you.",
    "still_broken": "I am putting that on the issue, where the product owner sees it.",
    "unsure": "That is fine.",
}


@dataclass(frozen=True)
class LastWord:
    """What somebody commented in Jira about the time of an end: their name, the words, and Jira's id of the comment."""

    author: str
    text: str
    comment: str


@dataclass(frozen=True)
class EndFace:
    """What the news of an end shows to one person. `others`: how many other people reported it. released_in: the
    version that it shipped in, as far as Jira says. last: what was said about it then. hears: whether what they
    write under it goes to the issue.

    references: of their reports; empty for somebody who said "me too". said: Jira's own word for how it
    ended. answer: what this person has answered, empty so far. corrects: the outcome that stood before and was wrong;
    correction: why, in a person's words, empty where the outcome map was corrected.
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
    corrects: Outcome | None = None
    correction: str = ""
    released_in: str = ""
    last: LastWord | None = None
    hears: bool = False


def end_notice(face: EndFace) -> Message:
    """Tell how an issue ended and, where it means something, ask whether it is fixed."""
    words = ENDS[face.outcome]
    key = link(face.url, face.key) if words.linked else face.key
    begin = "Correction: " if face.corrects else ""
    first = f"*{begin}{key} {words.headline}*: {inline(face.title)}"
    where = f"in this thread or on {key}" if face.hears else f"on {key}"
    meaning = _correction(face) or words.meaning.format(key=key, said=inline(face.said, 60), where=where)
    if face.outcome is Outcome.INTEGRATED and face.released_in:
        meaning = f"{meaning} In version {inline(face.released_in, 60)}.".lstrip()
    blocks: list[Block] = [section(f"{first}\n{meaning} {_whose(face)}".replace("\n ", "\n"))]
    blocks += _last_word(face) + answer_buttons(face)
    return Message(text=f"{begin}{face.key} {words.headline}: {inline(face.title)}", blocks=blocks)


def answer_buttons(face: EndFace) -> list[Block]:
    """What is asked about an end with its buttons, or what was answered; nothing where nothing is asked."""
    question = ENDS[face.outcome].question
    if question is None:
        return []
    if face.answer:
        return [section(_answered(question, face.answer))]
    return [section(question.text), _buttons(question, face)]


def reopened_notice(face: EndFace) -> Message:
    """Tell those who heard of an end that it no longer stands."""
    first = f"*{link(face.url, face.key)} is open again*: {inline(face.title)}"
    return Message(
        text=f"{face.key} is open again: {inline(face.title)}",
        blocks=[section(f"{first}\nIt was reopened in Jira. I will tell you when it ends; you need do nothing.")],
    )


def alert(headline: str, reason: str, cure: str) -> Message:
    """Tell the administrators what is held up, in the remote's own words, and what mends it."""
    first = inline(headline)
    return Message(text=first, blocks=[section(f"*{first}*\n{inline(reason, 1000)}"), small(inline(cure, 500))])


def _last_word(face: EndFace) -> list[Block]:
    """What was said about the end; of a corrected one nothing, for it was said about another."""
    if face.last is None or face.corrects:
        return []
    who = inline(face.last.author, 60) or "Somebody"
    return [section(f"*{who}* wrote about it:"), quoted(face.last.text, _LONGEST_WORD)]


def _correction(face: EndFace) -> str:
    """Why it is not as it stood before; empty where nothing was corrected."""
    if face.corrects is None:
        return ""
    before = f"It stood here before as “{ENDS[face.corrects].headline}”."
    if face.correction:
        return f"{before} Why that was wrong: “{inline(face.correction, 500)}”"
    return f"{before} What Jira says, “{inline(face.said, 60)}”, is read otherwise now."


def _whose(face: EndFace) -> str:
    others = f", and so did {counted(face.others, 'other', 'others')}" if face.others else ""
    if not face.references:
        return f"You said “me too” on {day(face.reported_at)}{others}."
    return f"You reported it on {day(face.reported_at)} ({listed(face.references)}){others}."


def _answered(question: Question, answer: str) -> str:
    pressed = {"fixed": question.fixed, "still_broken": question.broken, "unsure": question.unsure}[answer]
    return f"You said: *{pressed}*. {ANSWERS[answer]}"


def _buttons(question: Question, face: EndFace) -> ActionsBlock:
    """None is the primary one: a button that stands out would lead towards the answer that is measured."""
    value = f"{face.jira_id}:{face.end}"
    return ActionsBlock(
        elements=[
            ButtonElement(text=question.fixed, action_id=VERIFY_FIXED, value=value),
            ButtonElement(text=question.broken, action_id=VERIFY_BROKEN, value=value),
            ButtonElement(text=question.unsure, action_id=VERIFY_UNSURE, value=value),
        ]
    )
