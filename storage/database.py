"""Engines and transactions for SQLite and PostgreSQL, and the one clock that leases are measured by: the database's."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any, TypeVar

from sqlalchemy import Float, ScalarSelect, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.sql.functions import FunctionElement

from storage.engine import FOR_WORK, Patience, gave_way, make_engine

__all__ = ["Database", "Session", "StorageError", "database_now", "database_seconds", "insert_into"]

_T = TypeVar("_T")

# What callers above may catch without importing SQLAlchemy.
StorageError = SQLAlchemyError

# So often a transaction is tried that the database gives up for the sake of another.
_MOST_TRIES = 5


class Database:
    """One engine with its own pool. Ingress and workers each get one, so that slow work never holds up Slack."""

    def __init__(self, url: str, *, patience: Patience = FOR_WORK, pool_size: int = 10) -> None:
        self.engine = make_engine(url, patience, pool_size)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        self._reading = sessionmaker(self.engine.execution_options(reading=True), expire_on_commit=False)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Open a session that commits at the end of the block, or rolls back if the block raises."""
        with self._sessions.begin() as session:
            yield session

    def carry_out(self, work: Callable[[Session], _T]) -> _T:
        """Run `work` in a transaction, and again if the database gave it up for another one: after a deadlock or a
        serialization failure nothing of it was done, and nobody needs to hear of it.
        """
        for tries in range(1, _MOST_TRIES):
            try:
                with self.transaction() as session:
                    return work(session)
            except DBAPIError as error:
                if not gave_way(error):
                    raise
            # The other one needs a moment too; without chance both would meet again.
            time.sleep(random.uniform(0.0, 0.01 * 2.0**tries))
        with self.transaction() as session:
            return work(session)

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


class _Now(FunctionElement[float]):
    """Seconds since 1970 by the database's clock; it moves inside a transaction, as PostgreSQL's now() would not."""

    type = Float()
    inherit_cache = True


@compiles(_Now, "sqlite")
def _now_sqlite(*_: Any, **__: Any) -> str:
    return "(julianday('now') - 2440587.5) * 86400.0"


@compiles(_Now, "postgresql")
def _now_postgresql(*_: Any, **__: Any) -> str:
    return "CAST(EXTRACT(EPOCH FROM clock_timestamp()) AS DOUBLE PRECISION)"


_SECONDS = select(_Now())


def database_seconds(session: Session) -> float:
    """Return seconds since 1970 by the database's clock: the one clock of all processes, for leases and due times."""
    return session.execute(_SECONDS).scalar_one()


def database_now() -> ScalarSelect[float]:
    """The same inside a statement, read once for the whole of it, so that an index serves comparisons with it."""
    return _SECONDS.scalar_subquery()


def insert_into(session: Session, table: type[Any]) -> sqlite.Insert | postgresql.Insert:
    """Begin an INSERT that understands ON CONFLICT, which is spelt in the dialects and not in the common language."""
    return insert_for(session.get_bind().dialect.name, table)


def insert_for(dialect: str, table: type[Any]) -> sqlite.Insert | postgresql.Insert:
    """The same for whoever builds a statement once for many sessions. dialect: as SQLAlchemy names it."""
    # The bare table: the way round the mapped class costs more, and Slack waits for some of these.
    bare = table.__table__
    return postgresql.insert(bare) if dialect == "postgresql" else sqlite.insert(bare)
