"""How Jira's failures read: one pure table from status, headers and body to the words of `loop.answers`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

from loop.answers import AnswerError, NotFoundError, RefusedError, RejectedError, Scope, TryLaterError, UnclearError
from loop.tracker.cures import PERMIT, cure_of

# What a limit concerns, by RateLimit-Reason: one endpoint, one issue; any other one concerns all of Jira.
_LIMITED = {"jira-burst-based": Scope.KIND, "jira-per-issue-on-write": Scope.OWN}


@dataclass(frozen=True)
class Answer:
    """What came back: `body` is the parsed JSON, or None if it was not JSON."""

    status: int
    headers: Mapping[str, str]
    body: Any
    text: str


def failure(answer: Answer, *, writing: bool) -> AnswerError:
    """Read an answer that is not a success. With `writing`, an answer that proves nothing is unclear."""
    status = answer.status
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        reason = answer.headers.get("RateLimit-Reason", "")
        return TryLaterError(
            f"Jira asks us to slow down ({reason or 'no reason given'})",
            seconds=retry_after(answer.headers),
            scope=_LIMITED.get(reason, Scope.WHOLE),
        )
    login = set(answer.headers.get("X-Seraph-LoginReason", "").replace(" ", "").split(","))
    if "AUTHENTICATION_DENIED" in login:
        return RefusedError(f"Jira wants a captcha before it lets the bot in (HTTP {status}): log in once as the bot")
    if status == HTTPStatus.FORBIDDEN and writing and "AUTHENTICATED_FAILED" not in login:
        # What we may read and not write is a matter of this project or issue: it must not hold up all the others.
        return RejectedError(f"Jira does not permit it (HTTP 403): {words(answer)}", field_errors(answer), cure=PERMIT)
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return RefusedError(f"Jira refuses our credentials or permissions (HTTP {status}): {words(answer)}")
    if status == HTTPStatus.NOT_FOUND:
        return NotFoundError(f"Jira does not find it (HTTP 404): {words(answer)}")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _server_failure(answer, writing=writing)
    if status >= HTTPStatus.BAD_REQUEST:
        fields = field_errors(answer)
        return RejectedError(
            f"Jira rejects it (HTTP {status}): {words(answer)}", fields, cure=cure_of(fields, words(answer))
        )
    return _not_an_answer(answer, writing=writing)


def _server_failure(answer: Answer, *, writing: bool) -> AnswerError:
    seconds = retry_after(answer.headers)
    reason = f"Jira is in trouble (HTTP {answer.status}): {words(answer)}"
    said_so = seconds is not None or _is_jira_error(answer.body)
    if writing and not (answer.status == HTTPStatus.SERVICE_UNAVAILABLE and said_so):
        return UnclearError(reason)
    return TryLaterError(reason, seconds=seconds, scope=Scope.WHOLE)


def _not_an_answer(answer: Answer, *, writing: bool) -> AnswerError:
    """A redirect, or a success that is not JSON: a login page, a proxy's page, half an answer."""
    reason = f"Jira's answer is not JSON (HTTP {answer.status}); a login page or a proxy stands in between"
    if writing:
        return UnclearError(reason)
    looks_like_page = "<html" in answer.text[:2000].lower() or answer.status < 200 or answer.status >= 300  # noqa: PLR2004  (HTTP's ranges)
    return RefusedError(reason) if looks_like_page else TryLaterError(reason, scope=Scope.WHOLE)


def _is_jira_error(body: Any) -> bool:
    return isinstance(body, dict) and bool({"errorMessages", "errorMessage", "errors", "message"} & body.keys())


def field_errors(answer: Answer) -> dict[str, str]:
    """Jira's own field names with its own words, from a 400."""
    errors = answer.body.get("errors") if isinstance(answer.body, dict) else None
    return {str(name): str(text) for name, text in errors.items()} if isinstance(errors, dict) else {}


def words(answer: Answer) -> str:
    """Jira's messages in one line, at most 300 characters."""
    said = [f"{name}: {text}" for name, text in field_errors(answer).items()]
    if isinstance(answer.body, dict):
        messages = answer.body.get("errorMessages") or [answer.body.get("errorMessage") or answer.body.get("message")]
        said = [str(m) for m in messages if m] + said
    if not said and answer.body is None and "<" not in answer.text:
        said = [" ".join(answer.text.split())]
    return ("; ".join(said) or "it gives no reason")[:300]


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, from either form of Retry-After (RFC 9110, 10.2.3); None if it is missing or unreadable."""
    value = headers.get("Retry-After", "").strip()
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        pass
    else:  # Python reads "inf" and "nan" as numbers; nobody can wait for those
        return max(0.0, seconds) if math.isfinite(seconds) else None
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None
