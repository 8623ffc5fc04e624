"""Engines and transactions for SQLite and PostgreSQL, and the one clock that leases are measured by: the database's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

__all__ = ["Database", "Session", "StorageError", "database_seconds", "insert_into"]

# What callers above may catch without importing SQLAlchemy.
StorageError = SQLAlchemyError

# clock_timestamp() moves inside a transaction; PostgreSQL's now() would not.
_CLOCK = {
    "sqlite": "SELECT (julianday('now') - 2440587.5) * 86400.0",
    "postgresql": "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) AS DOUBLE PRECISION)",
}


class Database:
    """One engine with its own pool. Ingress and workers each get one, so that slow work never holds up Slack.

    busy_seconds: how long SQLite waits for its single writer, and PostgreSQL's pool for a free connection.
    """

    def __init__(self, url: str, *, busy_seconds: float = 30.0, pool_size: int = 10) -> None:
        self.engine = _make_engine(url, busy_seconds, pool_size)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        self._reading = sessionmaker(self.engine.execution_options(reading=True), expire_on_commit=False)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Open a session that commits at the end of the block, or rolls back if the block raises."""
        with self._sessions.begin() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session that only reads: on SQLite it takes no write lock and sees one snapshot."""
        with self._reading() as session:
            yield session

    def alive(self) -> bool:
        """Tell whether the database answers."""
        try:
            with self.engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        except SQLAlchemyError:
            return False
        return True

    def forget_overwritten(self) -> bool:
        """On SQLite, let nothing that was overwritten or deleted stay behind in the write-ahead log. False if it could
        not be done because others were reading. PostgreSQL sees to its own files.
        """
        if self.engine.dialect.name != "sqlite":
            return True
        with closing(self.engine.raw_connection()) as connection:
            busy, _, _ = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy

    def close(self) -> None:
        """Close all pooled connections."""
        self.engine.dispose()


def database_seconds(session: Session) -> float:
    """Return seconds since 1970 by the database's clock: the one clock of all processes, for leases and due times."""
    return float(session.execute(text(_CLOCK[session.get_bind().dialect.name])).scalar_one())


def insert_into(session: Session, table: type[Any]) -> sqlite.Insert | postgresql.Insert:
    """Begin an INSERT that understands ON CONFLICT, which is spelt in the dialects and not in the common language."""
    return postgresql.insert(table) if session.get_bind().dialect.name == "postgresql" else sqlite.insert(table)


def _make_engine(url: str, busy_seconds: float, pool_size: int) -> Engine:
    if url.startswith("sqlite"):
        engine = create_engine(url, pool_size=pool_size, max_overflow=pool_size, pool_timeout=busy_seconds)
        _teach_sqlite(engine, busy_seconds)
        return engine
    # pre_ping: a restarted server must cost a reconnect, not a report.
    return create_engine(
        url, pool_size=pool_size, max_overflow=pool_size, pool_timeout=busy_seconds, pool_pre_ping=True
    )


def _teach_sqlite(engine: Engine, busy_seconds: float) -> None:
    """Make SQLite serialise writers at BEGIN, sync every commit, and check foreign keys."""

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # else the driver begins transactions late, and lost updates follow
        for pragma in (
            f"busy_timeout = {int(busy_seconds * 1000)}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "secure_delete = ON",  # what was erased must not stay readable in the file
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
