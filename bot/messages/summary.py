"""Many ends at once, in one message for whoever reported them all; and the form that asks about each of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, InputBlock, Option, StaticSelectElement
from slack_sdk.models.views import View

from bot.messages.ends import EndFace, answer_buttons
from bot.messages.text import SECTION, Message, counted, inline, link, listed, section, small
from bot.messages.words import ENDS, Question
from loop.cleaning import clean

MOST_LINES = 60
ASK_EACH = "summary_ask"
CALLBACK = "summary_answers"

# Slack takes about 13,200 characters of a message's blocks.
_MOST_CHARACTERS = 12_000
# How long titles may be: the longest at which everything fits.
_TITLES = (100, 60, 30, 12)
_LONGEST_LABEL = 150
_OPEN_AGAIN = "open again"


@dataclass(frozen=True)
class SummaryLine:
    """One issue of a summary. is_open: it was reopened. is_current: its end is still the one that the summary tells."""

    face: EndFace
    is_open: bool = False
    is_current: bool = True

    @property
    def heading(self) -> str:
        """Under what the line stands."""
        return _OPEN_AGAIN if self.is_open else ENDS[self.face.outcome].headline

    @property
    def said(self) -> str:
        """What its reader answered, in the words of the button; empty so far."""
        return dict(_choices(self.question))[self.face.answer] if self.question and self.face.answer else ""

    @property
    def question(self) -> Question | None:
        """What is asked about it, if anything."""
        return ENDS[self.face.outcome].question if self.is_current and not self.is_open else None


def summary(lines: Sequence[SummaryLine], post: str, total: int) -> Message:
    """Tell how many issues ended, a line each, grouped by how; `post` finds them again when they are asked about.

    total: how many there are on all pages. Those that are not in `lines` stand in the thread.
    """
    first = _first_line(lines, total)
    blocks = _fitting(first, lines, post)
    if total > len(lines):
        blocks.append(small(f"The other {total - len(lines)} stand in the thread under this message."))
    return Message(text=first, blocks=blocks)


def reminder(lines: Sequence[SummaryLine], post: str) -> Message:
    """Ask once more about ends that were told and not answered: one with its buttons, several with the form."""
    foot = small("This is the only reminder; what you leave open stays open.")
    if len(lines) == 1:
        face = lines[0].face
        key = link(face.url, face.key)
        asked = [section(f"*{key} {ENDS[face.outcome].headline}*: {inline(face.title)}"), *answer_buttons(face)]
        return Message(text=f"You have not said yet: {face.key}, {inline(face.title)}", blocks=[*asked, foot])
    first = f"You have not said yet of {len(lines)} issues whether they are fixed for you"
    return Message(text=first, blocks=[*_fitting(first, lines[:MOST_LINES], post), foot])


def _first_line(lines: Sequence[SummaryLine], total: int) -> str:
    if total > len(lines):
        return f"{counted(total, 'issue', 'issues')} that you reported came to an end"
    hows = [f"{len(group)} {heading}" for heading, group in _grouped(lines).items()]
    return f"News of {counted(total, 'issue', 'issues')} that you reported: {listed(hows)}"


def _fitting(first: str, lines: Sequence[SummaryLine], post: str) -> list[Block]:
    """The lines under a first one, with titles as long as they can be."""
    for longest in _TITLES:
        blocks = _blocks(first, lines, post, longest)
        if len(json.dumps([block.to_dict() for block in blocks], ensure_ascii=False)) <= _MOST_CHARACTERS:
            break
    return blocks


def _blocks(first: str, lines: Sequence[SummaryLine], post: str, longest: int) -> list[Block]:
    blocks: list[Block] = [section(f"*{first}*")]
    for heading, group in _grouped(lines).items():
        paragraphs = _paragraphs(f"*{heading[0].upper()}{heading[1:]}*", [_line(line, longest) for line in group])
        blocks += [section(paragraph) for paragraph in paragraphs]
    if any(line.question for line in lines):
        button = ButtonElement(text="Say which are fixed", action_id=ASK_EACH, value=post)
        blocks.append(ActionsBlock(elements=[button]))
    return blocks


def _grouped(lines: Sequence[SummaryLine]) -> dict[str, list[SummaryLine]]:
    headings = [*(words.headline for words in ENDS.values()), _OPEN_AGAIN]
    groups = {heading: [line for line in lines if line.heading == heading] for heading in headings}
    return {heading: group for heading, group in groups.items() if group}


def _line(line: SummaryLine, longest: int) -> str:
    face = line.face
    # At the shortest, not even the addresses fit.
    key = link(face.url, face.key) if ENDS[face.outcome].linked and longest > min(_TITLES) else face.key
    said = f" · you said: *{line.said}*" if line.said else ""
    corrected = " · a correction" if face.corrects else ""
    return f"• {key}: {inline(face.title, longest)}{corrected}{said}"


def _choices(question: Question) -> tuple[tuple[str, str], ...]:
    return (("fixed", question.fixed), ("still_broken", question.broken), ("unsure", question.unsure))


def _paragraphs(heading: str, lines: Sequence[str]) -> Iterator[str]:
    """Join lines to texts that each fit into a section."""
    text = heading
    for line in lines:
        if len(text) + 1 + len(line) > SECTION:
            yield text
            text = line
        else:
            text = f"{text}\n{line}"
    yield text


def answer_form(lines: Sequence[SummaryLine]) -> dict[str, Any]:
    """Ask about each issue of a page, one choice each; none has to be made."""
    asked = [(line.face, line.question) for line in lines if line.question]
    intro = "Choose for as many as you like; what you leave open stays open."
    if not asked:
        intro = "None of these is waiting for an answer any more."
    view = View(
        type="modal",
        callback_id=CALLBACK,
        title="Is it fixed for you?",
        submit="Send" if asked else None,
        close="Not now",
        blocks=[section(intro), *(_choice(face, question) for face, question in asked)],
    )
    return view.to_dict()


def _choice(face: EndFace, question: Question) -> InputBlock:
    options = {answer: Option(text=text, value=answer) for answer, text in _choices(question)}
    label = " ".join(clean(f"{face.key} {ENDS[face.outcome].headline}: {face.title}").split())
    return InputBlock(
        block_id=f"{face.jira_id}:{face.end}",
        label=label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1]}…",
        optional=True,
        element=StaticSelectElement(
            action_id="answer",
            placeholder=question.text,
            options=list(options.values()),
            initial_option=options.get(face.answer),
        ),
    )
