"""One Jira, Cloud or Data Center, reached through the `jira` package. This is the only file that imports it.

The package's own retries are off (`max_retries=0`): it would send a create again whose answer was lost. Its session is
used for every endpoint that it lacks, or of which it drops what we need.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import IO, Any

import requests
from jira import JIRA, JIRAError

from config.scrubbing import Scrubber
from loop.answers import AnswerError, Scope, TryLaterError, UnclearError
from loop.tracker.translate import Answer, failure
from loop.tracker.wire import PatientAdapter, never_sent

CONNECT_TIMEOUT = 5.0
"""Seconds until an address that does not answer at all is given up."""


@dataclass(frozen=True)
class Connection:
    """How to reach Jira. `basic` is (user or e-mail, password or API token); `bearer` a personal access token.

    secrets: what Jira, or a proxy before it, must not repeat through us to people when it refuses something.
    site: where people open issues, which is not `base` when that is Atlassian's gateway. cloud: None means "ask it".
    connect_timeout, read_timeout: seconds.
    """

    base: str
    site: str
    basic: tuple[str, str] | None
    bearer: str | None
    cloud: bool | None
    secrets: tuple[str, ...] = field(default=(), repr=False)
    connect_timeout: float = CONNECT_TIMEOUT
    read_timeout: float = 30.0


class Wire:
    """Requests to one Jira and its answers, every failure in the words of `loop.answers`. Safe to share."""

    def __init__(self, connection: Connection, pace: Callable[[], None] = lambda: None) -> None:
        """pace: called before each request is sent; it may wait."""
        self._connection = connection
        self._pace = pace
        self._cloud = connection.cloud
        self._scrubber = Scrubber(connection.secrets)
        self._client: JIRA | None = None
        self._lock = threading.Lock()

    @property
    def site(self) -> str:
        """Where people open issues, without a trailing slash."""
        return self._connection.site

    @property
    def is_cloud(self) -> bool:
        """Whether it is Cloud; asks Jira itself, once, unless the settings say."""
        self.package()
        return bool(self._cloud)

    def get(self, path: str, params: dict[str, Any] | None = None) -> Any:
        """Read one address below the REST API."""
        with speaking(writing=False):
            client = self.package()
            return _json(client._session.get(client._get_url(path), params=params or {}), writing=False)  # noqa: SLF001

    def post(self, path: str, payload: dict[str, Any], *, writing: bool = True) -> Any:
        """Post JSON and read the answer. Without `writing` it is a question that changes nothing."""
        with speaking(writing=writing):
            client = self.package()
            return _json(client._session.post(client._get_url(path), data=json.dumps(payload)), writing=writing)  # noqa: SLF001

    def put(self, path: str, payload: dict[str, Any], params: dict[str, Any] | None = None) -> None:
        """Resource.update() of the package reads before and after; one PUT is all it takes."""
        with speaking(writing=True):
            client = self.package()
            client._session.put(client._get_url(path), data=json.dumps(payload), params=params or {})  # noqa: SLF001

    def post_unanswered(self, path: str, payload: Any) -> None:
        """Post JSON where Jira answers a success with nothing."""
        with speaking(writing=True):
            client = self.package()
            client._session.post(client._get_url(path), data=json.dumps(payload))  # noqa: SLF001

    def post_file(self, path: str, name: str, kind: str, content: IO[bytes]) -> Any:
        """Post one file as a form. Without that header Jira takes it for a forgery; the package's add_attachment()
        cannot say of which kind a file is.
        """
        headers = {"X-Atlassian-Token": "no-check", "Content-Type": None}
        with speaking(writing=True):
            client = self.package()
            form = {"file": (name, content, kind)}
            answer = client._session.post(client._get_url(path), files=form, headers=headers)  # noqa: SLF001
            return _json(answer, writing=True)

    def delete(self, path: str, params: dict[str, Any]) -> None:
        """Delete what stands at an address."""
        with speaking(writing=True):
            client = self.package()
            client._session.delete(client._get_url(path), params=params)  # noqa: SLF001

    def package(self) -> JIRA:
        """Build the client at first use: only Jira itself can say what it is, and it may be down when we start."""
        with self._lock:
            if self._client is None:
                if self._cloud is None:
                    with speaking(writing=False):
                        self._cloud = self._build("2").server_info().get("deploymentType") == "Cloud"
                self._client = self._build("3" if self._cloud else "2")
                # Without asking for serverInfo the package does not know, and would search as on Data Center.
                self._client.deploymentType = "Cloud" if self._cloud else "Server"
            return self._client

    def _build(self, version: str) -> JIRA:
        connection = self._connection
        client = JIRA(
            server=connection.base,
            options={"rest_api_version": version},
            basic_auth=connection.basic,
            token_auth=connection.bearer,
            max_retries=0,
            timeout=(connection.connect_timeout, connection.read_timeout),
            get_server_info=False,
        )
        session = client._session  # noqa: SLF001  (the package offers no other way to its wire)
        session.hooks["response"].append(self._silenced)
        for scheme in ("https://", "http://"):
            session.mount(scheme, PatientAdapter(connection.read_timeout, self._pace))
        return client

    def _silenced(self, response: requests.Response, *_: Any, **__: Any) -> None:
        """Take our credentials out of a refusal before its words become a reason that people and logs are told."""
        if not response.ok:
            response._content = self._scrubber.scrub(response.text).encode()  # noqa: SLF001  (requests offers no setter)
            response.encoding = "utf-8"


@contextmanager
def speaking(*, writing: bool) -> Iterator[None]:
    """Translate whatever the package, requests or a broken answer raises."""
    try:
        yield
    except JIRAError as error:
        answer = _answer(error.response) if error.response is not None else Answer(error.status_code or 0, {}, None, "")
        raise failure(answer, writing=writing) from error
    except requests.exceptions.JSONDecodeError as error:
        raise failure(Answer(HTTPStatus.OK, {}, None, error.doc), writing=writing) from error
    except requests.RequestException as error:
        reason = f"no answer from Jira ({type(error).__name__})"
        if writing and not never_sent(error):
            raise UnclearError(reason) from error
        raise TryLaterError(reason, scope=Scope.WHOLE) from error


def _answer(response: requests.Response) -> Answer:
    try:
        body = response.json()
    except ValueError:
        body = None
    return Answer(response.status_code, response.headers, body, response.text)


def _json(response: requests.Response, *, writing: bool) -> Any:
    answer = _answer(response)
    if answer.body is None:
        raise failure(answer, writing=writing)
    return answer.body


def is_forbidden(refused: AnswerError) -> bool:
    """Whether Jira knows us and forbids this one thing (403), which says nothing about all the others."""
    return isinstance(refused.__cause__, JIRAError) and refused.__cause__.status_code == HTTPStatus.FORBIDDEN
