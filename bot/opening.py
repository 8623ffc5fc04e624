"""Checking, before anything starts, what can be checked: each refusal is a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from bot.compose.parts import Parts, compose
from bot.slack_failures import speaking
from config.settings import Settings, Surface
from loop.answers import AnswerError, RefusedError, RejectedError
from storage.database import Database, StorageError
from storage.engine import is_locked
from storage.schema import NewerSchemaError, is_current, migrate

log = structlog.get_logger(__name__)


class StartRefusedError(Exception):
    """The program cannot start or go on, for a reason that is a sentence."""


class WrongCallError(Exception):
    """The command was called with something that cannot be meant, said in a sentence."""


def prepare(settings: Settings, surface: Surface, *, migrating: bool) -> None:
    """Check credentials, catalogue, database, schema and the Slack token before a process starts."""
    settings.require_slack(surface)
    settings.require_jira()
    parts = compose(settings)
    try:
        check_database(parts.work, settings, migrating=migrating)
        _check_slack(parts)
        if settings.deadman_hours and not parts.catalogue.current().admin:
            log.warning("DEADMAN_HOURS does nothing: the catalogue names no [admin] channel for Slack to warn")
    finally:
        parts.close()


@contextmanager
def opened(settings: Settings) -> Iterator[Parts]:
    """Open all parts for one command. It migrates nothing: a stale schema is refused."""
    parts = compose(settings)
    try:
        check_database(parts.work, settings, migrating=False)
        yield parts
    finally:
        parts.close()


@contextmanager
def opened_database(settings: Settings, *, migrating: bool = False) -> Iterator[Database]:
    """Open the database alone, for a command that needs neither Slack nor Jira."""
    database = Database(settings.database_url)
    try:
        check_database(database, settings, migrating=migrating)
        yield database
    finally:
        database.close()


def check_database(database: Database, settings: Settings, *, migrating: bool) -> None:
    """Raise StartRefusedError unless the database can be used and has the schema of this version."""
    try:
        if migrating:
            migrate(database)
        elif not is_current(database):
            raise StartRefusedError("The database has another schema than this version needs; run `friction migrate`.")
    except NewerSchemaError as newer:
        raise StartRefusedError(
            f"The database was migrated by a newer version of this program (to {newer}); start that version."
        ) from None
    except StorageError as error:
        if is_locked(error):
            raise StartRefusedError(
                "Something else holds a lock on the database for too long, so nothing was changed in it. "
                "Try again in a quiet moment, or end what holds the lock."
            ) from error
        raise StartRefusedError(
            f"The database {settings.database_url_masked} cannot be used ({type(error).__name__}): "
            "check DATABASE_URL, and that the server runs or the file can be written."
        ) from error


def _check_slack(parts: Parts) -> None:
    try:
        with speaking(writing=False):
            parts.slack.auth_test()
    except (RefusedError, RejectedError) as error:
        raise StartRefusedError(error.reason) from error
    except AnswerError as error:
        log.warning("Slack does not answer yet; going on", reason=error.reason)
