"""Telling a clock that is wrong from a forged delivery: both have a timestamp that Slack's signature forbids."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable
from http import HTTPStatus
from io import BytesIO
from typing import Any

import structlog
from slack_sdk.signature import SignatureVerifier

log = structlog.get_logger(__name__)

# Slack's rule: an older signature, or one from the future, is to be refused.
LONGEST_SKEW_SECONDS = 300


class SkewWatch:
    """Refuses deliveries whose timestamp is off, and tells when Slack itself has signed them.

    notice: told by how many seconds our clock is ahead of Slack's. It may fail: the refusal stands.
    """

    def __init__(self, signing_secret: str, notice: Callable[[float], None]) -> None:
        self._verifier = SignatureVerifier(signing_secret)
        self._notice = notice

    def refusal(self, environ: dict[str, Any]) -> HTTPStatus | None:
        """The refusal of a delivery that comes from another time. Its headers were found well-formed."""
        timestamp = environ["HTTP_X_SLACK_REQUEST_TIMESTAMP"]
        ahead = time.time() - int(timestamp)
        if abs(ahead) <= LONGEST_SKEW_SECONDS:
            return None
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = BytesIO(body)
        expected = self._verifier.generate_signature(timestamp=timestamp, body=body) or ""
        if hmac.compare_digest(expected, environ["HTTP_X_SLACK_SIGNATURE"]):
            # It may also be an old delivery that somebody sends again. Whoever is told can tell by the machine's clock.
            log.error("a delivery that Slack signed comes from another time", clock_ahead_seconds=round(ahead))
            self._notice(ahead)
        return HTTPStatus.UNAUTHORIZED
