"""A product owner's queue as a message: what is new, what waits long, what was answered; the most urgent first."""

from __future__ import annotations

from collections.abc import Sequence

from bot.messages.pen import SLACK, TERMINAL, Pen
from bot.messages.text import Message, counted, listed, plain, section, small
from bot.messages.words import ENDS
from config.words import Outcome
from loop.queue_digest import AGING, QueueContent, QueueLine

_MOST = 5
_MOST_ON_PAPER = 50
_LONGEST_TITLE = 70
_FOOT = (
    "The most urgent first: people × time × how often × how bad, against how hard it is to mend. As it stands now; "
    "nothing is posted while nothing has changed."
)


def queue_message(content: QueueContent) -> Message:
    """Render the queue for Slack."""
    first = _first(SLACK, content)
    blocks = [section(paragraph) for paragraph in (first, *_lists(SLACK, content, _MOST))]
    return Message(text=plain(first), blocks=[*blocks, small(_foot(content))])


def queue_text(content: QueueContent) -> str:
    """Write the queue in full for a terminal."""
    return "\n\n".join([_first(TERMINAL, content), *_lists(TERMINAL, content, _MOST_ON_PAPER), _foot(content)])


def _foot(content: QueueContent) -> str:
    return f"This comes late. {_FOOT}" if content.late else _FOOT


def _first(pen: Pen, content: QueueContent) -> str:
    names = [pen.safe(name, 40) for name in content.products]
    many = len(names) - _MOST
    whose = listed(names if many <= 0 else [*names[:_MOST], counted(many, "more product", "more products")])
    counts = [f"{content.open} open"]
    if content.deciding:
        counts.append(counted(content.deciding, "report waits for your decision", "reports wait for your decision"))
    return f"{pen.bold(f'Your queue: {whose}')} · {', '.join(counts)}"


def _lists(pen: Pen, content: QueueContent, most: int) -> list[str]:
    since = pen.day(content.since)
    days = AGING.days
    parts = (
        (f"New since {since}", content.new),
        (f"Open for {days} days or longer", content.aging),
        (f"Answered since {since}", content.answered),
    )
    return [_list(pen, f"{head} ({len(lines)})", lines, most) for head, lines in parts if lines]


def _list(pen: Pen, head: str, lines: Sequence[QueueLine], most: int) -> str:
    shown = [f"{pen.bullet}{_line(pen, one)}" for one in lines[:most]]
    rest = [f"{pen.bullet}and {len(lines) - most} more"] if len(lines) > most else []
    return "\n".join([pen.bold(head), *shown, *rest])


def _line(pen: Pen, one: QueueLine) -> str:
    linked = one.outcome is None or ENDS[one.outcome].linked
    name = f"{pen.link(one.url if linked else '', one.key)} {pen.safe(one.title, _LONGEST_TITLE)}"
    people = f", {one.people} people" if one.people > 1 else ""
    if one.outcome is not None:
        stands = ENDS[Outcome(one.outcome)].headline
        return f"{name} · {stands}{people}"
    return f"{name} · priority {one.points}, {counted(one.days, 'day', 'days')}{people}"
