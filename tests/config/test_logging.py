"""Logs: one line per record, no secret in any, and no failure of theirs that reaches the work."""

from __future__ import annotations

import base64
import io
import json
import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from config.logging import RecordHandler, configure_logging, install, log_uncaught
from config.records import one_line
from config.scrubbing import Scrubber
from config.settings import load_settings

FORMATS: list[Literal["console", "json"]] = ["console", "json"]
SECRET = 'p"a\\ss wörd&/%'


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    level = root.level
    hooks = sys.excepthook, threading.excepthook
    yield
    for handler in [old for old in root.handlers if isinstance(old, RecordHandler)]:
        root.removeHandler(handler)
    root.setLevel(level)
    sys.excepthook, threading.excepthook = hooks
    structlog.reset_defaults()


@pytest.fixture(params=FORMATS)
def stream(request: pytest.FixtureRequest) -> io.StringIO:
    target = io.StringIO()
    install(request.param, [SECRET, "demo"], target)
    return target


def json_records(secrets: list[str], *, write: Any) -> list[dict[str, Any]]:
    target = io.StringIO()
    install("json", secrets, target)
    write()
    return [json.loads(line) for line in target.getvalue().splitlines()]


def test_our_records_and_the_libraries_look_alike() -> None:
    def write() -> None:
        with structlog.contextvars.bound_contextvars(report="FR-7K2"):
            structlog.get_logger("loop.filing").info("Filed", issue="NET-88", attempt=2, ratio=0.5, tags=("a", "b"))
            logging.getLogger("slack_sdk.web").warning("slow: %s s", 3)

    ours, theirs = json_records([], write=write)
    assert ours.pop("timestamp").endswith("Z")
    assert ours == {
        "event": "Filed", "level": "info", "logger": "loop.filing", "report": "FR-7K2",
        "issue": "NET-88", "attempt": 2, "ratio": 0.5, "tags": ["a", "b"],
    }  # fmt: skip
    assert (theirs["event"], theirs["level"], theirs["logger"]) == ("slow: 3 s", "warning", "slack_sdk.web")
    assert theirs["report"] == "FR-7K2"


def test_the_console_reads_from_left_to_right() -> None:
    target = io.StringIO()
    install("console", [], target)
    structlog.get_logger("loop.filing").warning("Filing waits", report="FR-7K2", reason="needs Region", tries=3)
    _, _, line = target.getvalue().partition("Z ")
    assert line == 'warning  Filing waits report=FR-7K2 reason="needs Region" tries=3 [loop.filing]\n'


def fail(text: str) -> None:
    raise ValueError(text)


HOSTILE = "x\r\n2026-01-01T00:00:00Z info admin logged in\x1b[2J\x00\x9b31m\u2028\u202e\ud800\x7f"


def test_one_record_is_one_line(stream: io.StringIO) -> None:
    # pytest's own capture would have to hand a lone surrogate from process to process, and cannot.
    root = logging.getLogger()
    root.handlers = [handler for handler in root.handlers if isinstance(handler, RecordHandler)]
    structlog.get_logger("loop").info(HOSTILE, text=HOSTILE, nested={"key\n": [HOSTILE]})
    logging.getLogger("foreign").error("%s", HOSTILE)
    try:
        fail(HOSTILE)
    except ValueError:
        structlog.get_logger("loop").exception("Broke")
        logging.getLogger("foreign").exception("broke")
    written = stream.getvalue()
    assert written.count("\n") == len(written.splitlines()) == 4
    assert not [
        sign for sign in ("\x1b", "\x00", "\x9b", "\r", "\u2028", "\u202e", "\x7f", "\ud800") if sign in written
    ]


@given(st.text())
def test_no_text_breaks_a_line(text: str) -> None:
    assert len(one_line(text).splitlines()) <= 1
    one_line(text).encode()


def test_an_exception_keeps_its_traceback() -> None:
    def write() -> None:
        try:
            _ = 1 / 0
        except ZeroDivisionError:
            logging.getLogger("foreign").exception("broke")
            structlog.get_logger("loop").exception("Broke")

    for record in json_records([], write=write):
        assert "ZeroDivisionError: division by zero" in record["exception"]
        assert "_ = 1 / 0" in record["exception"]


