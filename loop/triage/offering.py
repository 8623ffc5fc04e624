"""Offering what is known to whoever is about to report it: open and shipped issues, never somebody's unfiled words."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from config.catalogue import CatalogueFile
from loop.triage.risk import speaks_of_security
from loop.triage.similar import Similar
from storage.co_report import issues_felt_by
from storage.database import Database, Session, StorageError
from storage.similar import Known, issue_ids_of, known_issues

log = structlog.get_logger(__name__)

MOST_OFFERED = 3
# Below it the hits are mostly strangers (docs/triage.md).
LIKELY = 0.3
_SHORTEST = 12
# Of the hits some are reports that are not filed yet, or issues that the person is behind already.
_RANKED = 4 * MOST_OFFERED


class Offering:
    """Finds what to offer. Safe to share between threads."""

    def __init__(self, database: Database, similar: Similar, catalogue: CatalogueFile) -> None:
        self._database = database
        self._similar = similar
        self._catalogue = catalogue

    def like(self, text: str, person: str) -> list[Known]:
        """The issues that a text may be about, likeliest first; none that the person reported or joined. None for a
        matter of security: those who look after that must hear of it, whatever it resembles.
        """
        if len(text.strip()) < _SHORTEST or speaks_of_security(text, self._catalogue.current()):
            return []
        with self._database.reading() as session:
            matches = self._similar.find_by(session, text, _RANKED, LIKELY)
            known = [match.known for match in matches if match.known.can_be_offered]
            theirs = self._felt_by(session, person, known) if known else set()
        return [issue for issue in known if issue.jira_id not in theirs][:MOST_OFFERED]

    def again(self, jira_ids: Sequence[str]) -> list[Known]:
        """The same issues as they stand now; what ended without help meanwhile is left out. Nothing while the database
        does not say: the report that they go with is saved.
        """
        if not jira_ids:
            return []
        try:
            with self._database.reading() as session:
                ids = issue_ids_of(session, jira_ids)
                found = known_issues(session, ids)
        except StorageError:
            log.warning("what is known cannot be offered now", exc_info=True)
            return []
        return [found[number] for number in ids if number in found]

    def _felt_by(self, session: Session, person: str, known: Sequence[Known]) -> set[str]:
        names = [issue.jira_id for issue in known]
        ids = dict(zip(issue_ids_of(session, names), names, strict=True))
        return {ids[number] for number in issues_felt_by(session, person, list(ids))}
