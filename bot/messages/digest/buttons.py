"""The buttons under a track's figures: what is behind its number, and the decision at its gate."""

from __future__ import annotations

from datetime import datetime

from slack_sdk.models.blocks import ActionsBlock, ButtonElement

from config.words import Course
from loop.gates import Gate

WHY = "digest_why"
DECIDE = {course: f"gate_{course.value}" for course in Course}
"""The action of the button for each course."""


def why_button(track: str, name: str, as_of: datetime) -> ButtonElement:
    """Open the list behind a track's number as it was then."""
    label = f"Why this number? The reports behind the rate of {name}"
    return ButtonElement(
        text="Why this number?", action_id=WHY, value=f"{track} {as_of.isoformat()}", accessibility_label=label[:75]
    )


def gate_buttons(gate: Gate) -> list[ButtonElement]:
    """Decide about a track; none while no decision is due. The course that the evidence recommends stands out."""
    if not gate.is_due:
        return []
    return [
        ButtonElement(
            text=f"{course.value.capitalize()}…",
            action_id=action,
            value=gate.track.key,
            style="primary" if course is gate.recommended else None,
        )
        for course, action in DECIDE.items()
    ]


def track_buttons(gate: Gate, as_of: datetime) -> ActionsBlock:
    """All that can be pressed about a track."""
    why = why_button(gate.track.key, gate.track.name, as_of)
    return ActionsBlock(elements=[why, *gate_buttons(gate)])
