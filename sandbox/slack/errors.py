"""The two ways the sandbox says no: to the app as Slack does, and to whoever plays the people."""

from __future__ import annotations

from typing import Any


class SlackError(Exception):
    """A web API call answered with ok=false: the error's name, with Slack's `messages` where there are any."""

    def __init__(self, error: str, messages: list[str] | None = None, **fields: Any) -> None:
        super().__init__(error)
        self.error = error
        self.messages = messages or []
        self.fields = fields

    def body(self) -> dict[str, Any]:
        """Return the JSON answer."""
        body: dict[str, Any] = {"ok": False, "error": self.error, **self.fields}
        if self.messages:
            body["response_metadata"] = {"messages": self.messages}
        return body


class CannotDo(Exception):  # noqa: N818 - reads as what it says: a person cannot do that in Slack's client
    """A control request asking for what a person could not do: 404 not there to be seen, 409 refused by the client."""

    def __init__(self, status: int, error: str, **fields: Any) -> None:
        super().__init__(error)
        self.status = status
        self.fields = {"error": error, **fields}
