"""Handing executive owners the evidence for a review, and showing there what was decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.messages.gate import review
from bot.messages.text import Message
from bot.posting import Posted, Poster, remember
from config.catalogue import CatalogueFile
from config.clock import Clock
from loop import owing
from loop.gates import gate_of
from loop.outbox import Settlement, Task
from storage.database import Database, Session
from storage.message import message_of


@dataclass(frozen=True)
class _Face:
    """What a review looks like, and whether it still has to be decided."""

    message: Message
    is_due: bool


class GateDelivery:
    """What is owed about gates, one method per kind."""

    def __init__(self, database: Database, poster: Poster, catalogue: CatalogueFile, clock: Clock) -> None:
        self._database = database
        self._poster = poster
        self._catalogue = catalogue
        self._clock = clock
        self.kinds: dict[str, Callable[[Task], Settlement | None]] = {"gate": self._hand, "gate_update": self._show}

    def _hand(self, task: Task) -> Settlement | None:
        payload = task.claim.payload
        face = self._face(payload["track"], datetime.fromisoformat(payload["as_of"]))
        if face is None or not face.is_due:
            return None  # the track has left the catalogue, or was decided about before its date
        posted = self._poster.post(task, self._poster.direct_channel(payload["person"]), face.message)

        def settle(session: Session) -> None:
            remember(session, task, posted, self._clock.now(), person=payload["person"])

        return settle

    def _show(self, task: Task) -> Settlement | None:
        payload = task.claim.payload
        with self._database.reading() as session:
            stands = message_of(session, owing.gate_key(payload["track"], payload["review"]))
        face = self._face(payload["track"], self._clock.now())
        if stands is None or not stands.ts or face is None:
            return None
        self._poster.update(Posted(stands.channel, stands.ts), face.message)
        return lambda _session: None

    def _face(self, track: str, at: datetime) -> _Face | None:
        try:
            with self._database.reading() as session:
                card, gate = gate_of(session, self._catalogue.current(), track, at)
        except KeyError:
            return None
        return _Face(review(card, gate, at), gate.is_due)
