"""What Slack says of our own app beside every answer."""

from __future__ import annotations

import pytest

from bot.people import granted


@pytest.mark.parametrize(
    ("headers", "scopes"),
    [
        ({"x-oauth-scopes": "chat:write, files:read,"}, {"chat:write", "files:read"}),
        ({"X-OAuth-Scopes": "commands"}, {"commands"}),
        ({"x-oauth-scopes": ""}, set()),
        ({}, set()),
        (None, set()),
    ],
)
def test_the_scopes_are_read_from_the_headers(headers: dict[str, str] | None, scopes: set[str]) -> None:
    assert granted(headers) == scopes
