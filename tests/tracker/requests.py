"""The recorded table: every request that `loop/tracker` may send, as Jira's public API descriptions have it.

Cloud: developer.atlassian.com/cloud/jira/platform/rest/v3. Data Center: docs.atlassian.com, Jira REST API 9.12.
Written by hand from what they say; queries and bodies hold what the loop may use of them, and nothing else.
"""

# ruff: noqa: N815 - the names are Jira's

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

CLOUD, DATACENTER = "cloud", "datacenter"
BOTH = (CLOUD, DATACENTER)

Number = Annotated[str, StringConstraints(pattern=r"^\d+$")]
Ids = Annotated[list[str], Field(min_length=1, max_length=100)]


class Shape(BaseModel):
    """Strict: what is not described may not be sent."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Nothing(Shape):
    """No query."""


class Page(Shape):
    startAt: Number
    maxResults: Number


class Comments(Page):
    expand: Literal["properties"]


class TokenSearch(Shape):
    jql: str
    fields: str
    maxResults: Number
    nextPageToken: str | None = None


class OffsetSearch(Shape):
    jql: str
    fields: str
    startAt: Number
    maxResults: Number
    validateQuery: Literal["true", "false", "True", "False"] | None = None


class Reading(Shape):
    fields: str
    properties: str | None = None
    expand: Literal["changelog"] | None = None


class Quiet(Shape):
    notifyUsers: Literal["false"] | None = None


class People(Shape):
    maxResults: Number
    query: str | None = None
    username: str | None = None


class Watcher(Shape):
    accountId: str | None = None
    username: str | None = None


class Permissions(Shape):
    projectKey: str
    permissions: str


class Key(Shape):
    key: str


class Named(Shape):
    name: str


class Property(Shape):
    key: Annotated[str, StringConstraints(min_length=1, max_length=255)]
    value: dict[str, Any]


class Adf(Shape):
    type: Literal["doc"]
    version: Literal[1]
    content: list[dict[str, Any]]


RichText = Adf | str
Label = Annotated[str, StringConstraints(pattern=r"^\S{1,255}$")]


class Fields(BaseModel):
    """Of an issue. Fields of a site's own are customfield_… and have whatever shape that site gave them."""

    model_config = ConfigDict(extra="allow", strict=True)
    summary: Annotated[str, StringConstraints(pattern=r"^[^\r\n]{1,255}$")] | None = None
    description: RichText | None = None
    labels: list[Label] | None = None
    components: list[Named] | None = None
    priority: Named | None = None
    security: Named | None = None
    parent: Key | None = None


class NewFields(Fields):
    project: Key
    issuetype: Named
    summary: Annotated[str, StringConstraints(pattern=r"^[^\r\n]{1,255}$")]


class Create(Shape):
    fields: NewFields
    properties: list[Property]


class AddLabel(Shape):
    add: Label


class Verbs(Shape):
    labels: list[AddLabel]


class Edit(Shape):
    fields: Fields | None = None
    update: Verbs | None = None


class NewComment(Shape):
    body: RichText
    properties: list[Property]


class CommentBody(Shape):
    body: RichText


class BulkFetch(Shape):
    issueIdsOrKeys: Ids
    fields: list[str]
    properties: Annotated[list[str], Field(max_length=5)]


class BulkChangelogs(Shape):
    issueIdsOrKeys: Annotated[list[str], Field(min_length=1, max_length=1000)]
    fieldIds: Annotated[list[str], Field(max_length=10)]
    maxResults: Annotated[int, Field(ge=1, le=10_000)]
    nextPageToken: str | None = None


class Link(Shape):
    type: Named
    inwardIssue: Key
    outwardIssue: Key


class SentFile(Shape):
    """A part of a form, as the ledger keeps it."""

    filename: Annotated[str, StringConstraints(pattern=r"^[^/\r\n]{1,255}$")]
    size: int


