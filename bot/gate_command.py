"""`friction gate`: where tracks stand at their gates, and recording what was decided."""

from __future__ import annotations

import json

import typer

from bot.asked import Asked
from bot.messages.digest.gates import ADVICE, on_the_command_line, overdue
from bot.messages.pen import TERMINAL
from bot.opening import WrongCallError
from config.settings import Settings
from config.words import Course
from loop.cleaning import clean
from loop.gates import Gate, decide, gates
from loop.scorecard import scorecards
from storage.database import Database

_LONGEST = 1000


def decide_gate(settings: Settings, database: Database, track: str, course: Course, reason: str, actor: str) -> None:
    """Record a decision with its reason. Raises WrongCallError for an unknown track, or without a reason."""
    told = Asked(track).read(settings, database)
    catalogue, now = told.catalogue, told.as_of
    reason = clean(reason)[:_LONGEST]
    if not reason:
        raise WrongCallError("A decision needs its reason: --reason 'What speaks for it, in a sentence'.")
    with database.transaction() as session:
        (card,) = scorecards(session, catalogue, now, tracks=[track])
        decide(session, card, course, reason, clean(actor) or card.track.executive_owner or "command line", now)
    typer.echo(f"{card.track.name}: {course.value} is recorded.")


def list_gates(settings: Settings, database: Database, *, as_json: bool) -> None:
    """Print where every track stands at its gate, and what was decided before."""
    told = Asked().read(settings, database)
    catalogue, now = told.catalogue, told.as_of
    with database.reading() as session:
        found = gates(session, scorecards(session, catalogue, now), now)
    if as_json:
        typer.echo(json.dumps({track: gate.as_json() for track, gate in found.items()}))
        return
    typer.echo("\n\n".join(_told(gate) for gate in found.values()))


def _told(gate: Gate) -> str:
    review = gate.track.review_date
    due = f"{overdue(TERMINAL, gate, gate.track.executive_owner or '')} {on_the_command_line(gate)}".strip() or (
        f"Review on {review}; {ADVICE[gate.recommended]}." if review else "No review date is set."
    )
    lines = [f"{gate.track.name}: {due}"]
    for one in gate.decisions:
        said = f"{one.decision}, by {TERMINAL.safe(one.actor, 60)}: {TERMINAL.safe(one.reason, 200)}"
        lines.append(f"- {TERMINAL.day(one.at)} {said}")
    return "\n".join(lines)
