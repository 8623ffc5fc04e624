"""What triage owes to Slack: cards where people decide, and what those who reported are asked and told."""

from __future__ import annotations

from collections.abc import Callable

from bot.card_faces import CardFaces
from bot.messages.card import card, reminder
from bot.messages.own_report import question, refusal, refused_by_security
from bot.messages.risk import risk
from bot.messages.text import Message as Rendered
from bot.posting import Posted, Poster, remember
from config.catalogue import CatalogueFile, Product
from config.clock import Clock
from config.words import Tier
from loop import owing
from loop.outbox import Settlement, Task
from loop.triage.model_target import may_be_asked_about
from storage.database import Database, Session
from storage.event import EventKind, Stamp
from storage.message import CARD, message_of, place_message
from storage.note import note_by_id
from storage.report import Report, report_of

BOT = "friction"
_CHANNELS = ("C", "G")


class CardDelivery:
    """The kinds of owed messages that triage adds, each a method."""

    def __init__(
        self,
        database: Database,
        poster: Poster,
        faces: CardFaces,
        catalogue: CatalogueFile,
        clock: Clock,
        *,
        asks_model: bool,
    ) -> None:
        """asks_model: whether a model proposes something about what waits."""
        self._asks_model = asks_model
        self._database = database
        self._poster = poster
        self._faces = faces
        self._catalogue = catalogue
        self._clock = clock
        self.kinds: dict[str, Callable[[Task], Settlement | None]] = {
            CARD: self._card,
            "card_update": self._card_update,
            owing.CARD_REMINDER: self._reminder,
            "question": self._question,
            "declined": self._declined,
            "risk": self._risk,
        }

    def _card(self, task: Task) -> Settlement:
        desk = task.claim.payload["desk"]
        with self._database.reading() as session:
            report = report_of(session, task.claim.report_id)
            face = self._faces.card(session, report, desk)
        posted = self._poster.post(task, self._channel(desk), card(face, self._faces.hints(report)))

        def settle(session: Session) -> None:
            now = report_of(session, report.id, lock=True)
            remember(session, task, posted, self._clock.now(), report_id=report.id)
            # What was decided while the card was on its way found no card to show it on.
            if posted.found or self._faces.card(session, now, desk) != face:
                session.flush()
                owing.owe_card_updates(session, now, "after-post")
            if self._asks_model and may_be_asked_about(now):
                owing.owe_proposal(session, now)  # after the card: nobody waits for it

        return settle

    def _card_update(self, task: Task) -> Settlement | None:
        desk = task.claim.payload["desk"]
        with self._database.reading() as session:
            report = report_of(session, task.claim.report_id)
            face = self._faces.card(session, report, desk)
            stands = message_of(session, owing.card_key(report, desk))
        if stands is None:
            return None
        shown = card(face, self._faces.hints(report))
        posted = Posted(stands.channel, stands.ts)
        if stands.ts:
            self._poster.update(posted, shown)
        else:  # the answer to its post was lost, and no scope lets us look: what it says has changed, so it is news
            posted = self._poster.post(task, stands.channel, shown)

        def settle(session: Session) -> None:
            # Two updates may be under way at once, and the older one may land last.
            now = report_of(session, report.id, lock=True)
            place_message(session, stands.key, stands.person, posted.channel, posted.ts)
            if self._faces.card(session, now, desk) != face:
                owing.owe_card_updates(session, now, f"again-{task.claim.id}-{task.claim.fence}")

        return settle

    def _reminder(self, task: Task) -> Settlement | None:
        desk = task.claim.payload["desk"]
        with self._database.reading() as session:
            report = report_of(session, task.claim.report_id)
            stands = message_of(session, owing.card_key(report, desk))
        if stands is None or not stands.ts or not report.awaits_triage or report.desk != desk:
            return None  # decided meanwhile, withdrawn, or handed over
        product = self._catalogue.current().find_product(report.product)
        message = reminder(report.reference, report.title, self._whom_to_remind(product, report), stands.posted_at)
        posted = self._poster.post(task, stands.channel, message, thread_ts=stands.ts)
        return lambda session: remember(session, task, posted, self._clock.now(), report_id=report.id)

    def _whom_to_remind(self, product: Product | None, report: Report) -> str:
        """Whoever acts as the owner; of a matter of security nobody, for they may not know of it."""
        if product is None or report.restricted:
            return ""
        return product.acting_slack_id(self._clock.now().date()) or product.owner

    def _question(self, task: Task) -> Settlement | None:
        with self._database.reading() as session:
            report = report_of(session, task.claim.report_id)
            note = note_by_id(session, task.claim.payload["note"])
        if note is None or not report.awaits_triage:
            return None  # decided meanwhile, or withdrawn: nobody needs to know any more
        return self._tell(task, report, question(report.reference, report.title, note.text))

    def _declined(self, task: Task) -> Settlement | None:
        with self._database.reading() as session:
            report = report_of(session, task.claim.report_id)
        if report.erased_at is not None:
            return None
        said = refused_by_security if report.restricted else refusal
        told = self._tell(task, report, said(report.reference, report.title, self._name_of(report), report.reason))

        def settle(session: Session) -> None:
            told(session)
            report_of(session, report.id, lock=True).record(EventKind.TOLD, Stamp.now(BOT, self._clock.now()))

        return settle

    def _risk(self, task: Task) -> Settlement | None:
        with self._database.reading() as session:
            report = report_of(session, task.claim.report_id)
        if report.tier is not Tier.HIGH or not report.awaits_triage or report.erased_at is not None:
            return None  # decided meanwhile, or withdrawn; or a matter of security by now
        message = risk(report.reference, self._name_of(report), task.claim.payload["why"])
        return self._tell(task, report, message)

    def _name_of(self, report: Report) -> str:
        product = self._catalogue.current().find_product(report.product)
        return product.name if product else report.product

    def _tell(self, task: Task, report: Report, message: Rendered) -> Settlement:
        person = task.claim.payload["person"]
        posted = self._poster.post(task, self._poster.direct_channel(person), message)
        at = self._clock.now()
        return lambda session: remember(session, task, posted, at, person=person, report_id=report.id)

    def _channel(self, desk: str) -> str:
        return desk if desk.startswith(_CHANNELS) else self._poster.direct_channel(desk)
