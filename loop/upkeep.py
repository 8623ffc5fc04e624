"""Upkeep: noticing a changed catalogue. What nobody needs any more is forgotten by `loop.retention`."""

from __future__ import annotations

from datetime import datetime

import structlog

from config.catalogue import Catalogue, CatalogueFile
from config.clock import Clock
from loop.alerts import Alerts
from storage import clock_guard, outbox
from storage.catalogue_seen import last_seen_fingerprint, record_catalogue
from storage.database import Database, Session

log = structlog.get_logger(__name__)


class Upkeep:
    """Small duties of the clock process; each may be run twice."""

    def __init__(self, database: Database, catalogue: CatalogueFile, clock: Clock, alerts: Alerts) -> None:
        self._database = database
        self._catalogue = catalogue
        self._clock = clock
        self._alerts = alerts
        self._seen: str | None = None

    def notice_catalogue(self) -> None:
        """Record a changed catalogue as an event, and try what was parked again: the change may be the cure."""
        catalogue = self._catalogue.current()
        if catalogue.fingerprint == self._seen:
            return
        with self._database.transaction() as session:
            seen = last_seen_fingerprint(session)
            if seen != catalogue.fingerprint:
                _record(session, catalogue, self._clock.now())
                # The first one cures nothing: what it holds up was tried with it.
                retried = outbox.retry_parked(session) if seen else 0
                log.info("catalogue changed", parked_writes_tried_again=retried)
        self._seen = catalogue.fingerprint

    def follow_database_clock(self) -> None:
        """Notice that the database's clock was put back, so that nothing waits for as much longer."""
        if not clock_guard.is_worth_a_look(self._database):
            return
        with self._database.transaction() as session:
            back = clock_guard.follow(session)
            if back:
                self._alerts.database_clock_went_back(session, back)
        if back:
            log.error("the database's clock was put back", seconds=round(back, 1))


def note_first_catalogue(database: Database, catalogue: Catalogue, now: datetime) -> None:
    """Record the catalogue that a history is imported by, before any process has run: it says which product was read in
    which track.
    """
    with database.transaction() as session:
        if last_seen_fingerprint(session) is None:
            _record(session, catalogue, now)


def _record(session: Session, catalogue: Catalogue, now: datetime) -> None:
    tracks = {product.key: product.track for product in catalogue.products}
    record_catalogue(session, catalogue.fingerprint, tracks, now)
