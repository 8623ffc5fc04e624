"""What does one job, for whichever process or command needs it."""

from __future__ import annotations

from datetime import timedelta

from bot.compose.parts import Parts, make_slack
from bot.people import People
from config.settings import Settings
from loop.alerts import Alerts
from loop.correcting import Correcting
from loop.digest import Digests
from loop.doubles import Doubles
from loop.intake import Intake
from loop.money.books import Books
from loop.polling import Poller
from loop.reconciling import Reconciler
from loop.replaying import Replaying
from loop.retention import Kept, Retention
from loop.rights import Rights
from loop.turns import JiraTurns
from loop.watching import Watching
from storage.database import Database

# Seconds: Slack waits three for an answer, and a form is opened after it in the same three.
_SLACK_TIMEOUT_DOOR = 1
# An issue counts as removed when Jira has not shown it for as long as so many rechecks take.
_RECHECKS_MISSED = 2


def make_intake(parts: Parts, database: Database) -> Intake:
    """Build what takes reports in, over the pool of whoever waits for it."""
    settings = parts.settings
    asking = settings.me_too_seconds
    return Intake(
        database,
        parts.crashes,
        settings.reports_per_minute,
        settings.personal_data,
        asking,
        parts.catalogue,
        parts.judging,
    )


def make_people(settings: Settings) -> People:
    """Build what knows people as Slack does."""
    return People(make_slack(settings, _SLACK_TIMEOUT_DOOR), settings.rights_cache_seconds)


def make_rights(parts: Parts) -> Rights:
    """Rights as workers and commands ask for them; what Slack waits for has its own, with its own pool."""
    return Rights(parts.work, make_people(parts.settings), parts.catalogue, parts.clock)


def make_books(parts: Parts) -> Books:
    """Build what writes claims of money and what becomes of them, for a command."""
    return make_books_over(parts, parts.work, make_rights(parts))


def make_books_over(parts: Parts, database: Database, rights: Rights) -> Books:
    """Build the same over the pool and with the rights of whoever waits for it."""
    return Books(database, rights, parts.catalogue, parts.clock, parts.settings.personal_data)


def make_correcting(parts: Parts) -> Correcting:
    """Build what corrects wrong outcomes."""
    return Correcting(
        parts.work,
        make_rights(parts),
        parts.catalogue,
        parts.clock,
        parts.settings.personal_data,
        debounce=parts.settings.outcome_debounce_seconds,
    )


def make_replaying(parts: Parts) -> Replaying:
    """Build what reads all ends so far once more."""
    debounce = parts.settings.outcome_debounce_seconds
    return Replaying(parts.work, parts.catalogue, parts.clock, make_poller(parts).reread, debounce=debounce)


def make_poller(parts: Parts) -> Poller:
    """Build what reads Jira."""
    settings = parts.settings
    watching = Watching(
        parts.work,
        parts.reader,
        parts.catalogue,
        parts.clock,
        alerts=Alerts(parts.catalogue, parts.clock),
        crashes=parts.crashes,
        instance=settings.friction_instance,
        removed_after=_RECHECKS_MISSED * settings.recheck_minutes * 60,
        debounce=settings.outcome_debounce_seconds,
    )
    return Poller(
        parts.work,
        parts.reader,
        watching,
        parts.catalogue,
        parts.clock,
        make_turns(parts),
        interval=settings.poll_interval_seconds,
        recheck_seconds=settings.recheck_minutes * 60,
    )


def make_reconciler(parts: Parts) -> Reconciler:
    """Build what compares Jira with the database."""
    settings = parts.settings
    return Reconciler(
        parts.work,
        parts.tracker,
        parts.catalogue,
        parts.clock,
        make_turns(parts),
        make_doubles(parts),
        Alerts(parts.catalogue, parts.clock),
        instance=settings.friction_instance,
        interval=settings.reconcile_minutes * 60,
    )


def make_turns(parts: Parts) -> JiraTurns:
    """Build what lets one process at a time read Jira."""
    lease = parts.settings.outbox_lease_seconds
    return JiraTurns(parts.work, parts.clock, Alerts(parts.catalogue, parts.clock), parts.meters, lease=lease)


def make_doubles(parts: Parts) -> Doubles:
    """Build what deals with issues that were made twice."""
    return Doubles(parts.clock, Alerts(parts.catalogue, parts.clock))


def make_digests(parts: Parts) -> Digests:
    """Build what writes digests."""
    return Digests(parts.work, parts.catalogue, parts.tracker.url_of)


def make_retention(parts: Parts) -> Retention:
    """Build what forgets."""
    settings = parts.settings
    kept = Kept(
        done=timedelta(days=settings.retention_done_days),
        dead=timedelta(days=settings.retention_dead_days),
        deliveries=timedelta(days=settings.retention_delivery_days),
        drafts=timedelta(days=settings.retention_draft_days),
        texts=timedelta(days=settings.retention_text_days) if settings.retention_text_days else None,
        removed=timedelta(days=settings.retention_removed_days) if settings.retention_removed_days else None,
    )
    return Retention(parts.work, parts.clock, kept, settings.upkeep_minutes * 60)
