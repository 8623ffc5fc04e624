"""Serving over HTTP: gunicorn with threads in production, the standard library for health pages beside Socket Mode."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import structlog
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger as GunicornLogger

from bot.punctual import PunctualWorker
from bot.web import Wsgi

log = structlog.get_logger(__name__)

DRAIN_SECONDS = 20


class _Log(GunicornLogger):  # type: ignore[misc]  # gunicorn comes without types
    """Sends gunicorn's records through our own log, which leaves secrets out."""

    def setup(self, cfg: Any) -> None:
        """Attach nothing; let records pass on."""
        self.cfg = cfg
        self.error_log.propagate = True
        self.error_log.setLevel(logging.WARNING)


class Gunicorn(BaseApplication):  # type: ignore[misc]  # gunicorn comes without types
    """One process with threads; scale by starting more of them. Everything is built in the process that serves."""

    def __init__(
        self, host: str, port: int, threads: int, build: Callable[[], tuple[Wsgi, Callable[[], None]]]
    ) -> None:
        self._address = f"{host}:{port}"
        self._threads = threads
        self._build = build
        self._stop: Callable[[], None] = lambda: None
        super().__init__()

    def load_config(self) -> None:
        """Set gunicorn's settings; its own command line and environment play no part."""
        settings: dict[str, Any] = {
            "bind": self._address,
            "workers": 1,
            "worker_class": PunctualWorker,
            "threads": self._threads,
            "graceful_timeout": DRAIN_SECONDS,
            "timeout": 60,
            "keepalive": 5,
            "logger_class": _Log,
            "worker_exit": lambda _server, _worker: self._stop(),
            "when_ready": lambda server: log.info("listening", addresses=[str(s) for s in server.LISTENERS]),
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Wsgi:
        """Build the application in the worker process."""
        wsgi, self._stop = self._build()
        return wsgi


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the standard library's signature)
        """Health checks come every few seconds; nobody wants to read them."""


class HealthServer:
    """Serves the health pages from a thread."""

    def __init__(self, host: str, port: int, wsgi: Wsgi) -> None:
        self._server: WSGIServer = make_server(host, port, wsgi, handler_class=_Quiet)
        self._thread = threading.Thread(target=self._server.serve_forever, name="health", daemon=True)

    def start(self) -> None:
        """Begin serving."""
        self._thread.start()
        log.info("health pages", address="{}:{}".format(*self._server.server_address[:2]))

    def stop(self) -> None:
        """Serve nothing more."""
        self._server.shutdown()
        self._server.server_close()
