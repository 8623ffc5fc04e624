"""What happened in a demo, beat by beat: the stuff of its progress, and of its transcript."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Beat:
    """One thing that happened. `did` completes the sentence that `who` begins; `shown` is what Slack or Jira showed.

    topic: beats of one topic tell of one kind of thing; the short transcript shows the first of each.
    """

    at: datetime
    who: str
    did: str
    shown: tuple[str, ...] = ()
    topic: str = ""


class Chronicle:
    """Keeps the beats, and passes each on to whoever watches."""

    def __init__(self, watch: Callable[[Beat], None]) -> None:
        self.beats: list[Beat] = []
        self._watch = watch

    def tell(self, at: datetime, who: str, did: str, *shown: str, topic: str = "") -> None:
        """Add a beat."""
        beat = Beat(at, who, did, tuple(text for text in shown if text), topic)
        self.beats.append(beat)
        self._watch(beat)
