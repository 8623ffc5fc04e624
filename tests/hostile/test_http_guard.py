"""Behind the public address: only what Slack signed a moment ago gets in; the health pages tell a supervisor more."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable
from urllib.parse import urlencode

import httpx
import pytest

from tests.world import World, eventually

SECRET = "sandbox-signing-secret"
BODY = urlencode({"command": "/friction", "text": "help", "user_id": "U1ANN", "trigger_id": "1.2.3"}).encode()


def signed(body: bytes, *, secret: str = SECRET, age: float = 0) -> dict[str, str]:
    """Headers as Slack sends them with this body, made so many seconds ago."""
    stamp = str(int(time.time() - age))
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    kind = "application/x-www-form-urlencoded"
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}", "Content-Type": kind}


@pytest.fixture
def http(make_world: Callable[..., World], database_url: str) -> World:
    world = make_world(database_url=database_url, mode="http")
    world.start("run")
    return world


# Hostile inputs 1 to 9.
def test_only_what_slack_signed_gets_in(http: World) -> None:
    url = f"{http.address}/slack/events"
    good = signed(BODY)
    bad_stamps = ("abc", "", "1700000000.5", "9" * 5000, "\u0661" * 10)
    refused = [
        {},
        {**good, "X-Slack-Signature": ""},
        {**good, "X-Slack-Signature": "v0="},
        {**good, "X-Slack-Signature": "v0=é"},
        *({**good, "X-Slack-Request-Timestamp": stamp} for stamp in bad_stamps),
        signed(BODY, secret="another"),
        signed(BODY, age=310),
        signed(BODY, age=-310),
        signed(BODY[::-1]),
    ]
    with httpx.Client() as client:
        for headers in refused:
            encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
            answer = client.post(url, content=BODY, headers=encoded)
            assert (answer.status_code, answer.content[:60]) in ((401, b""), (401, b'{"error": "invalid request"}')), (
                headers
            )
        legacy = {"token": "sandbox-verification-token", "command": "/friction", "text": "help"}
        assert client.post(url, data=legacy).status_code == 401
        assert client.get(url).status_code == 405
        assert client.post(f"{http.address}/elsewhere", content=BODY, headers=good).status_code == 404
        large = b"x" * 1_000_001
        assert client.post(url, content=large, headers=signed(large)).status_code == 413
        for unreadable in ("[" * 100_000, "{", '{"type": "block_actions"}', "[]"):
            body = urlencode({"payload": unreadable}).encode()
            assert client.post(url, content=body, headers=signed(body)).status_code in (400, 404), unreadable
        assert "/friction mine" in client.post(url, content=BODY, headers=good).text
    assert http.issues() == []
    # Hostile input 45: what nobody has proved to come from Slack is not copied into the log.
    assert "trigger_id" not in http.logs()
    assert all(line.startswith("{") for line in http.logs().splitlines())


# DESIGN 7: Jira down does not stop the start; `/readyz` says so. Reports are taken all the same.
def test_the_health_pages(http: World) -> None:
    assert httpx.get(f"{http.address}/healthz").json() == {"alive": True}
    eventually(lambda: _ready(http)["jira_last_read"])
    assert _ready(http)["waiting_for"] == {}
    http.jira("faults", kind="status", status=503, headers={"Retry-After": "1"}, times=-1)
    eventually(lambda: "503" in _ready(http)["waiting_for"].get("jira", ""))
    reference = http.report("U1ANN", "vpn", "The VPN drops every hour")
    http.sandbox.forget_faults(http.sandbox.jira)
    http.filed("U1ANN", reference)
    eventually(lambda: _ready(http)["waiting_for"] == {})


def _ready(world: World) -> dict[str, dict[str, str]]:
    answer = httpx.get(f"{world.address}/readyz")
    assert answer.status_code == 200
    found: dict[str, dict[str, str]] = answer.json()
    assert found["ready"]
    return found