@contextmanager
def only_our_handler() -> Iterator[None]:
    """Pytest's own handlers raise on a record that fails, which no handler of the program does."""
    root = logging.getLogger()
    others = [handler for handler in root.handlers if not isinstance(handler, RecordHandler)]
    for handler in others:
        root.removeHandler(handler)
    yield
    for handler in others:
        root.addHandler(handler)


class Unshowable:
    def __str__(self) -> str:
        raise RuntimeError("no")

    __repr__ = __str__


def test_a_record_that_fails_never_reaches_the_caller(stream: io.StringIO) -> None:
    endless: list[Any] = []
    endless.append(endless)
    log = structlog.get_logger("loop")
    with only_our_handler():
        log.info("odd values", a=Unshowable(), b=endless, c=float("nan"), d=b"\xff", e={1: {2: 3}}, f=object)
        unfitting = "wrong arguments %s %s"
        log.info(unfitting, SECRET)
        logging.getLogger("foreign").info(unfitting, SECRET)
        log.info("still here")
    assert "Unshowable that cannot be shown" in stream.getvalue()
    assert "log record lost: foreign INFO (TypeError)" in stream.getvalue()
    assert "still here" in stream.getvalue()
    assert SECRET not in stream.getvalue()


@pytest.mark.parametrize("kind", ["closed", "full"])
def test_a_stream_that_fails_never_reaches_the_caller(kind: str) -> None:
    class Full(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(28, "No space left on device")

    target = Full() if kind == "full" else io.StringIO()
    install("json", [], target)
    if kind == "closed":
        target.close()
    structlog.get_logger("loop").info("into the void")
    logging.getLogger("foreign").warning("into the void")


def test_an_endless_text_is_cut() -> None:
    [record] = json_records([], write=lambda: structlog.get_logger("loop").info("Long", text="y" * 50_000))
    assert record["text"].endswith("… (40000 more characters)")


def test_a_secret_across_the_cut_is_hidden_whole() -> None:
    text = "y" * 9_990 + "xoxb-1234567890-abcdefgh" + "z" * 9_000
    [record] = json_records([], write=lambda: structlog.get_logger("loop").info("Long", text=text))
    assert "xoxb" not in record["text"]


class TestSecrets:
    def test_configured_values_are_hidden_wherever_they_stand(self, stream: io.StringIO) -> None:
        log = structlog.get_logger("loop")
        event = f"is {SECRET}"
        log.info(event, value=SECRET, nested={"deep": [SECRET, {SECRET: 1}]}, shown=repr({"v": SECRET}))
        logging.getLogger("urllib3").warning("GET /x?p=%s", "p%22a%5Css%20w%C3%B6rd%26%2F%25")
        try:
            fail(SECRET)
        except ValueError:
            log.exception("Broke")
        written = stream.getvalue()
        for form in (SECRET, "ss wörd", "ss w\\u00f6rd", "ss%20w%C3%B6rd"):
            assert form not in written
        assert "***" in written

    def test_short_values_are_words(self, stream: io.StringIO) -> None:
        structlog.get_logger("loop").info("the demo runs")
        assert "the demo runs" in stream.getvalue()

    def test_the_settings_bring_theirs(self) -> None:
        settings = load_settings(
            {
                "JIRA_USER": "bot",
                "JIRA_PASSWORD": "hunter22",
                "DATABASE_URL": "postgresql://bot:swordfish%21@h/d",
                "SLACK_SIGNING_SECRET": "0123456789abcdef",
            }
        )
        target = io.StringIO()
        configure_logging(settings, target)
        pair = base64.b64encode(b"bot:hunter22").decode()
        structlog.get_logger("loop").info("x", a=f"{pair} hunter22", b="swordfish! swordfish%21 0123456789abcdef")
        assert 'a="*** ***"' in target.getvalue()
        assert 'b="*** *** ***"' in target.getvalue()

    @pytest.mark.parametrize(
        ("text", "hidden"),
        [
            ("token xoxb-12345-abcdef here", "12345-abcdef"),
            ("xoxe.xoxb-1-Mi0xLTEyMw", "Mi0xLTEyMw"),
            ("xapp-1-A012-345-abcdef", "abcdef"),
            ("{'Authorization': 'Basic Ym90OmFiYw=='}", "Ym90OmFiYw"),
            ('{"authorization": "Bearer abcdef123"}', "abcdef123"),
            ("Authorization: Bearer abcdef123\r\nHost: x", "abcdef123"),
            ("authorization=abcdefgh", "abcdefgh"),
            ("sent Bearer abcdef123 away", "abcdef123"),
            ("postgresql+psycopg://bot:swordfish@db/x", "swordfish"),
            ("https://bot:sword@fish@jira.example/x", "sword@fish"),
            ("https://hooks.slack.com/commands/T1/2/abc", "T1/2/abc"),
            ("ATATT3xFfGF0abcdefghij=1A2B", "abcdefghij"),
            ("Set-Cookie: JSESSIONID=abc; Path=/", "JSESSIONID"),
            ("X-Slack-Signature: v0=abcdef", "abcdef"),
            ("POST token=abcdef&channel=C1", "abcdef"),
            ('{"refresh_token": "abcdef"}', "abcdef"),
            (json.dumps(json.dumps({"password": "abcdef"})), "abcdef"),
        ],
    )
    def test_foreign_secrets_go_by_their_shape(self, text: str, hidden: str) -> None:
        scrubber = Scrubber()
        assert hidden not in scrubber.scrub(text)
        assert scrubber.scrub(scrubber.scrub(text)) == scrubber.scrub(text)

    @pytest.mark.parametrize(
        "text",
        [
            "basic authentication failed",
            "the bearer of bad news",
            "invalid token: not_authed",
            "http://localhost:8080/rest/api/2/issue?fields=summary",
            "mail to maria@acme.example about https://jira.example/browse/NET-1",
            "6f1ed002ab5595859014ebf0951522d9 and 550e8400-e29b-41d4-a716-446655440000",
        ],
    )
    def test_ordinary_text_stays(self, text: str) -> None:
        assert Scrubber().scrub(text) == text

    def test_scrubbed_json_is_still_json(self) -> None:
        def write() -> None:
            for text in ('{"token": "abc"}', "Cookie: a=b", 'Authorization: "x', "https://a:b@c", "password=\\"):
                structlog.get_logger("loop").info(text, text=text)

        assert len(json_records(["timestamp", '": "'], write=write)) == 5

    def test_hostile_length_takes_no_hostile_time(self) -> None:
        for text in ("a.b-" * 3_000, "x://" * 3_000, '"' * 11_000, "token" * 2_000, "https://a:" * 1_000, "_" * 11_000):
            Scrubber([SECRET]).scrub(text)


@pytest.mark.parametrize("name", ["jira", "slack_sdk.web.client", "slack_bolt.App", "urllib3.connectionpool", "httpx"])
def test_no_library_dumps_bodies_however_low_its_level(stream: io.StringIO, name: str) -> None:
    library = logging.getLogger(name)
    library.setLevel(logging.DEBUG)
    try:
        library.debug("body: everything")
    finally:
        library.setLevel(logging.NOTSET)
    assert stream.getvalue() == ""


def test_a_second_set_up_replaces_the_first() -> None:
    first, second = io.StringIO(), io.StringIO()
    install("console", [], first)
    install("console", [], second)
    logging.getLogger("x").warning("once")
    assert (first.getvalue(), second.getvalue().count("once")) == ("", 1)


def test_what_no_code_caught_is_logged_without_secrets(stream: io.StringIO) -> None:
    log_uncaught()

    thread = threading.Thread(target=fail, args=[f"bad {SECRET}"], name="worker-1")
    thread.start()
    thread.join()
    try:
        fail(f"bad {SECRET}")
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)
    lines = stream.getvalue().splitlines()
    assert len(lines) == 2
    assert all("Uncaught exception" in line and "bad ***" in line for line in lines)
    assert "worker-1" in lines[0]
