"""`friction gate`: where tracks stand at their gates, and recording what was decided."""

from __future__ import annotations

import json
from datetime import date

import typer

from bot.asked import Asked
from bot.compose.parts import Parts
from bot.compose.services import make_rights
from bot.messages.digest.gates import ADVICE, on_the_command_line, overdue
from bot.messages.pen import TERMINAL
from bot.opening import StartRefusedError, WrongCallError
from bot.privacy import known_as
from config.catalogue import Track
from config.settings import Settings
from config.words import Course
from loop.cleaning import clean
from loop.gates import EARLY, DecidedError, Gate, NoReviewError, decide_once, gates
from loop.rights import Refusal
from loop.scorecard import scorecards
from storage.database import Database
from storage.gate import Decided

_LONGEST = 1000


def decide_gate(parts: Parts, key: str, course: Course, reason: str, by: str) -> None:
    """Record a decision with its reason, by who has the right to it. Raises WrongCallError and StartRefusedError."""
    catalogue, now = parts.catalogue.current(), parts.clock.now()
    track = next((track for track in catalogue.tracks if track.key == key), None)
    if track is None:
        known = ", ".join(track.key for track in catalogue.tracks)
        raise WrongCallError(f'The catalogue has no track "{key}"; it has: {known}.')
    reason = clean(reason)[:_LONGEST]
    if not reason:
        raise WrongCallError("A decision needs its reason: --reason 'What speaks for it, in a sentence'.")
    person = _decider(parts, track, by.strip())
    try:
        with parts.work.transaction() as session:
            decide_once(session, catalogue, key, course, reason, person, now)
    except NoReviewError as error:
        raise StartRefusedError(_no_review(track, error.review)) from error
    except DecidedError as error:
        raise StartRefusedError(_decided(track, error.made)) from error
    typer.echo(f"{track.name}: {course.value} is recorded.")


def _decider(parts: Parts, track: Track, by: str) -> str:
    """Who decides, if they may. `--by` is taken at its word: whoever runs the command may speak for others."""
    owner = track.executive_owner
    whose = owner or "one of [roles] lead, for the track has no executive_owner"
    if not by:
        raise WrongCallError(f"Say who decides: --by and the Slack id or e-mail address of {whose}.")
    person = by if by == owner else known_as(parts.slack, by).names[0]
    rights = make_rights(parts)
    if not rights.may_decide_gate(person, track):
        rights.note_refused(person, "gate", Refusal.NOT_AT_GATE, track=track.key)
        raise StartRefusedError(f"{by} may not decide about {track.name}; that is for {whose}.")
    return person


def _no_review(track: Track, review: date | None) -> str:
    if review is None:
        return f"{track.name} has no review_date in the catalogue, so there is no gate to decide at; give it one there."
    first = f"{review - EARLY:%d %b %Y}".lstrip("0")
    return (
        f"The review of {track.name} is on {review}, and may be decided from {first} on; to do so now, date it earlier."
    )


def _decided(track: Track, made: Decided | None) -> str:
    told = _line(made) if made else "somebody was quicker"
    return f"The review of {track.name} on {track.review_date} is decided: {told}. The next needs a later review_date."


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
    return "\n".join([*lines, *(f"- {_line(one)}" for one in gate.decisions)])


def _line(one: Decided) -> str:
    by, why = TERMINAL.safe(one.actor, 60), TERMINAL.safe(one.reason, 200)
    return f"{TERMINAL.day(one.at)} {one.decision}, by {by}: {why}"
