"""What is served over HTTP: Slack's deliveries behind a guard, and the pages that tell a supervisor how we are."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import structlog
from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler

from bot.metrics import Metrics
from bot.skew import SkewWatch
from config.clock import Clock
from storage import bucket
from storage.database import Database
from storage.turn import last_ok

log = structlog.get_logger(__name__)

SLACK_PATH = "/slack/events"
# Slack's own payloads stay far below; whatever is larger is not from Slack.
LARGEST_BODY = 1_000_000
# Seconds since 1970 have ten digits until the year 2286.
_TIMESTAMP_DIGITS = 10

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Wsgi = Callable[[Environ, StartResponse], Iterable[bytes]]


@dataclass(frozen=True)
class Page:
    """What a path answers."""

    status: HTTPStatus
    content_type: str
    body: bytes


class HealthPages:
    """The pages `/healthz`, `/readyz` and `/metrics`, over the ingress pool."""

    def __init__(self, database: Database, clock: Clock, metrics: Metrics) -> None:
        self._database = database
        self._clock = clock
        self._metrics = metrics

    def page(self, path: str) -> Page | None:
        """The answer to a path, None if it is none of ours."""
        match path:
            case "/healthz":
                return _json(HTTPStatus.OK, {"alive": True})
            case "/readyz":
                return _json(*self._ready())
            case "/metrics":
                return Page(HTTPStatus.OK, self._metrics.content_type, self._metrics.text())
        return None

    def _ready(self) -> tuple[HTTPStatus, dict[str, Any]]:
        """Ready means that a report can be taken and kept. Jira may be away: that is told, and does not matter here."""
        if not self._database.alive():
            return HTTPStatus.SERVICE_UNAVAILABLE, {"ready": False, "database": "does not answer"}
        with self._database.reading() as session:
            read_at = last_ok(session, "poll")
            waiting = {b.name: b.reason for b in bucket.blocked(session)}
        return HTTPStatus.OK, {
            "ready": True,
            "database": "answers",
            "jira_last_read": read_at.isoformat() if read_at else None,
            "waiting_for": waiting,
        }


def make_wsgi(pages: HealthPages, app: App | None, skew: SkewWatch | None = None) -> Wsgi:
    """Build the WSGI application; without a Slack app it serves the pages alone."""
    slack = SlackRequestHandler(app, path=SLACK_PATH) if app is not None else None

    def serve(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path, method = environ.get("PATH_INFO", ""), environ.get("REQUEST_METHOD", "")
        page = pages.page(path) if method == "GET" else None
        if page is not None:
            start_response(f"{page.status.value} {page.status.phrase}", [("Content-Type", page.content_type)])
            return [page.body]
        if slack is None or path != SLACK_PATH:
            return _refuse(start_response, HTTPStatus.NOT_FOUND)
        if method != "POST":
            return _refuse(start_response, HTTPStatus.METHOD_NOT_ALLOWED)
        refusal = _suspicious(environ) or _cut_short(environ) or (skew.refusal(environ) if skew else None)
        if refusal is not None:
            return _refuse(start_response, refusal)
        try:
            answer: Iterable[bytes] = slack(environ, start_response)
        except (ValueError, TypeError, AttributeError, RecursionError) as unreadable:
            # Bolt reads the body before it looks at the signature: anybody may send one that cannot be read.
            log.warning("a delivery cannot be read", problem=type(unreadable).__name__)
            return _refuse(start_response, HTTPStatus.BAD_REQUEST)
        return answer

    return serve


def _suspicious(environ: Environ) -> HTTPStatus | None:
    """Refuse before Bolt reads anything what cannot come from Slack. Bolt itself would answer 500 to a timestamp that
    is not a number.
    """
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > LARGEST_BODY:
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    timestamp = environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP", "")
    signature = environ.get("HTTP_X_SLACK_SIGNATURE", "")
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) == _TIMESTAMP_DIGITS):
        return HTTPStatus.UNAUTHORIZED
    if not (signature.isascii() and signature.startswith("v0=")):
        return HTTPStatus.UNAUTHORIZED
    return None


def _cut_short(environ: Environ) -> HTTPStatus | None:
    """Read the body, and refuse one of which a part did not come in time."""
    length = int(environ.get("CONTENT_LENGTH") or "0")
    body = environ["wsgi.input"].read(length)
    if len(body) < length:
        return HTTPStatus.REQUEST_TIMEOUT
    environ["wsgi.input"] = io.BytesIO(body)
    return None


def _json(status: HTTPStatus, body: dict[str, Any]) -> Page:
    return Page(status, "application/json", json.dumps(body).encode())


def _refuse(start_response: StartResponse, status: HTTPStatus) -> Iterable[bytes]:
    # The body was not read: whatever follows on this connection could not be told from it.
    start_response(f"{status.value} {status.phrase}", [("Content-Length", "0"), ("Connection", "close")])
    return [b""]
