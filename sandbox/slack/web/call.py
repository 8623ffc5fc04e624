"""One call of a web API method: its arguments, however they were sent."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.slack.clock import normal_ts
from sandbox.slack.errors import SlackError

if TYPE_CHECKING:
    from aiohttp import web

Json = dict[str, Any]


@dataclass
class Call:
    """A method's name and arguments. Form arguments are strings; in JSON they have their types: readers take both."""

    method: str
    arguments: Json
    token: str | None

    def text(self, name: str) -> str:
        """Return a required string. Raises SlackError if it is missing or empty."""
        value = self.optional(name)
        if value is None or value == "":
            raise SlackError("invalid_arguments", [f"[ERROR] missing required field: {name}"])
        return value

    def optional(self, name: str) -> str | None:
        """Return a string, or None if it was not given."""
        value = self.arguments.get(name)
        return None if value is None else str(value)

    def ts(self, name: str) -> str | None:
        """Return a timestamp in its normal form, or None. Raises SlackError if it is none."""
        value = self.optional(name)
        if value in (None, "", "now"):
            return None
        try:
            return normal_ts(value)
        except ArithmeticError:
            raise SlackError(f"invalid_ts_{name}") from None

    def flag(self, name: str) -> bool:
        """Return a boolean, false if it was not given."""
        return str(self.arguments.get(name, "")).lower() in ("true", "1")

    def number(self, name: str, default: int) -> int:
        """Return a whole number. Raises SlackError if it is none."""
        try:
            return int(self.arguments.get(name) or default)
        except ValueError:
            raise SlackError("invalid_arguments", [f"[ERROR] must be an integer [json-pointer:/{name}]"]) from None

    def structure(self, name: str, *, error: str = "invalid_arguments") -> Any:
        """Return a list or object, which forms carry as JSON text; None if it was not given. Raises SlackError."""
        value = self.arguments.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise SlackError(error, [f"[ERROR] invalid JSON in {name}"]) from None

    def names(self, name: str) -> list[str]:
        """Return a list of ids, given as a list or separated by commas."""
        value = self.arguments.get(name) or ""
        parts = value if isinstance(value, list) else str(value).split(",")
        return [str(part).strip() for part in parts if str(part).strip()]


async def read_call(request: web.Request) -> Call:
    """Read a call from query, form or JSON body, and its token from header or arguments. Raises SlackError."""
    arguments: Json = dict(request.query)
    if request.content_type == "application/json":
        arguments |= _object(await request.text())
    elif request.body_exists:
        form = await request.post()
        arguments |= {name: value for name, value in form.items() if isinstance(value, str)}
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    in_arguments = arguments.pop("token", None)
    return Call(request.match_info["method"], arguments, token if scheme == "Bearer" else in_arguments)


def _object(text: str) -> Json:
    if not text:
        return {}
    try:
        given = json.loads(text)
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(given, dict):
        raise SlackError("json_not_object")
    return given
