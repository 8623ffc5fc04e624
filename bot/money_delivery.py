"""Claims of money in Slack: the message that asks whether one is right, and what it shows once somebody said so."""

from __future__ import annotations

from bot.messages.money import ClaimFace, claim_notice
from bot.posting import Posted, Poster, remember
from config.clock import Clock
from loop import owing
from loop.outbox import Settlement, Task
from loop.tracker.model import Tracker
from storage import figures
from storage import money as stored
from storage.database import Database, Session
from storage.figures import AsOf
from storage.message import message_of, place_message

_CHANNELS = ("C", "G")


class MoneyDelivery:
    """Posts claims, and keeps their messages true."""

    def __init__(self, database: Database, poster: Poster, tracker: Tracker, clock: Clock) -> None:
        self._database = database
        self._poster = poster
        self._tracker = tracker
        self._clock = clock
        self.kinds = {"money": self._ask, "money_update": self._update}

    def _ask(self, task: Task) -> Settlement | None:
        number, desk = task.claim.payload["number"], task.claim.payload["desk"]
        with self._database.reading() as session:
            face = self._face(session, number)
        if face.withdrawn:
            return None
        posted = self._poster.post(task, self._channel(desk), claim_notice(face))

        def settle(session: Session) -> None:
            remember(session, task, posted, self._clock.now())
            # Who was quick may have confirmed it before we knew that the message stands.
            if posted.found or self._face(session, number) != face:
                session.flush()
                owing.owe_claim_update(session, number, "after-post")

        return settle

    def _update(self, task: Task) -> Settlement | None:
        number, desk = task.claim.payload["number"], task.claim.payload["desk"]
        with self._database.reading() as session:
            face = self._face(session, number)
            stands = message_of(session, owing.claim_key(number, desk))
        if stands is None:
            return None
        posted = Posted(stands.channel, stands.ts)
        if stands.ts:
            self._poster.update(posted, claim_notice(face))
        else:  # the answer to its post was lost, and no scope lets us look: what it says has changed, so it is news
            posted = self._poster.post(task, stands.channel, claim_notice(face))

        def settle(session: Session) -> None:
            place_message(session, stands.key, stands.person, posted.channel, posted.ts)
            # Two updates may be under way at once, and the older one may land last.
            if self._face(session, number) != face:
                owing.owe_claim_update(session, number, f"again-{task.claim.id}-{task.claim.fence}")

        return settle

    def _face(self, session: Session, number: int) -> ClaimFace:
        now = AsOf(self._clock.now())
        entry, withdrawn = stored.claim_ever(session, number)
        report = entry.claim.report_id or 0
        stood = figures.stood(session, [report], now)[report]
        key = stood.key or stood.reference
        url = self._tracker.url_of(stood.key) if stood.key else ""
        shipped = bool(stood.shipped) and stood.shipped[-1][1] is None
        return ClaimFace(entry, key, url, stood.title, shipped, withdrawn)

    def _channel(self, desk: str) -> str:
        return desk if desk.startswith(_CHANNELS) else self._poster.direct_channel(desk)
