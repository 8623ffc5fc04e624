"""Upkeep: noticing a changed catalogue, and forgetting what nobody needs any more."""

from __future__ import annotations

import structlog

from config.catalogue import CatalogueFile
from config.clock import Clock
from storage import allowance, delivery, outbox
from storage.catalogue_seen import last_seen_fingerprint, record_catalogue
from storage.database import Database

log = structlog.get_logger(__name__)

DAY = 24 * 3600.0
DONE_KEPT_SECONDS = 7 * DAY


class Upkeep:
    """Small duties of the clock process; each may be run twice."""

    def __init__(self, database: Database, catalogue: CatalogueFile, clock: Clock) -> None:
        self._database = database
        self._catalogue = catalogue
        self._clock = clock
        self._seen: str | None = None

    def notice_catalogue(self) -> None:
        """Record a changed catalogue as an event, and try what was parked again: the change may be the cure."""
        catalogue = self._catalogue.current()
        if catalogue.fingerprint == self._seen:
            return
        with self._database.transaction() as session:
            if last_seen_fingerprint(session) != catalogue.fingerprint:
                tracks = {product.key: product.track for product in catalogue.products}
                record_catalogue(session, catalogue.fingerprint, tracks, self._clock.now())
                retried = outbox.retry_parked(session)
                log.info("catalogue changed", parked_writes_tried_again=retried)
        self._seen = catalogue.fingerprint

    def sweep(self) -> None:
        """Delete done writes, old delivery keys and allowances that nobody has used of late."""
        with self._database.transaction() as session:
            outbox.sweep(session, DONE_KEPT_SECONDS)
            delivery.sweep(session, DONE_KEPT_SECONDS)
            allowance.sweep(session)
