"""Signed HTTP: payloads POSTed to the app's request URL, as a form or as JSON, with Slack's signature."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import aiohttp

from sandbox.slack.delivery.outgoing import Answer

if TYPE_CHECKING:
    from sandbox.slack.delivery.outgoing import Outgoing

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class SignedRequest:
    """A request as it goes over the wire; sent again it is the same to the byte, with the old signature."""

    url: str
    headers: dict[str, str]
    body: bytes


def wrap(out: Outgoing, *, url: str, secret: str, attempt: int, reason: str | None) -> SignedRequest:
    """Encode and sign one payload. The signature carries real time, whatever the sandbox's clock says."""
    if out.type == "events_api":
        body, content_type = json.dumps(out.payload).encode(), "application/json"
    elif out.type == "interactive":
        body, content_type = urlencode({"payload": json.dumps(out.payload)}).encode(), FORM
    else:
        body, content_type = urlencode(out.payload).encode(), FORM
    now = str(int(time.time()))
    digest = hmac.new(secret.encode(), b"v0:" + now.encode() + b":" + body, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": content_type,
        "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        "X-Slack-Request-Timestamp": now,
        "X-Slack-Signature": f"v0={digest}",
    }
    if attempt:
        headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason or "unknown_error"}
    return SignedRequest(url, headers, body)


async def send(session: aiohttp.ClientSession, request: SignedRequest, *, timeout: float) -> Answer:  # noqa: ASYNC109 - Slack's limit, not ours
    """POST it and judge the answer as Slack does: 2xx within `timeout` seconds, or it was not acknowledged."""
    began = time.monotonic()
    try:
        async with session.post(
            request.url,
            data=request.body,
            headers=request.headers,
            timeout=aiohttp.ClientTimeout(total=timeout),
            allow_redirects=False,
        ) as response:
            raw = await response.read()
            acked = 200 <= response.status < 300  # noqa: PLR2004 - the 2xx class
            return Answer(
                acked=acked,
                seconds=time.monotonic() - began,
                status=response.status,
                body=_body(raw, response.content_type),
                problem=None if acked else "http_error",
                no_retry=response.headers.get("X-Slack-No-Retry") == "1",
            )
    except TimeoutError:
        return Answer(acked=False, seconds=time.monotonic() - began, problem="http_timeout")
    except aiohttp.ClientError:
        return Answer(acked=False, seconds=time.monotonic() - began, problem="connection_failed")


def _body(raw: bytes, content_type: str) -> Any:
    """Return an acknowledgement's payload: JSON as it is, other text as the message {"text": …}, nothing as None."""
    text = raw.decode("utf-8", errors="replace").strip()
    if not text:
        return None
    try:
        return json.loads(text) if content_type == "application/json" else {"text": text}
    except ValueError:
        return {"text": text}
