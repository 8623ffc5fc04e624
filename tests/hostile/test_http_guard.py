"""Behind the public address: only what Slack signed a moment ago gets in; the health pages tell a supervisor more."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from urllib.parse import urlencode, urlsplit

import httpx
import pytest

from tests.conftest import empty_database
from tests.world import World, eventually

SECRET = "sandbox-signing-secret"
COMMAND = {
    "command": "/friction",
    "text": "vpn: The VPN drops every hour",
    "user_id": "U1ANN",
    "user_name": "ann",
    "team_id": "T0SANDBOX",
    "api_app_id": "A0SANDBOX",
    "token": "sandbox-verification-token",
    "trigger_id": "1.2.3",
}
BODY = urlencode(COMMAND).encode()
FORM = "application/x-www-form-urlencoded"


def signed(body: bytes, *, secret: str = SECRET, age: float = 0, kind: str = FORM) -> dict[str, str]:
    """Headers as Slack sends them with this body, made so many seconds ago."""
    stamp = str(int(time.time() - age))
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}", "Content-Type": kind}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def http(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One process for everybody who knocks: nothing that is refused stays in it."""
    directory = tmp_path_factory.mktemp("http")
    world = World(directory, database_url=empty_database(request, request.param, directory), mode="http")
    world.start("run")
    yield world
    world.close()


def post(world: World, body: bytes, headers: dict[str, str] | list[tuple[str, str]]) -> httpx.Response:
    """Send what may be no proper header at all."""
    pairs = headers.items() if isinstance(headers, dict) else headers
    encoded = [(name.encode(), value.encode()) for name, value in pairs]
    return httpx.post(f"{world.address}/slack/events", content=body, headers=encoded, timeout=60)


def refused(world: World, body: bytes, headers: dict[str, str] | list[tuple[str, str]]) -> None:
    """It is answered 401, with nothing in it that helps, no report comes of it, and only administrators may hear."""
    answer = post(world, body, headers)
    assert answer.status_code == 401, headers
    assert answer.content in (b"", b'{"error": "invalid request"}')
    assert world.issues() == []
    assert world.direct("U1ANN") == []


def test_input_01_no_signature(http: World) -> None:
    refused(http, BODY, {"Content-Type": FORM})
    refused(http, BODY, {**signed(BODY), "X-Slack-Signature": ""})


def test_input_02_a_signature_with_another_secret(http: World) -> None:
    refused(http, BODY, signed(BODY, secret="another"))


@pytest.mark.parametrize("age", [310, -310])
def test_input_03_a_signature_that_is_too_old_or_from_the_future(http: World, age: int) -> None:
    refused(http, BODY, signed(BODY, age=age))


@pytest.mark.parametrize("stamp", ["abc", "", "1700000000.5", "9" * 5000, "\u0661" * 10, "-1700000000"])
def test_input_04_a_timestamp_that_is_none(http: World, stamp: str) -> None:
    refused(http, BODY, {**signed(BODY), "X-Slack-Request-Timestamp": stamp})


def test_input_05_a_signature_that_is_none(http: World) -> None:
    good = signed(BODY)
    refused(http, BODY, {**good, "X-Slack-Signature": "v0="})
    refused(http, BODY, {**good, "X-Slack-Signature": "v0=é"})
    # Two of them: neither the first nor the second may be picked.
    for first, second in (("v0=00", good["X-Slack-Signature"]), (good["X-Slack-Signature"], "v0=00")):
        rest = [(name, value) for name, value in good.items() if name != "X-Slack-Signature"]
        refused(http, BODY, [*rest, ("X-Slack-Signature", first), ("X-Slack-Signature", second)])


def test_input_07_the_same_parameters_in_another_order(http: World) -> None:
    reordered = urlencode(dict(reversed(COMMAND.items()))).encode()
    refused(http, reordered, signed(BODY))


def test_input_08_the_legacy_token_alone(http: World) -> None:
    refused(http, BODY, {"Content-Type": FORM})
    as_json = json.dumps({"token": "sandbox-verification-token", "type": "event_callback"}).encode()
    refused(http, as_json, {"Content-Type": "application/json"})


