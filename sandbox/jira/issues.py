"""Issues as immutable versions: a change makes the next version, so that the search index can hold on to an old one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sandbox.jira.projects import Named, Status
    from sandbox.jira.texts import Text


@dataclass(frozen=True)
class Item:
    """One field's change, as the changelog tells it: ids in `old` and `new`, names in `old_name` and `new_name`."""

    field: str
    old: str | None
    old_name: str | None
    new: str | None
    new_name: str | None
    extra_id: str = ""
    """The id of a project's own field; `field` is its name."""

    @property
    def field_id(self) -> str:
        """The field's id, which the changelog's word for it often is."""
        own = {"Link": "issuelinks", "Key": "issuekey", "Component": "components", "Fix Version": "fixVersions"}
        return self.extra_id or own.get(self.field, self.field)


@dataclass(frozen=True)
class Change:
    """One entry of the changelog."""

    id: int
    author: str
    at: datetime
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Comment:
    id: int
    author: str
    body: Text
    created: datetime
    updated: datetime
    editor: str
    properties: Mapping[str, Any] = field(default_factory=dict)
    visibility: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Attachment:
    id: int
    filename: str
    content_type: str
    size: int
    author: str
    created: datetime


@dataclass(frozen=True)
class Link:
    """`source` duplicates (blocks, …) `target`; both issues carry it."""

    id: int
    type: str
    source: int
    target: int


@dataclass(frozen=True)
class RemoteLink:
    id: int
    global_id: str | None
    object: Mapping[str, Any]
    relationship: str | None = None
    application: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Issue:
    """One version of an issue. People are user ids; `history` holds what led to this version, oldest first."""

    id: int
    project: str
    key: str
    type: Named
    summary: str
    status: Status
    creator: str
    created: datetime
    updated: datetime
    status_changed: datetime
    description: Text | None = None
    priority: Named | None = None
    resolution: Named | None = None
    resolved: datetime | None = None
    reporter: str | None = None
    assignee: str | None = None
    labels: tuple[str, ...] = ()
    components: tuple[Named, ...] = ()
    fix_versions: tuple[Named, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    properties: Mapping[str, Any] = field(default_factory=dict)
    comments: tuple[Comment, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    links: tuple[Link, ...] = ()
    remote_links: tuple[RemoteLink, ...] = ()
    watchers: tuple[str, ...] = ()
    history: tuple[Change, ...] = ()
    old_keys: tuple[str, ...] = ()
    deleted: bool = False

    @property
    def number(self) -> int:
        """The number in the key."""
        return int(self.key.rpartition("-")[2])
