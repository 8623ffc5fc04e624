"""Who hears when something is held up: the reporter that the report is safe, the administrators what to mend."""

from __future__ import annotations

import hashlib

import structlog

from config.catalogue import CatalogueFile
from config.clock import Clock
from loop import owing
from storage.database import Session, database_seconds
from storage.outbox import Owed
from storage.report import report_of

log = structlog.get_logger(__name__)


class Alerts:
    """Owes the messages about trouble in the transaction that records the trouble. Without an admin channel it logs."""

    def __init__(self, catalogue: CatalogueFile, clock: Clock) -> None:
        self._catalogue = catalogue
        self._clock = clock

    def parked(self, session: Session, row: Owed, reason: str) -> None:
        """Somebody has to mend something: told once per reason and day, however many rows wait for it."""
        what = "Filing reports" if row.target == owing.JIRA else "Sending messages"
        topic = f"parked:{row.target}:{_digest(reason)}:{self._clock.now():%Y-%m-%d}"
        self._tell_admins(
            session,
            topic,
            f"*{what} is held up.* {reason}\nNothing is lost: what waits is tried again by itself, or at once with "
            f"`friction outbox retry`.",
        )
        self._tell_reporter(session, row, "held-up")

    def given_up(self, session: Session, row: Owed, reason: str) -> None:
        """The row waits for a person's decision."""
        self._tell_admins(
            session,
            f"dead:{row.key}:{row.fence}",
            f"*An owed write needs a decision:* {row.key} (number {row.id}). {reason}\n"
            f"`friction outbox retry {row.id}` looks whether it was done and, if not, does it; "
            f"`friction outbox drop {row.id}` gives it up.",
        )
        self._tell_reporter(session, row, "given-up")

    def circuit_opened(self, session: Session, target: str, reason: str) -> None:
        """A whole target refuses us."""
        name = target.capitalize()
        self._tell_admins(
            session,
            f"circuit:{target}:{int(database_seconds(session))}",
            f"*{name} refuses the bot.* {reason}\nReports are still taken and kept; they are filed when it is mended.",
        )

    def _tell_admins(self, session: Session, topic: str, text: str) -> None:
        admin = self._catalogue.current().admin
        if admin is None:
            log.error("needs an administrator, and the catalogue names no [admin] channel", topic=topic, text=text)
            return
        owing.owe_alert(session, admin.channel, topic, text)

    def _tell_reporter(self, session: Session, row: Owed, why: str) -> None:
        if row.kind == "file" and row.report_id is not None:
            report = report_of(session, row.report_id)
            owing.owe_receipt_update(session, report, f"{why}:{row.fence}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
