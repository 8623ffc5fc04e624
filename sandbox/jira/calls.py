"""One call as the handlers see it, the answer they give, and the table entry that joins the two to an address."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.jira.refusals import Refusal

if TYPE_CHECKING:
    from sandbox.jira.people import User
    from sandbox.jira.site import Site


@dataclass(frozen=True)
class Upload:
    """A file of a multipart body."""

    filename: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Call:
    """A request, read to its end and authenticated. Handlers are plain functions of it: they cannot be cut short."""

    method: str
    path: str
    origin: str
    """Scheme, host and port as the client addressed us: the start of every `self` address."""
    user: User
    version: str = "2"
    """REST version: "2" has wiki text, "3" has documents."""
    params: Mapping[str, str] = field(default_factory=dict)
    """The variable parts of the path."""
    query: Mapping[str, list[str]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    uploads: tuple[Upload, ...] = ()

    @property
    def api(self) -> str:
        """The start of this version's addresses."""
        return f"{self.origin}/rest/api/{self.version}"

    def one(self, name: str, default: str = "") -> str:
        """Return a query parameter's first value."""
        return self.query.get(name, [default])[0]

    def many(self, name: str) -> list[str]:
        """Return a query parameter's values, whether repeated or separated by commas."""
        return [part.strip() for value in self.query.get(name, []) for part in value.split(",") if part.strip()]

    def number(self, name: str, default: int) -> int:
        """Return a query parameter that must be a whole number."""
        try:
            return int(self.one(name) or default)
        except ValueError:
            raise Refusal(400, f"The query parameter '{name}' must be a number.") from None

    def flag(self, name: str, *, default: bool) -> bool:
        """Return a query parameter that is true or false."""
        given = self.one(name)
        return given.lower() == "true" if given else default

    def document(self) -> dict[str, Any]:
        """Return the body where a JSON object is needed."""
        if not isinstance(self.body, dict):
            raise Refusal(400, "Can not deserialize the request body: a JSON object is needed.")
        return self.body


@dataclass(frozen=True)
class Answer:
    """What a handler says: a JSON value, or bytes of some content type; nothing at all with 204."""

    body: Any = None
    status: int = 200
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)

    def payload(self) -> bytes:
        """Return the bytes to send."""
        if isinstance(self.body, bytes):
            return self.body
        if self.content_type != "application/json":
            return str(self.body).encode()
        return b"" if self.body is None else json.dumps(self.body).encode()


NO_CONTENT = Answer(status=204)

Handler = Callable[["Site", Call], Answer]


@dataclass(frozen=True)
class Route:
    """An address below /rest/api/{version} (or a whole path, when it starts with //) and who answers it."""

    method: str
    template: str
    handler: Handler
    cloud: bool = True
    datacenter: bool = True
    anonymous: bool = False
    """Answered without credentials too; wrong ones are refused all the same."""
