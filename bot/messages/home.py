"""The app's home: what somebody reported and was told, what is felt most, the rates, and the queue of an owner."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, DividerBlock, HeaderBlock
from slack_sdk.models.views import View

from bot.messages import questions
from bot.messages.digest import sentences
from bot.messages.form import OPEN_FORM
from bot.messages.me_too import MeTooFace, standing
from bot.messages.pen import SLACK
from bot.messages.receipt import ReceiptFace
from bot.messages.summary import SummaryLine
from bot.messages.text import counted, day, inline, link, listed, moment, section, small
from bot.messages.words import ENDS
from config.words import Outcome, State
from loop.digest import finding
from loop.scorecard import Scorecard
from loop.triage.queue import Ranked
from storage.felt import Felt

NEWER, OLDER = "home_newer", "home_older"
# The lists that have pages.
MINE, QUEUE = "mine", "queue"
MOST_TRACKS = 10


@dataclass(frozen=True)
class Page:
    """Which page of a list is shown, from 0, and whether there is another behind it."""

    number: int = 0
    more: bool = False


@dataclass(frozen=True)
class Undecided:
    """A report that waits for a decision: of which product, by name, since when, and on a card in which channel (empty:
    in a direct message).
    """

    reference: str
    title: str
    product: str
    since: datetime
    channel: str


@dataclass(frozen=True)
class HomeFace:
    """What a home shows. told: the latest ends that the person was told of, with when. votes: where they said "me too"
    last. cards: the figures of the tracks, none for who may not read them. owned: the products whose queue it is, by
    name. undecided: the reports about them that have waited longest for a decision, of so many `undecided_in_all`.
    is_lead: for whom the figures are told in full.
    """

    shown_at: datetime
    mine: Sequence[ReceiptFace] = ()
    mine_page: Page = Page()
    told: Sequence[tuple[SummaryLine, datetime]] = ()
    votes: Sequence[MeTooFace] = ()
    felt: Sequence[Felt] = ()
    cards: Sequence[Scorecard] = ()
    owned: Sequence[str] = ()
    undecided: Sequence[Undecided] = ()
    undecided_in_all: int = 0
    queue: Sequence[Ranked] = ()
    queue_page: Page = field(default_factory=Page)
    is_lead: bool = False


def home(face: HomeFace, url_of: Callable[[str], str], name_of: Callable[[str], str]) -> dict[str, Any]:
    """Render a home as a view for views.publish."""
    report = ButtonElement(text="Report friction", action_id=OPEN_FORM, style="primary")
    blocks: list[Block] = [
        ActionsBlock(elements=[report]),
        *_queue(face, url_of, name_of),
        *_headline(face),
        *_mine(face),
        *_votes(face),
        *_told(face),
        *_felt(face, url_of, name_of),
        *_rates(face),
        small(f"Shown as of {moment(face.shown_at)}. `/friction help` tells what else there is."),
    ]
    return View(type="home", blocks=blocks).to_dict()


def _queue(face: HomeFace, url_of: Callable[[str], str], name_of: Callable[[str], str]) -> list[Block]:
    if not face.owned:
        return []
    blocks: list[Block] = [HeaderBlock(text="Your queue, most urgent first")]
    if face.undecided:
        waiting = counted(face.undecided_in_all, "report waits", "reports wait")
        blocks.append(section("\n".join([f"*{waiting} for a decision*", *map(_undecided, face.undecided)])))
    elif not face.queue:
        names = inline(listed(face.owned), 200)
        blocks.append(section(f"Nothing that was reported about {names} is open."))
    for row in face.queue:
        line = questions.felt_line(row.felt, url_of, name_of).removeprefix("• ")
        blocks.append(section(f"{line}\nPriority {row.score.why}"))
    return [*blocks, *_turning(QUEUE, face.queue_page), DividerBlock()]


def _undecided(row: Undecided) -> str:
    where = f", on the card in <#{row.channel}>" if row.channel else ""
    return f"• {row.reference} {inline(row.title, 70)} · {inline(row.product, 40)} · since {day(row.since)}{where}"


def _headline(face: HomeFace) -> list[Block]:
    if not face.is_lead or not face.cards:
        return []
    blocks: list[Block] = [HeaderBlock(text="The headline figures")]
    if len(face.cards) > 1:
        blocks.append(section(f"*{finding(face.cards)}*"))
    for card in face.cards[:MOST_TRACKS]:
        lines = (sentences.headline(SLACK, card), sentences.meaning(card), sentences.beside(card))
        blocks.append(section("\n".join(filter(None, lines))))
    return [*blocks, DividerBlock()]


def _mine(face: HomeFace) -> list[Block]:
    blocks: list[Block] = [HeaderBlock(text="Your reports")]
    if not face.mine:
        blocks.append(section("You have not reported anything yet, or nothing that stands on this page."))
    blocks += [section(_report(report)) for report in face.mine]
    return [*blocks, *_turning(MINE, face.mine_page)]


def _report(face: ReceiptFace) -> str:
    words = ENDS[face.outcome or Outcome.UNKNOWN]
    key = link(face.url, face.key) if face.key and words.linked else face.key
    product = inline(face.product, 40)
    match face.state:
        case State.RECEIVED | State.FILED if face.restricted and not face.held_up:
            stands = f"{key} with those who look after security".strip()
        case State.RECEIVED:
            stands = f"held up: {inline(face.held_up, 150)}" if face.held_up else "is being filed"
            if face.waits and not face.held_up:
                stands = f"waits until the owner of {product} decides"
        case State.FILED:
            stands = f"{key} waits with the owner of {product}"
        case State.WITHDRAWN:
            stands = "withdrawn by you"
        case _:
            stands = f"{key} {words.headline}".strip()
    return f"*{inline(face.title, 100)}*\n{face.reference} · {product} · {stands}"


def _votes(face: HomeFace) -> list[Block]:
    if not face.votes:
        return []
    votes = "\n".join(f"• {standing(vote)}" for vote in face.votes)
    return [HeaderBlock(text="Where you said “me too”"), section(votes)]


def _told(face: HomeFace) -> list[Block]:
    if not face.told:
        return []
    lines = [f"• {day(at)}: {_news(line)}" for line, at in face.told]
    return [HeaderBlock(text="What I told you last"), section("\n".join(lines))]


def _news(line: SummaryLine) -> str:
    key = link(line.face.url, line.face.key) if ENDS[line.face.outcome].linked else line.face.key
    standing = "is open again" if line.is_open else ENDS[line.face.outcome].headline
    asked = ""
    if line.question:
        asked = f" · you said: *{line.said}*" if line.said else " · you have not said yet whether it is fixed"
    return f"{key} {standing}: {inline(line.face.title, 70)}{asked}"


def _felt(face: HomeFace, url_of: Callable[[str], str], name_of: Callable[[str], str]) -> list[Block]:
    if not face.felt:
        return []
    lines = [questions.felt_line(row, url_of, name_of) for row in face.felt]
    return [HeaderBlock(text="What most people feel now"), section("\n".join(lines))]


def _rates(face: HomeFace) -> list[Block]:
    if not face.cards or face.is_lead:
        return []
    lines = [sentences.brief(SLACK, card) for card in face.cards[:MOST_TRACKS]]
    return [HeaderBlock(text="How much of it ships"), section("\n".join(lines))]


def _turning(which: str, page: Page) -> list[Block]:
    buttons = []
    if page.number:
        buttons.append(ButtonElement(text="Back", action_id=NEWER, value=f"{which}:{page.number - 1}"))
    if page.more:
        buttons.append(ButtonElement(text="Show more", action_id=OLDER, value=f"{which}:{page.number + 1}"))
    return [ActionsBlock(elements=list(buttons))] if buttons else []
