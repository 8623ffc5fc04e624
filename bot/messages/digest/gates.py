"""What is said about a track's gate."""

from __future__ import annotations

from bot.messages.pen import Pen
from bot.messages.text import counted
from config.words import Course
from loop.gates import Gate

ADVICE = {
    Course.EXPAND: "the evidence says expand: it is a loop, and not short of its target",
    Course.NARROW: "the evidence says narrow: it is a loop, short of its target",
    Course.RETIRE: "the evidence says retire, or mend what drags it: it is a suggestion box",
    None: "there is too little evidence to recommend anything",
}
_LONGEST_NAME = 60


def overdue(pen: Pen, gate: Gate, executive: str) -> str:
    """Say that a decision is due, and whose it is; empty while none is."""
    if gate.overdue_days is None:
        return ""
    since = f" for {counted(gate.overdue_days, 'day', 'days')}" if gate.overdue_days else " today"
    whose = f" {pen.safe(executive, _LONGEST_NAME)} decides." if executive else ""
    return f"A decision is due{since}: expand, narrow or retire?{whose} For now {ADVICE[gate.recommended]}."


def on_the_command_line(gate: Gate) -> str:
    """How to record it where there are no buttons; empty while no decision is due."""
    return f"Record it: friction gate decide {gate.track.key} DECISION --reason … --by …" if gate.is_due else ""
