"""Every test has a sandbox of its own; Bolt apps come connected both ways."""

from __future__ import annotations

import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.wsgi import SlackRequestHandler

from tests.sandbox.slack.stage import Stage, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def stage() -> Iterator[Stage]:
    stage = Stage()
    yield stage
    stage.close()


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing on standard error."""


@pytest.fixture(params=["socket", "http"])
def app(request: pytest.FixtureRequest, stage: Stage) -> Iterator[App]:
    """A Bolt app without listeners, over Socket Mode and over signed HTTP."""
    with (over_socket if request.param == "socket" else over_http)(stage) as app:
        yield app


@contextmanager
def over_socket(stage: Stage) -> Iterator[App]:
    """Connect a Bolt app by Socket Mode."""
    app = App(client=stage.web)
    handler = SocketModeHandler(app, "xapp-sandbox")
    handler.connect()  # type: ignore[no-untyped-call]  # Bolt has no types here
    wait_for(lambda: stage.see("connections")["connections"])
    yield app
    # Hung up on from the far side, the client's reader ends at once instead of after its read time-out of 3 s.
    handler.client.auto_reconnect_enabled = False
    stage.do("socket/disconnect", reason=None)
    # Its reader may be putting the socket away at this very moment: then there is none to close.
    with suppress(AttributeError):
        handler.close()  # type: ignore[no-untyped-call]  # Bolt has no types here


@contextmanager
def over_http(stage: Stage) -> Iterator[App]:
    """Serve a Bolt app as the request URL."""
    app = App(client=stage.web, signing_secret="sandbox-signing-secret", process_before_response=True)
    server = make_server("127.0.0.1", 0, SlackRequestHandler(app, path="/slack/events"), handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    stage.do("app", request_url=f"http://127.0.0.1:{server.server_port}/slack/events")
    yield app
    server.shutdown()
    server.server_close()
    thread.join()
