"""Alembic's entry: runs migrations on the connection it is handed, or on DATABASE_URL when called by hand."""

from __future__ import annotations

import os
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, create_engine, text

from storage.tables import metadata
from storage.types import UtcDateTime, Word

# One migrator at a time on PostgreSQL; the number only has to be ours. SQLite has a single writer anyway.
_LOCK = 7_046_316
_LONGEST_LOCK = "5s"


def _plain(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Spell our column types as what the database stores, so that old migrations never depend on today's code."""
    if kind == "type" and isinstance(item, Word):
        return "sa.String(length=24)"
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def _migrate(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        # A table that is not to be had gives the migration up: everybody else would queue up behind it.
        connection.execute(text(f"SET LOCAL lock_timeout = '{_LONGEST_LOCK}'"))
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=_plain,
    )
    with context.begin_transaction():
        context.run_migrations()


handed = context.config.attributes.get("connection")
if handed is not None:
    _migrate(handed)
else:
    engine = create_engine(os.environ["DATABASE_URL"])
    with engine.begin() as own:
        _migrate(own)
    engine.dispose()
