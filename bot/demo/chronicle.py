"""What happened in a demo, beat by beat: the stuff of its progress, and of its transcript."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Beat:
    """One thing that happened. `did` completes the sentence that `who` begins; `shown` is what Slack or Jira showed.

    story: the number of the report it is about, None if it is about none or many. made: it is that report being made.
    """

    at: datetime
    who: str
    did: str
    shown: tuple[str, ...] = ()
    story: int | None = None
    made: bool = False


class Chronicle:
    """Keeps the beats, and passes each on to whoever watches."""

    def __init__(self, watch: Callable[[Beat], None]) -> None:
        self.beats: list[Beat] = []
        self._watch = watch

    def tell(self, beat: Beat) -> None:
        """Add a beat."""
        self.beats.append(beat)
        self._watch(beat)
