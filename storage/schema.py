"""Bringing a database to the newest schema, and telling whether it is there."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from storage.database import Database


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


class NewerSchemaError(Exception):
    """The database was migrated by a newer version of the program than this one."""


def migrate(database: Database) -> None:
    """Bring the database to the newest schema. Safe to call from several processes at once. Raises NewerSchemaError."""
    config = _config()
    _refuse_newer(database)
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_current(database: Database) -> bool:
    """Tell whether the database has the schema that this code expects. Raises NewerSchemaError."""
    return _refuse_newer(database) == set(ScriptDirectory.from_config(_config()).get_heads())


def _refuse_newer(database: Database) -> set[str]:
    """The revisions that the database is at; raises NewerSchemaError when this code knows one of them not."""
    with database.engine.connect() as connection:
        found = set(MigrationContext.configure(connection).get_current_heads())
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if found - known:
        raise NewerSchemaError(", ".join(sorted(found - known)))
    return found
