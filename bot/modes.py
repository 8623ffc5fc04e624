"""How the program runs: all in one process, or as web, worker and clock processes beside each other."""

from __future__ import annotations

import gc
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

import structlog
from slack_bolt.adapter.socket_mode import SocketModeHandler

from bot.compose.clockwork import make_clockwork, make_learning
from bot.compose.parts import Parts, compose
from bot.compose.slack_app import make_pages, make_skew_watch, make_slack_app
from bot.compose.workers import make_workers
from bot.opening import StartRefusedError, prepare
from bot.server import Gunicorn, HealthServer
from bot.slack_failures import speaking
from bot.stopping import STOP_SECONDS, Stopping
from bot.web import Wsgi, make_wsgi
from config.errors import ConfigurationError
from config.settings import Settings
from loop.answers import AnswerError, RefusedError, RejectedError
from loop.outbox import backoff
from loop.vitals import Sign, Vitals

log = structlog.get_logger(__name__)

_LONGEST_RECONNECT_WAIT = 30.0


def run_all(settings: Settings) -> None:
    """Everything in one process: Socket Mode if there is an app token, else HTTP."""
    prepare(settings, "socket_or_http", migrating=True)
    if settings.slack_mode == "http":
        _serve(settings, "run", _start_loop)
        return
    parts = compose(settings)
    stopping = Stopping()
    # Jira is watched and reports are filed while Slack is away.
    stop_loop = _watched(_start_loop(parts))
    health = _health_server(parts)
    try:
        _listen(parts, stopping)
    finally:
        stop_loop()
        if health is not None:
            health.stop()


def serve_web(settings: Settings) -> None:
    """Only what Slack speaks to, over HTTP."""
    prepare(settings, "http", migrating=False)
    _serve(settings, "web", _start_learning)


def work(settings: Settings) -> None:
    """Only the workers."""
    _until_stopped(settings, _start_learned_workers)


def keep_time(settings: Settings) -> None:
    """Only polling, schedules and upkeep."""
    _until_stopped(settings, _start_clockwork)


@dataclass(frozen=True)
class Begun:
    """What was started in this process: how it is stopped, and the signs by which it is known to be alive."""

    stop: Callable[[], None]
    signs: tuple[Sign, ...] = ()


def _until_stopped(settings: Settings, start: Callable[[Parts], Begun]) -> None:
    prepare(settings, "api_only", migrating=False)
    parts = compose(settings)
    stopping = Stopping()
    stop = _watched(start(parts))
    health = _health_server(parts)
    stopping.wait()
    stop()
    if health is not None:
        health.stop()


def _watched(begun: Begun) -> Callable[[], None]:
    """Let the process end when what was begun in it can no longer work. Returns how to stop in good order."""
    vitals = Vitals(*begun.signs)
    vitals.start()
    # What was built by now stays: looking through it for garbage would stop everybody for a quarter of a second.
    gc.freeze()

    def stop() -> None:
        vitals.stop()
        begun.stop()

    return stop


def _serve(settings: Settings, command: Literal["run", "web"], start: Callable[[Parts], Begun]) -> None:
    def build() -> tuple[Wsgi, Callable[[], None]]:
        parts = compose(settings)
        wsgi = make_wsgi(make_pages(parts), make_slack_app(parts), make_skew_watch(parts))
        return wsgi, _watched(start(parts))

    Gunicorn(*settings.listen(command), settings.web_threads, build).run()


def _start_loop(parts: Parts) -> Begun:
    return _together(_start_workers(parts), _start_clockwork(parts), _start_learning(parts))


def _start_learned_workers(parts: Parts) -> Begun:
    # An index of all texts takes its time and room: a worker has one from its first card on.
    return _together(_start_workers(parts), _start_learning(parts, offers=False))


def _together(*begun: Begun) -> Begun:
    """Several as one, stopped in the opposite order."""

    def stop() -> None:
        for each in reversed(begun):
            each.stop()

    return Begun(stop, tuple(sign for each in begun for sign in each.signs))


def _start_workers(parts: Parts) -> Begun:
    workers = make_workers(parts)
    workers.start()

    def stop() -> None:
        if not workers.stop(STOP_SECONDS):
            log.warning("stopped with work in hand; its lease runs out and another worker takes it up")

    return Begun(stop, (workers.check,))


def _start_clockwork(parts: Parts) -> Begun:
    clockwork = make_clockwork(parts)
    clockwork.start()
    return Begun(clockwork.stop, (clockwork.check,))


def _start_learning(parts: Parts, *, offers: bool = True) -> Begun:
    learning = make_learning(parts, offers=offers)
    learning.start()
    return Begun(learning.stop, (learning.check,))


def _health_server(parts: Parts) -> HealthServer | None:
    if parts.settings.port is None:
        return None
    host, port = parts.settings.listen("run")
    server = HealthServer(host, port, make_wsgi(make_pages(parts), None))
    server.start()
    return server


def _listen(parts: Parts, stopping: Stopping) -> None:
    """Listen on the socket until told to stop."""
    handler = _connect(parts, stopping)
    if handler is None:
        return
    log.info("running", mode="socket")
    stopping.wait()
    _hang_up(handler)


def _hang_up(handler: SocketModeHandler) -> None:
    """Close the socket for good. What Slack sends meanwhile is not acknowledged, so it sends it again."""
    client = handler.client
    client.auto_reconnect_enabled = False
    connected = client.current_session.sock if client.current_session else None
    if connected is not None:
        # slack_sdk's close waits for its reader, which waits for Slack for seconds.
        with suppress(OSError):
            connected.shutdown(socket.SHUT_RDWR)
    try:
        handler.close()
    except AttributeError:
        # Slack hung up at this very moment, and slack_sdk's own reader had just put the socket away. Now there is none
        # to close; the threads behind it are still to be stopped.
        handler.close()


def _connect(parts: Parts, stopping: Stopping) -> SocketModeHandler | None:
    """Open the socket; while Slack is away, keep trying. Raises StartRefusedError if the app token is refused."""
    token = parts.settings.slack_app_token
    if token is None:
        raise ConfigurationError("SLACK_APP_TOKEN is missing.")
    handler = SocketModeHandler(make_slack_app(parts), token.get_secret_value())
    tries = 0
    while not stopping:
        try:
            with speaking(writing=False):
                handler.connect()
        except (RefusedError, RejectedError) as error:
            raise StartRefusedError(
                "Slack refuses SLACK_APP_TOKEN; copy an app-level token with connections:write from the Slack app's "
                "page Basic Information."
            ) from error
        except AnswerError as error:
            log.warning("the socket could not be opened yet", reason=error.reason)
            tries += 1
            stopping.wait(backoff(tries, _LONGEST_RECONNECT_WAIT))
        else:
            return handler
    return None
