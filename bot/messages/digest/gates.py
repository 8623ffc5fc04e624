"""What is said about a track's gate."""

from __future__ import annotations

from bot.messages.text import counted
from config.words import Course
from loop.gates import Gate

ADVICE = {
    Course.EXPAND: "the evidence says expand: it is a loop, and not short of its target",
    Course.NARROW: "the evidence says narrow: it is a loop, short of its target",
    Course.RETIRE: "the evidence says retire, or mend what drags it: it is a suggestion box",
    None: "there is too little evidence to recommend anything",
}


def overdue(gate: Gate) -> str:
    """Say that a decision is due, and how to record it; empty while none is."""
    if gate.overdue_days is None:
        return ""
    since = f" for {counted(gate.overdue_days, 'day', 'days')}" if gate.overdue_days else " today"
    return (
        f"A decision is due{since}: expand, narrow or retire? For now {ADVICE[gate.recommended]}. "
        f"Record it: friction gate decide {gate.track.key} DECISION --reason …"
    )
