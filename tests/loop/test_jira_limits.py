"""What Jira's limits say: for how long, and about what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from loop.answers import Scope, TryLaterError
from loop.tracker.translate import Answer, failure, retry_after


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("7", 7.0),
        (" 1.5 ", 1.5),
        ("0", 0.0),
        ("-5", 0.0),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        ("", None),
        ("soon", None),
        ("inf", None),
        ("nan", None),
        ("Wed, 21 Oct 2015 07:28:00 -0000", None),
    ],
)
def test_retry_after_in_every_form(said: str, seconds: float | None) -> None:
    assert retry_after({"Retry-After": said}) == seconds
    assert retry_after({}) is None


def test_retry_after_as_a_date_to_come() -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    waits = retry_after({"Retry-After": date})
    assert waits is not None
    assert 3000 < waits <= 3600


@pytest.mark.parametrize(
    ("reason", "scope"),
    [
        ("jira-burst-based", Scope.KIND),
        ("jira-per-issue-on-write", Scope.OWN),
        ("jira-quota-global-based", Scope.WHOLE),
        ("jira-quota-tenant-based", Scope.WHOLE),
        ("", Scope.WHOLE),
    ],
)
@pytest.mark.parametrize("writing", [True, False])
def test_a_limit_holds_up_what_it_is_about(reason: str, scope: Scope, writing: bool) -> None:
    headers = {"Retry-After": "3"} | ({"RateLimit-Reason": reason} if reason else {})
    limited = failure(Answer(429, headers, {}, ""), writing=writing)
    assert isinstance(limited, TryLaterError)
    assert (limited.seconds, limited.scope) == (3.0, scope)