@dataclass(frozen=True)
class Request:
    """One row. `path` stands below /rest/api/2 or /rest/api/3; {} is one segment."""

    method: str
    path: str
    query: Any = Nothing
    body: Any = None
    where: tuple[str, ...] = BOTH

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


REQUESTS = (
    Request("GET", "serverInfo"),
    Request("GET", "myself"),
    Request("GET", "mypermissions", Permissions),
    Request("GET", "resolution"),
    Request("GET", "field"),  # the package's own, before its first search
    Request("GET", "project/{}"),
    Request("GET", "project/{}/statuses"),
    Request("GET", "issue/createmeta/{}/issuetypes", Page),
    Request("GET", "issue/createmeta/{}/issuetypes/{}", Page),
    Request("GET", "user/search", People),
    Request("GET", "search/jql", TokenSearch, where=(CLOUD,)),
    Request("GET", "search", OffsetSearch, where=(DATACENTER,)),
    Request("POST", "issue/bulkfetch", body=BulkFetch, where=(CLOUD,)),
    Request("POST", "changelog/bulkfetch", body=BulkChangelogs, where=(CLOUD,)),
    Request("GET", "issue/{}", Reading),
    Request("GET", "issue/{}/changelog", Page, where=(CLOUD,)),
    Request("POST", "issue", body=Create),
    Request("PUT", "issue/{}", Quiet, Edit),
    Request("PUT", "issue/{}/properties/{}", body=dict[str, Any]),
    Request("GET", "issue/{}/comment", Comments),
    Request("POST", "issue/{}/comment", body=NewComment),
    Request("PUT", "issue/{}/comment/{}", body=CommentBody),
    Request("POST", "issue/{}/attachments", body=Annotated[list[SentFile], Field(min_length=1, max_length=60)]),
    Request("DELETE", "attachment/{}"),
    Request("POST", "issue/{}/watchers", body=str),
    Request("DELETE", "issue/{}/watchers", Watcher),
    Request("POST", "issueLink", body=Link),
)


def row_of(entry: dict[str, Any], deployment: str) -> Request:
    """The row that allows a request of the sandbox's ledger; AssertionError says what of it is not in the table."""
    found = re.fullmatch(r"/rest/api/([23])/(.+)", entry["path"])
    assert found, f"{entry['path']} is not below the REST API"
    version, path = found.groups()
    fitting = [row for row in REQUESTS if row.method == entry["method"] and _fits(row.path, path)]
    # Fixed addresses stand above those with a variable in the same place.
    row = min(fitting, key=lambda row: row.path.count("{}"), default=None)
    assert row, f"{entry['method']} {path} is not in the table"
    assert deployment in row.where, f"{row.name} does not exist on {deployment}"
    assert version == ("3" if deployment == CLOUD else "2") or path == "serverInfo", f"{row.name} of version {version}"
    query = {name: ",".join(values) for name, values in entry["query"].items()}
    try:
        TypeAdapter(row.query).validate_python(query)
        if row.body is None:
            assert entry["body"] in (None, "", {}), f"{row.name} has no body"
        else:
            TypeAdapter(row.body).validate_python(entry["body"])
    except ValidationError as error:
        raise AssertionError(f"{row.name}: {error}") from error
    rich = _rich_text(entry["body"])
    assert all(isinstance(text, dict) is (deployment == CLOUD) for text in rich), f"{row.name}: rich text"
    return row


def _fits(template: str, path: str) -> bool:
    return re.fullmatch(re.escape(template).replace(r"\{\}", "[^/]+"), path) is not None


def _rich_text(body: Any) -> list[Any]:
    """ADF on Cloud, wiki markup on Data Center."""
    fields = body.get("fields") if isinstance(body, dict) and isinstance(body.get("fields"), dict) else {}
    held = [body.get("body")] if isinstance(body, dict) else []
    return [text for text in (*held, fields.get("description")) if text is not None]
