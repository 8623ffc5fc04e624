"""Reading ahead what create screens ask, so that no form waits for Jira: one process at a time, every few minutes."""

from __future__ import annotations

from typing import Any

import structlog

from config.catalogue import CatalogueFile
from loop.answers import NotFoundError, RejectedError
from loop.tracker.site import Site
from loop.turns import JiraTurns
from storage.create_screen import Place, keep_screen, unread_since
from storage.database import Database

log = structlog.get_logger(__name__)

SCREENS = "screens"
# Seconds until a screen is read again, and until Jira is asked again that did not answer.
_FRESH = 600.0
_AGAIN = 30.0


class Screens:
    """Keeps what the create screens of the catalogue's products ask."""

    def __init__(self, database: Database, site: Site, catalogue: CatalogueFile, turns: JiraTurns) -> None:
        self._database = database
        self._site = site
        self._catalogue = catalogue
        self._turns = turns

    def read_if_due(self) -> None:
        """Read the screens that were not read for a while, or never."""
        if self._unread():
            self._turns.take(SCREENS, self._read, again_in=0.0, again_in_after_failure=_AGAIN)

    def _unread(self) -> list[Place]:
        places = {(product.jira.project, product.jira.issue_type) for product in self._catalogue.current().products}
        with self._database.reading() as session:
            return unread_since(session, places, _FRESH)

    def _read(self) -> bool:
        unread = self._unread()  # another process may have had the turn meanwhile
        for place in unread:
            fields = self._fields(place)
            with self._database.transaction() as session:
                keep_screen(session, place, fields)
        return bool(unread)

    def _fields(self, place: Place) -> list[dict[str, Any]] | None:
        project, issue_type = place
        try:
            type_id = self._site.issue_types(project).get(issue_type)
            return [f.as_record() for f in self._site.create_screen(project, type_id)] if type_id else None
        except (NotFoundError, RejectedError) as error:  # doctor and the first create say what mends it
            log.warning("a create screen cannot be read", project=project, reason=error.reason)
            return None
