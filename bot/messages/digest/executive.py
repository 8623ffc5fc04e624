"""The executive scorecard: the verdict with its reason, what shipped and thanks to whom, the gate, and the money."""

from __future__ import annotations

from collections import Counter

from slack_sdk.models.blocks import Block, DividerBlock

from bot.messages.digest import gates, sentences
from bot.messages.digest.buttons import track_buttons
from bot.messages.digest.message import caught_up, rendered
from bot.messages.money import in_brief
from bot.messages.pen import SLACK, TERMINAL, Pen
from bot.messages.text import Message, counted, listed, section, small
from loop.digest import DigestContent, TrackDigest, finding

_LONGEST_NAME = 40
_IN_THREAD = "In the thread: how soon it ships, what became of it all, {}and the page with every figure and report. "


def executive_message(content: DigestContent) -> Message:
    """Render the executive scorecard for Slack."""
    late = caught_up(SLACK.day, content) if content.late else ""
    in_thread = _IN_THREAD.format("what it brought, " if any(track.money for track in content.tracks) else "")
    return rendered(content, _in_full, f"{late}{in_thread}{sentences.last_read(SLACK, content)}")


def executive_text(content: DigestContent) -> str:
    """Write it for a terminal."""
    parts = [finding([track.card for track in content.tracks])] if len(content.tracks) != 1 else []
    for track in content.tracks:
        by_hand = gates.on_the_command_line(track.gate)
        parts.append("\n".join(line for line in (*_lines(TERMINAL, content, track, 10), by_hand) if line))
    late = caught_up(TERMINAL.day, content) if content.late else ""
    return "\n\n".join([*parts, f"{late}{sentences.last_read(TERMINAL, content)}"])


def _in_full(content: DigestContent, track: TrackDigest, most: int) -> list[Block]:
    blocks: list[Block] = [DividerBlock()] if len(content.tracks) > 1 else []
    blocks += [section(line) for line in _lines(SLACK, content, track, most) if line]
    blocks += [small(sentences.beside(track.card))] if sentences.beside(track.card) else []
    return [*blocks, track_buttons(track.gate, content.as_of)]


def _lines(pen: Pen, content: DigestContent, track: TrackDigest, most: int) -> list[str]:
    card = track.card
    verdict = "\n".join(part for part in (sentences.headline(pen, card), sentences.meaning(card)) if part)
    money = in_brief(pen, track.money) if track.money else ""
    return [verdict, _thanks(pen, content, track, most), money, _review(pen, track)]


def _thanks(pen: Pen, content: DigestContent, track: TrackDigest, most: int) -> str:
    """Who made it ship: owners of products, in the order of what they shipped. Nobody who reports is ever ranked."""
    if not track.shipped:
        return f"Nothing shipped since {pen.day(content.since)}." if track.card.total.n else ""
    whose = Counter((item.owner, item.product) for item in track.shipped)
    named = [f"{_owner(pen, owner, product)} ({count})" for (owner, product), count in whose.most_common(max(1, most))]
    rest = len(whose) - len(named)
    named += [counted(rest, "more owner", "more owners")] if rest else []
    head = pen.bold(f"Shipped since {pen.day(content.since)}: {len(track.shipped)}")
    asked = counted(sum(item.people for item in track.shipped), "time", "times")
    return f"{head}, reported or joined {asked}. Thanks to {listed(named)}."


def _owner(pen: Pen, owner: str, product: str) -> str:
    name = pen.safe(product, _LONGEST_NAME)
    return f"{pen.safe(owner, _LONGEST_NAME)}, {name}" if owner else f"the owner of {name}"


def _review(pen: Pen, track: TrackDigest) -> str:
    due = gates.overdue(pen, track.gate, track.executive)
    review = track.card.track.review_date
    if due or review is None:
        return due
    last = track.gate.decisions[0] if track.gate.decisions else None
    if last is not None:
        return f"Last decision: {pen.safe(last.decision, 20)}, on {pen.day(last.at)}. Review date: {review}."
    whose = f"; {pen.safe(track.executive, _LONGEST_NAME)} decides" if track.executive else ""
    return f"Review on {review}{whose}: expand, narrow or retire."
