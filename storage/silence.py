"""A connection to PostgreSQL that does not wait for a silent server for ever.

A server that is frozen, or paused with its whole machine, keeps its connections open and says nothing. Its own
statement_timeout rests with it, and TCP's time-outs are answered by the kernel, or do not exist on a Unix socket.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Any, TypeVar

import psycopg

_T = TypeVar("_T")
_Steps = Generator[Any, Any, _T]


class SilentServerError(psycopg.OperationalError):
    """The server did not answer in time. Whether it carries out what it was asked is unknown, as after a cut wire."""


class ImpatientConnection(psycopg.Connection[Any]):
    """Hangs up on a server that says nothing for `longest_silence` seconds; None: waits for as long as it takes."""

    longest_silence: float | None = None

    def wait(self, gen: _Steps[_T], *args: Any, **kwargs: Any) -> _T:
        """Carry out one exchange with the server. Raises SilentServerError."""
        if self.longest_silence is None:
            return super().wait(gen, *args, **kwargs)
        return super().wait(self._impatiently(gen, self.longest_silence), *args, **kwargs)

    def _impatiently(self, steps: _Steps[_T], seconds: float) -> _Steps[_T]:
        """Take the steps of an exchange; psycopg resumes them several times a second, with nothing where none came."""
        end = time.monotonic() + seconds
        try:
            wanted = next(steps)
            while True:
                ready = yield wanted
                if not ready and time.monotonic() > end:
                    self.close()
                    raise SilentServerError(f"PostgreSQL has said nothing for {seconds:g} seconds")
                wanted = steps.send(ready)
        except StopIteration as done:
            answer: _T = done.value
            return answer
