"""The review of a track: the evidence its executive owner gets, the form for the reason, and what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, Block

from bot.messages.digest import sentences
from bot.messages.digest.buttons import gate_buttons, why_button
from bot.messages.digest.gates import ADVICE
from bot.messages.modal import modal, words_field
from bot.messages.pen import SLACK, percent
from bot.messages.text import Message, inline, moment, plain, section, small
from config.catalogue import Track
from config.words import Course
from loop.gates import Gate
from loop.scorecard import Scorecard
from storage.gate import Decided

GATE_FORM = "gate_decision"

NOT_YOURS = "Only the executive owner of this track decides at its gate; where it has none, the leads do."
NOT_FOUND = "This track is no longer in the catalogue, so there is nothing to decide."
NOT_SAVED = "I could not save that just now, so nothing is decided. Please try again in a minute."
NEEDS_REASON = "Please say in a sentence what speaks for it: whoever reads the history will ask."
_MEANS = {
    Course.EXPAND: "The loop of this track goes on and may take in more products.",
    Course.NARROW: "The loop goes on, with fewer and better chosen things.",
    Course.RETIRE: "The loop of this track ends.",
}


def review(card: Scorecard, gate: Gate, as_of: datetime) -> Message:
    """Render the evidence, what it recommends, and the buttons that decide; once decided, the decision."""
    name = inline(card.track.name, 60)
    if not gate.is_due:
        first = f"*{name}*: its review is decided"
        return Message(text=plain(first), blocks=[section(_decision(first, gate.decisions))])
    first = f"*{name}* is due for its review: expand, narrow or retire?"
    evidence = [sentences.headline(SLACK, card), sentences.meaning(card), f"For now {ADVICE[gate.recommended]}."]
    blocks: list[Block] = [section(first), section("\n".join(line for line in evidence if line))]
    beside = [_goals(card.track), sentences.beside(card), sentences.whereabouts(card)]
    blocks.append(small("\n".join(line for line in beside if line) or "Nothing has been reported yet."))
    why = why_button(card.track.key, card.track.name, as_of)
    return Message(text=plain(first), blocks=[*blocks, ActionsBlock(elements=[*gate_buttons(gate), why])])


def _goals(track: Track) -> str:
    parts = [f"Agreed outcome: {inline(track.outcome, 200)}"] if track.outcome else []
    parts += [f"Before the loop: {percent(track.baseline_rate)}"] if track.baseline_rate is not None else []
    parts += [f"Target: {percent(track.target_rate)}"] if track.target_rate is not None else []
    return " · ".join(parts)


def _decision(first: str, decisions: Sequence[Decided]) -> str:
    return f"{first}.\n{told(decisions[0])}" if decisions else f"{first}."


def told(made: Decided) -> str:
    """Say what was decided, by whom, when and why."""
    by = f"<@{made.actor}>" if made.actor[:1] in "UW" and made.actor.isalnum() else inline(made.actor, 60)
    return f"{by} decided to *{inline(made.decision, 20)}* it, {moment(made.at)}: {inline(made.reason, 500)}"


def decided_before(made: Decided | None) -> str:
    """Tell whoever comes too late that it is decided."""
    return told(made) if made else "No decision is due about this track now."


def reason_form(token: str, track: Track, course: Course) -> dict[str, Any]:
    """Render the form that asks for the reason."""
    why = words_field("What speaks for it?", hint="It is kept with the figures of today, under your name.")
    title = f"{course.value.capitalize()} the track"
    about = section(f"*{inline(track.name, 60)}* · {_MEANS[course]}")
    return modal(GATE_FORM, title, course.value.capitalize(), token, [about, why])
