"""Quiet hours: what can wait until the morning waits. A receipt answers somebody who is awake, and does not."""

from __future__ import annotations

from config.catalogue import CatalogueFile
from config.clock import Clock

CAN_WAIT = frozenset(
    {"end", "reopened", "summary", "reminder", "card_reminder", "follow_up", "speech", "speech_update"}
)
NOTHING: frozenset[str] = frozenset()


class Quiet:
    """Says what workers leave alone in the catalogue's quiet hours, which are business time."""

    def __init__(self, catalogue: CatalogueFile, clock: Clock) -> None:
        self._catalogue = catalogue
        self._clock = clock

    def kinds(self) -> frozenset[str]:
        """The kinds of owed writes that nobody takes now."""
        hours = self._catalogue.current().quiet_hours
        return CAN_WAIT if hours is not None and hours.covers(self._clock.now()) else NOTHING
