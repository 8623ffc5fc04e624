"""Who hears when something is held up: the reporter that the report is safe, the administrators what to mend."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import structlog

from config.catalogue import CatalogueFile
from config.clock import Clock
from loop import owing
from loop.delays import owe_word_of_delay
from storage import bucket
from storage.database import Session, database_seconds
from storage.issue import Issue
from storage.outbox import Owed
from storage.report import Report, report_of

log = structlog.get_logger(__name__)

_NAMES = {owing.JIRA: "Jira", owing.SLACK: "Slack", owing.MODEL: "The model"}
_TRIED_AGAIN = "Nothing is lost: what waits is tried again by itself, and at once when the catalogue changes."


class Alerts:
    """Owes the messages about trouble in the transaction that records the trouble. Without an admin channel it logs."""

    def __init__(self, catalogue: CatalogueFile, clock: Clock) -> None:
        self._catalogue = catalogue
        self._clock = clock

    def parked(self, session: Session, row: Owed, reason: str, cure: str) -> None:
        """Somebody has to mend something: told once per reason and day, however many rows wait for it."""
        self._tell_admins(
            session,
            topic=f"parked:{row.target}:{_digest(reason)}:{self._clock.now():%Y-%m-%d}",
            headline=f"{self._what(session, row)} is held up",
            reason=reason,
            cure=f"{cure} {_TRIED_AGAIN}".strip(),
        )
        self._tell_reporter(session, row, "held-up")

    def given_up(self, session: Session, row: Owed, reason: str) -> None:
        """The row waits for a person's decision."""
        self._tell_admins(
            session,
            # Not by its key: that may hold the id of whom it is for.
            topic=f"dead:{row.id}:{row.fence}",
            headline=f"An owed write needs a decision: number {row.id}, {self._what(session, row)}",
            reason=reason,
            cure=f"friction outbox retry {row.id} looks whether it was done and, if not, does it; "
            f"friction outbox drop {row.id} gives it up.",
        )
        self._tell_reporter(session, row, "given-up")
        person = _waiting_person(session, row)
        if person:
            owing.owe_stuck(session, row, person)

    def circuit_opened(self, session: Session, target: str, reason: str) -> None:
        """A whole target refuses us, or has not answered for a while: told once, and so is whoever waits for filing."""
        bucket.note_outage(session, target)
        kept = "Reports are still taken and kept. They go on by themselves when this is over."
        since = int(database_seconds(session))
        self._tell_admins(
            session,
            topic=f"circuit:{target}:{since}",
            headline=f"{_NAMES[target]} does not take what the loop sends",
            reason=reason,
            cure="Everything goes on without it. It is asked again by itself." if target == owing.MODEL else kept,
        )
        if target == owing.JIRA:
            owe_word_of_delay(session, since)

    def model_budget_spent(self, session: Session, tokens: int) -> None:
        """The day's tokens for the model are used up: told once a day."""
        day = f"{self._clock.now():%Y-%m-%d}"
        self._tell_admins(
            session,
            topic=f"model-budget:{day}",
            headline="The model has used up its tokens for today",
            reason=f"FRICTION_AI_BUDGET is {tokens:,}, and another question might need more than is left.",
            cure="Until tomorrow (UTC) cards show what the rules propose, and nothing waits. Raise it if need be.",
        )

    def not_visible(self, session: Session, project: str) -> None:
        """A project with open issues cannot be seen any more: told once a day while it is so."""
        self._tell_admins(
            session,
            topic=f"not-visible:{project}:{self._clock.now():%Y-%m-%d}",
            headline=f"Issues of {project} are not visible to me any more",
            reason=f"Jira shows me neither the issues nor the project {project}: it was archived or deleted, or my "
            "account may no longer browse it. Their reports stay open, and nobody is told anything.",
            cure=f"Give the bot's account the permission to browse {project}; then I go on by myself.",
        )

    def filed_twice(self, session: Session, report: Report, kept: Issue, double: Issue) -> None:
        """One report became two issues. Told once per issue too many."""
        self._tell_admins(
            session,
            topic=f"double:{double.jira_id}",
            headline=f"{report.reference} was filed twice: {kept.key} and {double.key}",
            reason="Jira made an issue long after its answer was lost. I link them as duplicates and delete nothing.",
            cure=f"Close {double.key} as a duplicate of {kept.key}, or the other way round: reporters hear of the one "
            "that stays.",
        )

    def filed_in_vain(self, session: Session, report: Report, issue: Issue) -> None:
        """A report that had ended before it was filed became an issue after all."""
        self._tell_admins(
            session,
            topic=f"in-vain:{issue.jira_id}",
            headline=f"{issue.key} was made of {report.reference}, which nobody waits for",
            reason=f"The report was {report.state.value} before Jira answered; the issue turned up later.",
            cure=f"Close {issue.key} unless it is useful. Nobody will be told of its end.",
        )

    def restored(self, session: Session, key: str) -> None:
        """Jira remembers more than the database, to begin with the issue of this key."""
        self._tell_admins(
            session,
            topic=f"restored:{int(database_seconds(session))}",
            headline="The database is older than Jira: it was put back from a backup, it seems",
            reason=f"I filed {key} and did not know it. I take up what Jira remembers, so that nothing is filed twice.",
            cure="Reports since the backup that were not filed yet, withdrawals and answers to my questions are lost. "
            "The page on operations says what to look at.",
        )

    def clocks_differ(self, session: Session, seconds: float) -> None:
        """Slack's deliveries bear another time than this machine's clock shows: told once a day."""
        ahead = "ahead of" if seconds > 0 else "behind"
        self._tell_admins(
            session,
            topic=f"skew:{datetime.now(UTC):%Y-%m-%d}",
            headline="Slack's deliveries are refused: the clocks differ",
            reason=f"this machine's clock is {_length(seconds)} {ahead} Slack's, and Slack's signatures hold for five "
            "minutes",
            cure="Set the clock of the machine that runs `friction web` (NTP). Nobody's reports reach us until then.",
        )

    def database_clock_went_back(self, session: Session, seconds: float) -> None:
        """The database's clock was put back; what waits was put right."""
        self._tell_admins(
            session,
            topic=f"database-clock:{int(database_seconds(session))}",
            headline="The database's clock was put back",
            reason=f"it shows {_length(seconds)} less than it did",
            cure="What waits has been put right; nothing is lost. Look after the clock of the database's machine.",
        )

    def _what(self, session: Session, row: Owed) -> str:
        if row.target == owing.MODEL:
            return "A question to the model"
        if row.target != owing.JIRA:
            return f"A message ({row.kind})"
        if row.report_id is None:
            return "Writing to Jira"
        product = self._catalogue.current().find_product(report_of(session, row.report_id).product)
        return f"Filing to {product.jira.project}" if product else "Filing a report"

    def _tell_admins(self, session: Session, *, topic: str, headline: str, reason: str, cure: str) -> None:
        admin = self._catalogue.current().admin
        if admin is None:
            log.error("needs an administrator, and the catalogue names no [admin] channel", what=headline, why=reason)
            return
        owing.owe_alert(session, admin.channel, topic, {"headline": headline, "reason": reason, "cure": cure})

    def _tell_reporter(self, session: Session, row: Owed, why: str) -> None:
        if row.kind == "file" and row.report_id is not None:
            report = report_of(session, row.report_id)
            owing.owe_update(session, report, f"{why}:{row.fence}")


def _waiting_person(session: Session, row: Owed) -> str:
    """Who waits for a write to Jira. News that Slack does not take cannot be told by Slack."""
    if row.target != owing.JIRA:
        return ""
    if row.report_id is not None:
        return report_of(session, row.report_id).reporter
    return str(row.payload.get("person") or "")


def _length(seconds: float) -> str:
    """A difference of clocks in words."""
    size = abs(seconds)
    return f"{size:.0f} seconds" if size < 120 else f"{size / 60:.0f} minutes"  # noqa: PLR2004  (two minutes)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
