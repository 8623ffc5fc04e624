"""Homes: what each person's home shows is read anew whenever something of theirs changes, and published."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

from slack_sdk import WebClient

from bot.faces import Faces
from bot.messages.home import MINE, QUEUE, HomeFace, Page, Undecided, home
from bot.messages.me_too import MeTooFace
from bot.slack_failures import speaking
from config.catalogue import CatalogueFile, Product
from config.clock import Clock
from loop import owing
from loop.answers import Scope
from loop.outbox import Settlement, Task
from loop.rights import Rights
from loop.scorecard import Scorecard, scorecards
from loop.triage.queue import queue_of
from storage import outbox
from storage.co_report import co_reports_by
from storage.database import Database, Session
from storage.felt import longest_undecided, most_felt, waiting_decisions
from storage.home import home_of
from storage.message import ends_told
from storage.outbox import OwedState
from storage.report import reports_of

PER_PAGE = 10
MOST_TOLD = 5
MOST_VOTES = 5
MOST_FELT = 5
MOST_UNDECIDED = 5
# How Slack's ids of people begin: a card may stand in a direct message to its owner.
_PEOPLE = ("U", "W")
# Seconds for which figures of whole tracks are good enough for a home: they are read for many homes at once.
_FIGURES_FRESH = 60.0
# Seconds in which changes of a queue are gathered: all of a bulk close is one or two publications.
_GATHERED = 2.0


class Homes:
    """Publishes homes."""

    def __init__(
        self,
        database: Database,
        client: WebClient,
        faces: Faces,
        rights: Rights,
        catalogue: CatalogueFile,
        clock: Clock,
        url_of: Callable[[str], str],
    ) -> None:
        self._database = database
        self._client = client
        self._faces = faces
        self._rights = rights
        self._catalogue = catalogue
        self._clock = clock
        self._url_of = url_of
        self._figures: tuple[float, str, Sequence[Scorecard]] = (0.0, "", ())
        self._lock = threading.Lock()

    def publish(self, task: Task) -> Settlement | None:
        """Show a home as it is now. Where a newer change waits, it is shown with that one."""
        person = task.claim.payload["person"]
        with self._database.reading() as session:
            if any(row.state is OwedState.READY for row in outbox.newer(session, task.claim)):
                return None
            face = self._face(session, person)
        if face is None:
            return None
        self._show(person, face)

        def settle(session: Session) -> None:
            # Two may have been under way at once, and the older one may have landed last.
            if any(row.state is not OwedState.READY for row in outbox.newer(session, task.claim)):
                owing.owe_home(session, person)

        return settle

    def owe_owners(self, session: Session, product: str) -> None:
        """Owe the owners of a product their homes, which show its queue, once for all that changes within a second or
        two. An owner who is named by address sees it when they open theirs again.
        """
        known = self._catalogue.current().find_product(product)
        named = (known.owner, known.technical_owner, known.deputy) if known else ()
        for person in sorted({one for one in named if one}):  # sorted: two of these never wait for each other
            if home_of(session, person) and not outbox.waits_for(session, "home", f"slack:{person}"):
                owing.owe_home(session, person, _GATHERED)

    def empty(self, task: Task) -> Settlement:
        """Show somebody who was erased the home of a stranger."""
        self._show(task.claim.payload["user"], HomeFace(self._clock.now()))
        return lambda _session: None

    def _show(self, person: str, face: HomeFace) -> None:
        with speaking(writing=False, limit=Scope.KIND):
            self._client.views_publish(user_id=person, view=home(face, self._url_of, self._faces.product_name))

    def _face(self, session: Session, person: str) -> HomeFace | None:
        known = home_of(session, person)
        if known is None:
            return None
        mine, queue = (int(known.pages.get(which, 0)) for which in (MINE, QUEUE))
        reports = reports_of(session, person, PER_PAGE + 1, mine * PER_PAGE)
        owned = self._rights.products_of(person)
        weights = self._catalogue.current().priority
        waiting = queue_of(session, owned, weights, PER_PAGE + 1, queue * PER_PAGE) if owned else []
        told = ends_told(session, person, MOST_TOLD)
        lines = [(self._faces.summary(session, [message], person), message.posted_at) for message in told]
        return HomeFace(
            shown_at=self._clock.now(),
            mine=[self._faces.receipt(session, report) for report in reports[:PER_PAGE]],
            mine_page=Page(mine, len(reports) > PER_PAGE),
            told=[(line, at) for found, at in lines for line in found],
            votes=self._votes(session, person),
            felt=most_felt(session, MOST_FELT),
            cards=self._cards(session) if self._rights.may_read_rates(person) else (),
            owned=[product.name for product in owned],
            undecided=self._undecided(session, owned),
            undecided_in_all=waiting_decisions(session, [product.key for product in owned]),
            queue=waiting[:PER_PAGE],
            queue_page=Page(queue, len(waiting) > PER_PAGE),
            is_lead=self._rights.is_lead(person),
        )

    def _undecided(self, session: Session, owned: Sequence[Product]) -> list[Undecided]:
        waiting = longest_undecided(session, [product.key for product in owned], MOST_UNDECIDED)
        return [
            Undecided(
                reference=report.reference,
                title=report.title,
                product=self._faces.product_name(report.product),
                since=report.submitted_at,
                channel="" if report.desk.startswith(_PEOPLE) else report.desk,
            )
            for report in waiting
        ]

    def _votes(self, session: Session, person: str) -> list[MeTooFace]:
        found = [self._faces.me_too(session, vote.id, person) for vote in co_reports_by(session, person, MOST_VOTES)]
        return [face for face in found if face is not None]

    def _cards(self, session: Session) -> Sequence[Scorecard]:
        """The figures of all tracks, a minute old at most."""
        catalogue = self._catalogue.current()
        with self._lock:
            until, fingerprint, cards = self._figures
            if until <= time.monotonic() or fingerprint != catalogue.fingerprint:
                cards = scorecards(session, catalogue, self._clock.now())
                self._figures = (time.monotonic() + _FIGURES_FRESH, catalogue.fingerprint, cards)
            return cards
