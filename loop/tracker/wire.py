"""The wire under the `jira` package: an end to every answer, no way to a login page, and whether anything was sent."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, NewConnectionError, ProxyError, ReadTimeoutError

_CHUNK = 65536
# What OpenSSL says before a handshake is done: nothing of the request has left by then.
_HANDSHAKE = ("CERTIFICATE_VERIFY_FAILED", "WRONG_VERSION_NUMBER", "HANDSHAKE_FAILURE", "UNSUPPORTED_PROTOCOL")
_MOVED = frozenset([301, 302, 303, 307, 308])


class PatientAdapter(HTTPAdapter):
    """Gives an answer so many seconds in all. Time-outs of `requests` hold for each read, so that a remote which says
    one byte a second would keep a worker for ever. pace: called before each request; takes the time it wants.
    """

    def __init__(self, longest: float, pace: Callable[[], None]) -> None:
        super().__init__()
        self._longest = longest
        self._pace = pace

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Send a request and read its answer to the end, or raise ReadTimeout. Redirects are not followed: Jira's API
        has none, so they lead to a login page.
        """
        self._pace()
        end = time.monotonic() + self._longest
        kwargs["stream"] = True
        response = super().send(request, *args, **kwargs)
        try:
            response._content = b"".join(_read(response, end))  # noqa: SLF001  (as `requests` itself keeps it)
            # Only now may the connection be used again; an answer that broke off closes it.
            response._content_consumed = True  # type: ignore[attr-defined]  # noqa: SLF001  (not in its stubs)
        except HTTPError as error:
            raise requests.ConnectionError(error, request=request) from error
        finally:
            response.close()
        if response.status_code in _MOVED:
            response.headers.pop("Location", None)
        return response


def _read(response: requests.Response, end: float) -> Iterator[bytes]:
    while chunk := response.raw.read1(_CHUNK, decode_content=True):
        yield chunk
        if time.monotonic() > end:
            raise requests.ReadTimeout("the answer took too long to come to its end")


def never_sent(error: requests.RequestException) -> bool:
    """Whether the connection was never made: then nothing can have been sent."""
    if isinstance(error, requests.ConnectTimeout):
        return True
    causes = list(_causes(error))
    if any(isinstance(cause, ReadTimeoutError) for cause in causes):
        return False
    if any(isinstance(cause, NewConnectionError | ProxyError) for cause in causes):
        return True
    return any(isinstance(cause, ssl.SSLError) and any(word in str(cause) for word in _HANDSHAKE) for cause in causes)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what is wrapped in it: urllib3 keeps reasons, exceptions keep arguments."""
    while error is not None:
        yield error
        inner = getattr(error, "reason", None) or (error.args[0] if error.args else None)
        error = inner if isinstance(inner, BaseException) else error.__cause__