def test_input_09_what_is_too_large_or_too_deep(http: World) -> None:
    huge = b"x" * 10_000_000
    assert post(http, huge, signed(huge)).status_code == 413
    for unreadable in ("[" * 10_000, '{"a":' * 10_000, "{", "[]"):
        body = urlencode({"payload": unreadable}).encode()
        assert post(http, body, signed(body)).status_code == 400, unreadable[:30]
        assert post(http, body, signed(body, secret="another")).status_code == 400, unreadable[:30]
    for nobodys in (b"", urlencode({"payload": '{"type": "block_actions"}'}).encode()):
        assert post(http, nobodys, signed(nobodys)).status_code == 404
    assert httpx.get(f"{http.address}/healthz", timeout=60).status_code == 200
    assert httpx.get(f"{http.address}/slack/events", timeout=60).status_code == 405
    elsewhere = httpx.post(f"{http.address}/elsewhere", content=BODY, headers=signed(BODY), timeout=60)
    assert elsewhere.status_code == 404
    assert http.issues() == []


def test_input_09_senders_that_take_their_time_hold_up_nobody_for_long(http: World) -> None:
    where = urlsplit(http.address)
    half = b"POST /slack/events HTTP/1.1\r\nHost: x\r\n"
    lacking = "".join(f"{name}: {value}\r\n" for name, value in signed(BODY).items()).encode()
    with ExitStack() as stack:
        # More than there are threads: some stop in the headers, some in the body.
        for number in range(40):
            slow = stack.enter_context(socket.create_connection((where.hostname, where.port), timeout=60))
            slow.sendall(half if number % 2 else half + lacking + b"Content-Length: 500\r\n\r\ncommand=")
        assert httpx.get(f"{http.address}/healthz", timeout=60).status_code == 200
        last = stack.enter_context(socket.create_connection((where.hostname, where.port), timeout=60))
        last.sendall(half + lacking + b"Content-Length: 500\r\n\r\ncommand=")
        assert last.recv(100).startswith(b"HTTP/1.1 408 ")


def test_input_11_a_challenge_is_answered_to_slack_alone_and_never_as_a_page(http: World) -> None:
    script = "<script>alert(1)</script>"
    body = json.dumps({"type": "url_verification", "challenge": script}).encode()
    refused(http, body, {"Content-Type": "application/json"})
    answer = post(http, body, signed(body, kind="application/json"))
    assert answer.json() == {"challenge": script}
    assert answer.headers["Content-Type"].startswith("application/json")


# What nobody has proved to come from Slack is not copied into the log.
def test_input_45_the_log_repeats_nothing_of_what_was_refused(http: World) -> None:
    refused(http, BODY, signed(BODY, secret="another"))
    refused(http, BODY, {**signed(BODY), "X-Slack-Signature": "v0=no"})
    assert "trigger_id" not in http.logs()
    assert "drops every hour" not in http.logs()
    assert all(line.startswith("{") for line in http.logs().splitlines())


# Not on the shared process: a report comes of it.
def test_input_06_a_replay_within_five_minutes_is_answered_as_the_first_time(
    make_world: Callable[..., World], database_url: str
) -> None:
    world = make_world(database_url=database_url, mode="http")
    world.start("run")
    headers = signed(BODY)
    first = post(world, BODY, headers)
    assert "Got it" in first.json()["text"]
    again = [post(world, BODY, headers) for _ in range(3)]
    assert [(a.status_code, a.json()) for a in again] == [(200, first.json())] * 3
    world.file("U2BOB", "wiki", "The search finds nothing at all")
    eventually(lambda: len(world.issues()) == 2)
    eventually(lambda: world.direct("U1ANN"))
    assert len(world.direct("U1ANN")) == 1


# DESIGN 7: Jira down does not stop the start; `/readyz` says so. Reports are taken all the same.
def test_the_health_pages(make_world: Callable[..., World], database_url: str) -> None:
    http = make_world(database_url=database_url, mode="http", JIRA_TIMEOUT_SECONDS="20")
    http.start("run")
    assert httpx.get(f"{http.address}/healthz", timeout=60).json() == {"alive": True}
    eventually(lambda: _ready(http)["jira_last_read"])
    assert _ready(http)["waiting_for"] == {}
    http.jira("faults", kind="status", status=503, headers={"Retry-After": "1"}, times=-1)
    eventually(lambda: "503" in _ready(http)["waiting_for"].get("jira", ""))
    reference = http.report("U1ANN", "vpn", "The VPN drops every hour")
    http.sandbox.forget_faults(http.sandbox.jira)
    http.filed("U1ANN", reference)
    eventually(lambda: _ready(http)["waiting_for"] == {})


def _ready(world: World) -> dict[str, dict[str, str]]:
    answer = httpx.get(f"{world.address}/readyz", timeout=60)
    assert answer.status_code == 200
    found: dict[str, dict[str, str]] = answer.json()
    assert found["ready"]
    return found
