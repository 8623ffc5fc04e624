"""The receipt: one message per report, updated in place as the report goes its way."""

from __future__ import annotations

from dataclasses import dataclass

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ConfirmObject

from bot.messages.missing import QUESTIONS
from bot.messages.own_report import ADD, EDIT
from bot.messages.text import Message, inline, link, masked_sentence, noticed_sentence, plain, section, small
from bot.messages.words import ENDS
from config.words import Outcome, State
from loop.triage.reading import Part

WITHDRAW = "withdraw"
NAME_HIDDEN = (
    "Your name stays out of Jira and channels. It is not anonymous: who runs this bot or its database can see it, and "
    "your own words may tell who you are."
)


_STANDS = (
    "*The message it was made of still stands where it was written*, for whoever reads there: delete it, or ask its "
    "author to. I took nothing away."
)
_WILL_TELL = "I will tell you what becomes of it."


@dataclass(frozen=True)
class ReceiptFace:
    """What a receipt shows. `key` and `url` are the issue's, empty before filing; `held_up` is why filing waits for a
    person, `delayed` that Jira takes nothing for now, `reason` why it ended before it was filed. `waits`: for whoever
    triages. `restricted`: those who look after security alone read it; `unfiled`: Jira has no place for such;
    `stands_in_slack`: the message that it was made of stands where others may read it.
    `to_ask`: the one thing that it does not say, which whoever mends it will miss.
    `kept_back`: names of the files that did not come along, each with the reason.
    """

    reference: str
    title: str
    product: str
    state: State
    outcome: Outcome | None
    key: str = ""
    url: str = ""
    held_up: str = ""
    delayed: bool = False
    reason: str = ""
    masked: tuple[str, ...] = ()
    noticed: tuple[str, ...] = ()
    name_hidden: bool = False
    waits: bool = False
    restricted: bool = False
    unfiled: bool = False
    stands_in_slack: bool = False
    to_ask: Part | None = None
    kept_back: tuple[tuple[str, str], ...] = ()


def receipt(face: ReceiptFace) -> Message:
    """Render the receipt of a report as it stands now."""
    is_sealed = face.restricted and face.state in (State.RECEIVED, State.FILED) and not face.held_up
    first = f"{_headline(face)}\n{_restricted(face) if is_sealed else _meaning(face)}"
    blocks: list[Block] = [section(first)]
    if face.to_ask is not None and face.state in (State.RECEIVED, State.FILED):
        blocks.append(section(f"One thing would help whoever mends it: {QUESTIONS[face.to_ask]}"))
    if face.masked:
        blocks.append(section(masked_sentence(face.masked)))
    if face.noticed:
        blocks.append(section(noticed_sentence(face.noticed)))
    blocks += [
        section(f"The file {inline(name, 100)} did not come along: {inline(why, 200)}.") for name, why in face.kept_back
    ]
    if face.name_hidden:
        blocks.append(small(NAME_HIDDEN))
    if face.state is State.RECEIVED:
        edit = ButtonElement(text="Edit…", action_id=EDIT, value=face.reference)
        blocks.append(ActionsBlock(elements=[edit, _withdraw_button(face)]))
    if face.state is State.FILED:
        add = ButtonElement(text="Add something…", action_id=ADD, value=face.reference)
        blocks.append(ActionsBlock(elements=[add]))
    return Message(text=plain(first), blocks=blocks)


def _headline(face: ReceiptFace) -> str:
    if face.state is State.RECEIVED and face.held_up:
        return f"*{face.reference} is saved, but not filed yet* · {inline(face.title)}"
    if face.state is State.RECEIVED and face.delayed:
        return f"*{face.reference} is saved; filing is delayed* · {inline(face.title)}"
    return f"Got it: *{face.reference}* · {inline(face.title)}"


def _meaning(face: ReceiptFace) -> str:
    words = ENDS[face.outcome or Outcome.UNKNOWN]
    issue = link(face.url, face.key) if words.linked else face.key
    match face.state:
        case State.RECEIVED if face.held_up:
            why = inline(face.held_up, 300)
            return f"{why}. The admins know; it will be filed when that is mended. You need do nothing."
        case State.RECEIVED if face.delayed:
            return "Jira takes nothing just now. I will file it as soon as it does; you need do nothing."
        case State.RECEIVED if face.waits:
            return f"Whoever looks after {inline(face.product)} reads it first. I will tell you what they decide."
        case State.RECEIVED:
            return f"I am filing it for the owner of {inline(face.product)}, and will tell you what becomes of it."
        case State.FILED:
            return f"Filed as {issue} for the owner of {inline(face.product)}. {_WILL_TELL}"
        case State.RESOLVED:
            return f"{issue} {words.headline}."
        case State.WITHDRAWN:
            return "Withdrawn. Nothing was filed."
        case _:
            return inline(face.reason, 300) or f"It {words.headline}."


def _restricted(face: ReceiptFace) -> str:
    """Tell a reporter that their report reads like a matter of security, and where it is."""
    if face.state is State.FILED:
        return f"Filed as {link(face.url, face.key)}, where only those who look after security see it. {_WILL_TELL}"
    if face.stands_in_slack:
        return f"{_sealed(face)} {_STANDS}"
    return _sealed(face)


def _sealed(face: ReceiptFace) -> str:
    went = "It reads like a matter of security, so it went to those who look after that, and to nobody else."
    filed = "It is not filed in Jira: they take it from here." if face.unfiled else "They decide whether it is filed."
    return f"{went} {filed} I will tell you what they answer."


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
