"""Files that people attach: our token goes to Slack alone, and nothing comes along that does harm or has no end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from bot.files import SlackFiles, sent_files
from loop.answers import TryLaterError
from loop.attaching import FileKeptBackError, name_in_jira

PICTURE = b"\x89PNG\r\n\x1a\n" + b"x" * 100
HERE = "https://files.slack.com/files-pri/T1-F1/shot.png"
MOST = 10_000


def fetched(answer: Callable[[httpx.Request], httpx.Response], name: str = "shot.png", url: str = HERE) -> bytes:
    """Fetch a file from a Slack that answers so."""
    with httpx.Client(transport=httpx.MockTransport(answer)) as client:
        files = SlackFiles(
            client, "our-token", "http://127.0.0.1:9/api/", most=MOST, seconds=0.2, kinds=frozenset(["png", "pdf"])
        )
        with files.opened(name, url) as (content, kind):
            assert kind == "image/png"
            return content.read()


def refusal(answer: Callable[[httpx.Request], httpx.Response], name: str = "shot.png", url: str = HERE) -> str:
    with pytest.raises(FileKeptBackError) as refused:
        fetched(answer, name, url)
    return str(refused.value)


def never(_request: httpx.Request) -> httpx.Response:
    raise AssertionError("nobody may be asked")


def given(content: bytes, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(200, stream=httpx.ByteStream(content), headers=named)


def picture(request: httpx.Request) -> httpx.Response:
    assert request.headers["Authorization"] == "Bearer our-token"
    return given(PICTURE, Content_Type="image/png")


@pytest.mark.parametrize("url", [HERE, "http://127.0.0.1:9/files-pri/F1/shot.png"])
def test_a_file_comes_from_slack_or_the_local_slack_we_run_on(url: str) -> None:
    assert fetched(picture, url=url) == PICTURE


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data/x.png",
        "http://localhost:5432/x.png",
        "file:///etc/passwd.png",
        "http://files.slack.com/x.png",
        "https://files.slack.com.evil.example/x.png",
        "https://files.slack.com@evil.example/x.png",
        "https://me@files.slack.com/x.png",
        "https://files.slack.com:8443/x.png",
        "http://127.0.0.1:10/x.png",
        "https://[files.slack.com/x.png",
        "",
    ],
)
def test_input_47_our_token_goes_nowhere_else(url: str) -> None:
    assert "address" in refusal(never, url=url)


def test_input_48_a_redirect_is_not_followed() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        return httpx.Response(302, headers={"Location": "https://evil.example/x.png"})

    assert "elsewhere" in refusal(answer)
    assert asked == ["files.slack.com"]


def test_input_49_a_login_page_is_not_the_file() -> None:
    page = b"\n <!DOCTYPE html><html>Sign in"
    assert "files:read" in refusal(lambda _: given(page, Content_Type="text/html"))
    assert "a page" in refusal(lambda _: given(page, Content_Type="image/png"))


def endless(pause: float) -> Iterator[bytes]:
    while True:
        threading.Event().wait(pause)
        yield b"x" * 100


def test_input_50_what_is_too_large_or_takes_too_long_stays() -> None:
    assert "larger" in refusal(lambda _: httpx.Response(200, content=endless(0)))
    assert "too long" in refusal(lambda _: httpx.Response(200, content=endless(0.05)))
    assert "larger" in refusal(lambda _: given(PICTURE * 1000))
    assert "empty" in refusal(lambda _: given(b""))
    assert "packed" in refusal(lambda _: given(PICTURE, Content_Encoding="gzip"))


@pytest.mark.parametrize("name", ["page.html", "picture.svg", "run.exe", "shot.png.js", "png", "secrets.txt", ""])
def test_input_51_only_kinds_that_do_no_harm_leave_slack(name: str) -> None:
    assert "only pdf, png may leave Slack" in refusal(never, name)


def test_input_51_a_name_is_only_a_name() -> None:
    assert name_in_jira("../../etc/passwd.png") == "passwd.png"
    assert name_in_jira("..\\..\\boot.png") == "boot.png"
    assert name_in_jira('a"\r\nX: y.png') == "a_X_y.png"
    assert name_in_jira("Müller [x|http://evil].png") == "evil_.png"
    assert name_in_jira("x" * 300 + ".png") == "x" * 80 + ".png"
    assert [name_in_jira(name) for name in ("...", "", ".png")] == ["file", "file", "png"]
    (sent,) = sent_files([{"name": "key AKIA" + "IOSFODNN7EXAMPLE.png\u202e", "url_private": HERE, "size": 1}])
    assert "EXAMPLE" not in sent.name


@pytest.mark.parametrize(
    ("shown", "why"),
    [
        ({"is_external": True}, "does not lie in Slack"),
        ({"mode": "external"}, "does not lie in Slack"),
        ({"file_access": "check_file_info"}, "another company"),
        ({"mode": "tombstone"}, "no longer in Slack"),
        ({"url_private": None}, "no longer in Slack"),
    ],
)
def test_input_52_what_lies_elsewhere_is_only_named(shown: dict[str, Any], why: str) -> None:
    (sent,) = sent_files([{"name": "plan.pdf", "url_private": HERE, "size": 1, **shown}])
    assert why in sent.problem


@pytest.mark.parametrize(("status", "seconds"), [(429, 7.0), (500, None), (503, None)])
def test_a_slack_in_trouble_is_asked_again_later(status: int, seconds: float | None) -> None:
    with pytest.raises(TryLaterError) as later:
        fetched(lambda _: httpx.Response(status, headers={"Retry-After": "7"}))
    assert later.value.seconds == seconds


def test_no_answer_is_asked_for_again_and_a_no_is_not() -> None:
    def cut(_request: httpx.Request) -> httpx.Response:
        raise httpx.ReadError("cut")

    with pytest.raises(TryLaterError):
        fetched(cut)
    assert "HTTP 404" in refusal(lambda _: httpx.Response(404))
