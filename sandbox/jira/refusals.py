"""Jira's way of saying no: a status with `errorMessages`, and `errors` by field."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):  # noqa: N818 - it is Jira's answer, not a failure of the sandbox
    """A request answered with an error. Raised anywhere below the gateway, turned into JSON there."""

    def __init__(self, status: int, *messages: str, errors: dict[str, str] | None = None) -> None:
        super().__init__(f"{status} {messages or errors}")
        self.status = status
        self.messages = list(messages)
        self.errors = errors or {}

    def body(self) -> dict[str, Any]:
        """Return the JSON answer."""
        return {"errorMessages": self.messages, "errors": self.errors}


def bad_field(field: str, message: str) -> Refusal:
    """Return a 400 about one field."""
    return Refusal(400, errors={field: message})


def no_issue() -> Refusal:
    """Return the 404 that a missing and a hidden issue share, so that nobody learns which it is."""
    return Refusal(404, "Issue does not exist or you do not have permission to see it.")


def not_here() -> Refusal:
    """Return the 404 of an address that this deployment does not have."""
    return Refusal(404, "null for uri: there is no such resource on this deployment")
