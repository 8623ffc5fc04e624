"""Named points at which a test may let the process die, as if somebody had pulled the plug."""

from __future__ import annotations

import os
import signal
from enum import StrEnum


class CrashPoint(StrEnum):
    """Each side of every commit and every remote call."""

    BEFORE_COMMIT = "before_commit"
    AFTER_COMMIT = "after_commit"
    AFTER_COMMIT_BEFORE_ACK = "after_commit_before_ack"
    AFTER_CLAIM = "after_claim"
    AFTER_INTENT_BEFORE_POST = "after_intent_before_post"
    AFTER_POST_BEFORE_RECORD = "after_post_before_record"
    AFTER_RECORD = "after_record"


class Crashes:
    """Dies at the point that `CRASH_AT` names, passes every other. `PLACE:POINT` narrows it to one place: a target
    of the outbox (`jira`, `slack`), its `hand_over`, `intake`, `triage`, `own_report`, `reply`, `watching`, the
    `schedule`.
    """

    def __init__(self, at: str | None) -> None:
        self._at = at

    def passing(self, point: CrashPoint, place: str = "") -> None:
        """Pass the point alive, unless it is the one."""
        if self._at in (point.value, f"{place}:{point.value}"):
            os.kill(os.getpid(), signal.SIGKILL)
