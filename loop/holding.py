"""Holding back what may have been done already, until Jira was asked: the database may come from a backup."""

from __future__ import annotations

import threading

import structlog

from loop.reconciling import RECONCILE, Reconciler
from storage.database import Database, database_seconds
from storage.turn import last_began

# What a database that was put back would do a second time: create issues, and tell of ends long told.
HELD_BACK = frozenset({"file", "end", "reopened", "summary"})
NOTHING: frozenset[str] = frozenset()
OVER = "nothing is held back any more"

log = structlog.get_logger(__name__)


class HoldingBack:
    """Says what workers leave alone until a reconciliation that began after this process did is completed.

    A backup put back under a running process is noticed by the database's remembering less than it did.
    """

    def __init__(self, database: Database, reconciler: Reconciler) -> None:
        self._database = database
        self._reconciler = reconciler
        self._lock = threading.Lock()
        # The latest beginning of a completed reconciliation that this process has seen; first, when it was started.
        self._newest = 0.0
        self._told = False

    def kinds(self) -> frozenset[str]:
        """The kinds of owed writes that nobody takes now."""
        return NOTHING if self._is_over() else HELD_BACK

    def end_it(self) -> None:
        """Reconcile, if that is what everything waits for."""
        if not self._is_over():
            self._reconciler.reconcile_since(self._newest)

    def _is_over(self) -> bool:
        with self._lock, self._database.reading() as session:
            if not self._newest:
                self._newest = database_seconds(session)
            began = last_began(session, RECONCILE)
            if began < self._newest:
                return False
            self._newest = began
            if not self._told:
                self._told = True
                log.info(OVER)
            return True
