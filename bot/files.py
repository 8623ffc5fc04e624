"""Files in Slack: which of those that people attach may leave it, and fetching them."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from typing import IO, Any
from urllib.parse import urlsplit

import httpx

from config.settings_checks import FILE_KINDS
from loop.answers import TryLaterError
from loop.attaching import FileKeptBackError
from loop.cleaning import clean
from loop.masking import mask
from storage.attachment import SentFile

MOST_FILES = 10
_HOSTS = ("files.slack.com",)
_LONGEST_NAME = 100
_MEGABYTE = 1024 * 1024
_IN_MEMORY = _MEGABYTE


def sent_files(files: Sequence[dict[str, Any]] | None) -> tuple[SentFile, ...]:
    """Read the files of a message or an event. More than a few of one message stay in Slack, unmentioned."""
    return tuple(_sent(file) for file in (files or ())[:MOST_FILES])


def _sent(file: dict[str, Any]) -> SentFile:
    named = str(file.get("name") or file.get("title") or "a file without a name")
    name = " ".join(mask(clean(named)).text.split())[:_LONGEST_NAME]
    url, size = str(file.get("url_private") or ""), file.get("size")
    return SentFile(name, url, size if isinstance(size, int) else 0, _problem(file, url))


def _problem(file: dict[str, Any], url: str) -> str:
    if file.get("is_external") or file.get("mode") == "external":
        return "it does not lie in Slack; its link is in the conversation"
    if file.get("file_access") == "check_file_info":
        return "it belongs to another company's workspace"
    if file.get("mode") in ("tombstone", "hidden_by_limit") or not url:
        return "it is no longer in Slack"
    return ""


class SlackFiles:
    """Fetches files. most: bytes; seconds: for all of one file. api: the address of Slack's Web API, whose host serves
    files too where it is a local one. kinds: the endings of names that may leave Slack, of FILE_KINDS.
    """

    def __init__(
        self, client: httpx.Client, token: str, api: str, *, most: int, seconds: float, kinds: Collection[str]
    ) -> None:
        self._client = client
        self._token = token
        self._api = urlsplit(api)
        self._most = most
        self._seconds = seconds
        self._kinds = kinds

    @contextmanager
    def opened(self, name: str, url: str) -> Iterator[tuple[IO[bytes], str]]:
        """Fetch a file into a place that is gone afterwards. Raises FileKeptBackError, TryLaterError."""
        kind = self._kind_of(name)
        self._check_place(url)
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as content:
            try:
                self._fetch(url, content)
            except (httpx.TransportError, httpx.InvalidURL) as error:
                raise TryLaterError(f"no answer from Slack about a file ({type(error).__name__})") from error
            content.seek(0)
            if content.read(512).lstrip()[:1] == b"<":
                raise FileKeptBackError("what Slack gave is a page and not the file")
            content.seek(0)
            yield content, kind

    def _kind_of(self, name: str) -> str:
        stem, _, ending = name.lower().rpartition(".")
        if not stem or ending not in self._kinds:
            raise FileKeptBackError(f"only {', '.join(sorted(self._kinds)) or 'nothing'} may leave Slack")
        return FILE_KINDS[ending]

    def _check_place(self, url: str) -> None:
        """Our token goes to Slack's own host over TLS, whose certificate proves it, or to the local Slack we run on."""
        try:
            place = urlsplit(url)
            port = place.port
        except ValueError:
            raise FileKeptBackError("its address cannot be read") from None
        if place.scheme == "https" and place.hostname in _HOSTS and port in (None, 443) and "@" not in place.netloc:
            return
        if (place.scheme, place.netloc) != (self._api.scheme, self._api.netloc):
            raise FileKeptBackError("it does not lie at Slack's own address")

    def _fetch(self, url: str, content: IO[bytes]) -> None:
        headers = {"Authorization": f"Bearer {self._token}", "Accept-Encoding": "identity"}
        deadline = time.monotonic() + self._seconds
        with self._client.stream("GET", url, headers=headers, follow_redirects=False) as answer:
            _check_answer(answer)
            length = 0
            for chunk in answer.iter_raw():
                length += len(chunk)
                if length > self._most:
                    raise FileKeptBackError(f"it is larger than {self._most / _MEGABYTE:.3g} MB")
                if time.monotonic() > deadline:
                    raise FileKeptBackError("Slack took too long to hand it over")
                content.write(chunk)
        if not length:
            raise FileKeptBackError("it is empty")


def _check_answer(answer: httpx.Response) -> None:
    status = answer.status_code
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        waits = answer.headers.get("Retry-After", "")
        raise TryLaterError("Slack asks us to slow down with files", seconds=float(waits) if waits.isdigit() else None)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise TryLaterError(f"Slack is in trouble with files (HTTP {status})")
    if answer.is_redirect:
        raise FileKeptBackError("Slack sent us elsewhere for it")
    if status != HTTPStatus.OK:
        raise FileKeptBackError(f"Slack does not give it to me (HTTP {status})")
    if answer.headers.get("Content-Type", "").split(";")[0].strip() == "text/html":
        raise FileKeptBackError("Slack shows a login page instead: the app lacks the scope files:read")
    if answer.headers.get("Content-Encoding", "identity") != "identity":
        raise FileKeptBackError("Slack packed it in a way I do not open")
