"""The triage card: one message where a product's people decide about a report, and see what became of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ConfirmObject, SectionBlock

from bot.messages.missing import QUESTIONS
from bot.messages.model import ModelHint, model_blocks
from bot.messages.text import Message, counted, day, inline, link, moment, plain, quoted, section, small
from bot.messages.words import ENDS
from config.words import Outcome, State
from loop.triage.reading import Part

FILE = "triage_file"
EDIT = "triage_edit"
MERGE = "triage_merge"
DECLINE = "triage_decline"
HAND_OVER = "triage_handover"
ASK = "triage_ask"
# The block of the buttons: one of them has an action in common with the buttons beside what is similar.
DECIDE = "decide"

TALK = (
    "What you answer in this thread goes to the issue and to whoever reported it. "
    "Begin with // what is to stay in the thread."
)

# A message holds some 13,000 characters in all; a screen far fewer.
_LONGEST_TEXT = 1800
_LONGEST_TEXT_BESIDE_MODEL = 1000
_LONGEST_NOTE = 400
_MOST_NOTES = 6
_MOST_NOTES_BESIDE_MODEL = 3
_PERSON = re.compile(r"[UW][A-Z0-9]+")


@dataclass(frozen=True)
class Said:
    """A question of whoever triages, or what the reporter said."""

    is_question: bool
    text: str


@dataclass(frozen=True)
class Alike:
    """A known issue that says something similar; without a key, a report that waits as this one does."""

    key: str
    url: str
    reference: str
    title: str
    people: int
    shipped: bool


@dataclass(frozen=True)
class Decision:
    """What a person decided: a word as in "Filed by", who (a Slack id or a name), and when."""

    word: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Hints:
    """What triage proposes: the product and why, what is similar, and the one thing to ask. priority: the line that
    says how urgent it is, and why. sort: what sort of trouble it is, how bad, and why.
    """

    product: str = ""
    why: str = ""
    similar: tuple[Alike, ...] = ()
    to_ask: Part | None = None
    priority: str = ""
    sort: str = ""


@dataclass(frozen=True)
class CardFace:
    """What a card shows. `here`: it is decided on at this place, not where it was handed to. `reporter` is empty of a
    hidden name. `people` reported its issue; 1 before it has one. `risk`: what is to be feared, in words. `acting`: who
    acts for an owner who is away. `restricted`: a matter of security, shown in no other place; `files`: there is a
    place for it in Jira. `model`: what one proposes of a report that waits. `talks`: what is said in its thread is
    passed on.
    """

    reference: str
    title: str
    what: str
    expected: str
    product: str
    reporter: str
    reported_at: datetime
    impact: tuple[str, ...]
    permalink: str
    state: State
    outcome: Outcome | None
    waits: bool
    here: bool
    key: str = ""
    url: str = ""
    reason: str = ""
    people: int = 1
    said: tuple[Said, ...] = ()
    decision: Decision | None = None
    risk: str = ""
    restricted: bool = False
    acting: str = ""
    files: bool = True
    model: ModelHint | None = None
    talks: bool = False


def card(face: CardFace, hints: Hints) -> Message:
    """Render the card of a report as it stands now. Only a card on which something can be decided has buttons."""
    if not face.here:
        return _elsewhere(face)
    first = f"*{face.reference}* · {inline(face.title)}"
    blocks: list[Block] = [section(f"{first}\n{_standing(face)}"), *_body(face)]
    if face.waits:
        blocks += _hints(face, hints)
        blocks += model_blocks(face.model, face.reference) if face.model else []
        blocks.append(_buttons(face))
    if face.talks:
        blocks.append(small(TALK))
    return Message(text=_notification(face), blocks=blocks)


def reminder(reference: str, title: str, owner: str, since: datetime) -> Message:
    """Bring up a card that waits. owner: a Slack id or an e-mail address; empty where nobody is to be named."""
    who = f"{_named(owner)}, this" if owner else "This"
    first = f"{who} has waited for a decision since {day(since)}: *{reference}* · {inline(title)}"
    rest = "Whoever reported it hears nothing until then. I will not bring it up here again."
    text = f"{reference} waits for a decision: {inline(title)}"
    return Message(text=text, blocks=[section(f"{first}\n{rest}")])


def _elsewhere(face: CardFace) -> Message:
    """What remains where it is no longer decided on; of a matter of security not even its title."""
    line = f"*{face.reference}* · {inline(face.title)}\nHanded over to {inline(face.product)}."
    if face.restricted:
        line = f"*{face.reference}*\nHanded over."
    return Message(text=plain(line) if face.restricted else _notification(face), blocks=[section(line)])


def _notification(face: CardFace) -> str:
    return f"{face.reference}: {_standing_plain(face)} · {inline(face.title)}"


def _standing_plain(face: CardFace) -> str:
    return plain(_standing(face)) if not face.key else f"{face.key} {_issue_state(face)}"


def _standing(face: CardFace) -> str:
    decided = f" {_decided(face.decision)}" if face.decision else ""
    match face.state:
        case State.RECEIVED if face.waits:
            return f"Waits for a decision: {inline(face.product)}"
        case State.RECEIVED:
            return f"Is being filed for {inline(face.product)}.{decided}"
        case State.WITHDRAWN:
            return "Withdrawn by its reporter. Nothing is to be done."
        case State.DECLINED | State.ANSWERED:
            word = "Declined" if face.state is State.DECLINED else "Answered"
            return f"{word}: {inline(face.reason, 300)}{decided}"
        case _:
            return f"{_issue(face)} {_issue_state(face)}.{decided}"


def _issue(face: CardFace) -> str:
    return link(face.url, face.key) if ENDS[face.outcome or Outcome.UNKNOWN].linked else face.key


def _issue_state(face: CardFace) -> str:
    return "is open" if face.state is State.FILED else ENDS[face.outcome or Outcome.UNKNOWN].headline


def _decided(decision: Decision) -> str:
    return f"{decision.word} by {_named(decision.by)}, {moment(decision.at)}."


def _named(person: str) -> str:
    """A Slack id as a mention, anything else as it is."""
    return f"<@{person}>" if _PERSON.fullmatch(person) else inline(person, 60)


def _body(face: CardFace) -> list[Block]:
    longest, notes = _LONGEST_TEXT, _MOST_NOTES
    if face.waits and face.model:
        longest, notes = _LONGEST_TEXT_BESIDE_MODEL, _MOST_NOTES_BESIDE_MODEL
    blocks: list[Block] = [quoted(face.what, longest)] if face.what else []
    if face.expected:
        blocks += [section("*Expected*"), quoted(face.expected, _LONGEST_NOTE)]
    for said in face.said[-notes:]:
        who = "*Asked*" if said.is_question else "*The reporter*"
        blocks += [section(who), quoted(said.text, _LONGEST_NOTE)]
    return [*blocks, small(" · ".join(_facts(face)))]


def _facts(face: CardFace) -> list[str]:
    who = f"Reported by {inline(face.reporter, 60)}" if face.reporter else "Reported by somebody"
    facts = [f"{who}, {moment(face.reported_at)}", counted(face.people, "person", "people"), *map(inline, face.impact)]
    facts = [*filter(None, (face.risk, face.acting)), *facts]
    return [*facts, link(face.permalink, "the conversation")] if face.permalink else facts


def _hints(face: CardFace, hints: Hints) -> list[Block]:
    blocks: list[Block] = []
    if hints.product:
        what = "Proposed" if hints.product != face.product else "The product fits"
        blocks.append(small(f"{what}: {inline(hints.product, 60)} ({inline(hints.why)})"))
    if hints.sort:
        blocks.append(small(inline(hints.sort)))
    if hints.priority:
        blocks.append(small(f"Priority {inline(hints.priority)}"))
    if hints.to_ask is not None:
        blocks.append(small(f"It does not say: {QUESTIONS[hints.to_ask]} Its reporter was asked."))
    return blocks + [_similar(face, alike) for alike in hints.similar if not face.restricted]


def _similar(face: CardFace, alike: Alike) -> SectionBlock:
    state = "shipped" if alike.shipped else "open"
    people = counted(alike.people, "person", "people")
    if not alike.key:
        return section(f"Similar: {alike.reference}, which has no issue yet")
    line = section(f"Similar: {link(alike.url, alike.key)} {inline(alike.title, 100)} ({state}, {people})")
    line.block_id = f"merge:{alike.key}"
    line.accessory = ButtonElement(
        text=f"Merge into {alike.key}"[:75],
        action_id=MERGE,
        value=f"{face.reference} {alike.key}",
        confirm=ConfirmObject(
            title=f"Merge {face.reference}?",
            text=f"It becomes part of {alike.key}; its reporter hears what becomes of that.",
            confirm="Merge",
            deny="Cancel",
        ),
    )
    return line


def _buttons(face: CardFace) -> ActionsBlock:
    wanted = (
        ("File", FILE, "primary"),
        ("Edit…", EDIT, None),
        ("Merge…", MERGE, None),
        ("Decline…", DECLINE, None),
        ("Hand over…", HAND_OVER, None),
        ("Ask the reporter…", ASK, None),
    )
    absent = {MERGE} if face.restricted else set()
    if not face.files:
        absent.add(FILE)
    return ActionsBlock(
        block_id=DECIDE,
        elements=[
            ButtonElement(text=text, action_id=action_id, value=face.reference, style=style)
            for text, action_id, style in wanted
            if action_id not in absent
        ],
    )
