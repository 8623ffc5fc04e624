"""Engines for SQLite and PostgreSQL, and how long each of them may keep us waiting."""

from __future__ import annotations

import math
import random
import sqlite3
import threading
import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

# PostgreSQL's codes (SQLSTATE).
_GAVE_WAY = {"40001", "40P01"}  # a serialization failure, a deadlock
_READ_ONLY = "25006"
_LOCKED = "55P03"

# How long one that is in a hurry waits before it asks SQLite again.
_EAGER_SECONDS = (0.001, 0.003)
# The low byte of SQLite's error codes is the kind of the error, the rest its details.
_PRIMARY = 0xFF


@dataclass(frozen=True)
class Patience:
    """How long to wait, in seconds, until it is said that the database cannot be used now.

    pool: for a free connection of ours. connect: for a new one to PostgreSQL (whole seconds, at least 2). lock: for
    SQLite's single writer, for a row that another transaction of PostgreSQL holds. statement: for the answer to one
    statement of PostgreSQL; silence: for any sign of its server; None: as long as it takes. urgent: somebody waits for
    the answer: on SQLite these transactions come before others.
    """

    pool: float
    connect: float
    lock: float
    statement: float | None
    silence: float | None = None
    urgent: bool = False


# Slack waits three seconds: a refusal has to be said before.
FOR_SLACK = Patience(pool=0.4, connect=2.0, lock=1.9, statement=1.9, silence=2.1, urgent=True)
FOR_WORK = Patience(pool=30.0, connect=10.0, lock=30.0, statement=None)


def make_engine(url: str, patience: Patience, pool_size: int) -> Engine:
    """Build an engine; it connects when it is first asked something."""
    pool = {"pool_size": pool_size, "max_overflow": pool_size, "pool_timeout": patience.pool}
    if url.startswith("sqlite"):
        engine = create_engine(url, **pool)
        _teach_sqlite(engine, patience)
        return engine
    # pre_ping: a restarted server must cost a reconnect, not a report.
    engine = create_engine(url, **pool, pool_pre_ping=True, connect_args=_network_limits(patience))
    _teach_postgresql(engine, patience)
    return engine


def gave_way(error: DBAPIError) -> bool:
    """Whether the database gave a transaction up for the sake of another one: it may simply be tried again."""
    return _code(error.orig) in _GAVE_WAY


def is_locked(error: SQLAlchemyError) -> bool:
    """Whether somebody else held a lock for longer than we wait, or waited for one of ours."""
    cause = getattr(error, "orig", None)
    return _code(cause) in {_LOCKED, *_GAVE_WAY} or "database is locked" in str(cause)


def _code(error: object) -> str | None:
    return getattr(error, "sqlstate", None)


def _network_limits(patience: Patience) -> dict[str, Any]:
    """A server behind a network that swallows everything is noticed, and not waited for as long as TCP would."""
    return {
        "connect_timeout": math.ceil(patience.connect),
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 2,
        "tcp_user_timeout": round(patience.lock * 1000),
    }


def _teach_postgresql(engine: Engine, patience: Patience) -> None:
    """Limit what a lock, a statement and a silence may take; leave a server that turned into a read-only replica."""
    from storage.silence import ImpatientConnection, SilentServerError  # SQLite does without its driver

    limits = {"lock_timeout": patience.lock, "statement_timeout": patience.statement or 0.0}

    @event.listens_for(engine, "do_connect")
    def _connect(_dialect: Any, _record: Any, arguments: Any, named: Any) -> ImpatientConnection:
        connection = ImpatientConnection.connect(*arguments, **named)
        connection.longest_silence = patience.silence
        return connection

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        for name, seconds in limits.items():
            connection.execute(f"SET {name} = {round(seconds * 1000)}")
        connection.commit()

    @event.listens_for(engine, "handle_error")
    def _judge(context: ExceptionContext) -> None:
        if _code(context.original_exception) == _READ_ONLY:
            # After a fail-over the pool's connections would stay with the server that can no longer write.
            context.is_disconnect = True
        elif context.is_pre_ping and isinstance(context.original_exception, SilentServerError):
            # A new connection to the same silent server would take as long once more: too long for Slack.
            context.is_disconnect = False


def _teach_sqlite(engine: Engine, patience: Patience) -> None:
    """Make SQLite serialise writers at BEGIN, sync every commit, and check foreign keys."""

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # else the driver begins transactions late, and lost updates follow
        for pragma in (
            f"busy_timeout = {round(patience.lock * 1000)}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "secure_delete = ON",  # what was erased must not stay readable in the file
        ):
            connection.execute(f"PRAGMA {pragma}")

    asking = threading.Lock()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get("reading", False):
            connection.exec_driver_sql("BEGIN")
        elif patience.urgent:
            _begin_writing_soon(connection, asking, patience.lock)
        else:
            connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_writing_soon(connection: Connection, asking: threading.Lock, seconds: float) -> None:
    """Become SQLite's writer, asking every few milliseconds, for at most so many seconds.

    SQLite itself asks more and more rarely, until it is ten times a second, and whoever has only begun to wait is
    quicker: among busy workers one command in fifty would wait in vain for two seconds. One thread of a process asks at
    a time, holding `asking`: a dozen that ask at once keep the writer from its work, for it needs the interpreter too.
    """
    driver: Any = connection.connection.driver_connection
    deadline = time.monotonic() + seconds
    is_turn = asking.acquire(timeout=seconds)
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        while time.monotonic() < deadline:
            try:
                driver.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & _PRIMARY != sqlite3.SQLITE_BUSY:
                    break
                time.sleep(random.uniform(*_EAGER_SECONDS))
            else:
                return
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # a last time, so that a failure is SQLAlchemy's
    finally:
        if is_turn:
            asking.release()
        driver.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")
