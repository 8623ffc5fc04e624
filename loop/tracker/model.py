"""What the loop asks of an issue tracker, and what it gets back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, Any, Protocol


@dataclass(frozen=True)
class Heading:
    """A heading of a description."""

    text: str


@dataclass(frozen=True)
class Line:
    """A line of our own words, with an optional link behind it."""

    text: str
    link: str = ""


@dataclass(frozen=True)
class Quoted:
    """Text that a person typed; shown exactly as typed, whatever markup it looks like."""

    text: str


Document = Sequence[Heading | Line | Quoted]


@dataclass(frozen=True)
class Mark:
    """What goes with every issue we create and proves whose it is. People do not see it in Jira, and a copy of an issue
    that keeps its labels does not have it.

    report: the report's uuid. installation: the database that made it. The rest is what a database that was put back
    from a backup needs to know the report again.
    """

    report: str
    installation: str
    instance: str
    reference: str
    product: str
    reporter: str
    submitted_at: datetime
    # The Jira account that the issue was given to as reporter or watcher; empty: none.
    account: str = ""
    # Few may look at it, here as in Jira.
    restricted: bool = False


@dataclass(frozen=True)
class IssueDraft:
    """An issue to be created. Plain values in `fields` are shaped as Jira's create screen asks. details: what its
    reporter gave to fields of a create screen; sent where this one asks it. parent: the key of the issue it belongs to;
    parent_field: where Data Center keeps that. priority: by its name; empty: Jira's own default.
    """

    project: str
    issue_type: str
    title: str
    description: Document
    labels: list[str]
    mark: Mark
    fields: dict[str, Any] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)
    parent: str = ""
    parent_field: str = ""
    priority: str = ""

    @property
    def level(self) -> str:
        """The name of the security level that it gets; empty: none that is known by name."""
        given = self.fields.get("security")
        return str(given.get("name", "")) if isinstance(given, dict) else ""


@dataclass(frozen=True)
class Filed:
    """An issue that we made."""

    jira_id: str
    key: str

    @property
    def number(self) -> int:
        """The number in the key: the order in which a project's issues were created."""
        return key_number(self.key)


@dataclass(frozen=True)
class Release:
    """A version that was released, and on which day; Jira may know of none."""

    name: str
    on: date | None


@dataclass(frozen=True)
class IssueSeen:
    """An issue as Jira shows it now. `category` is Jira's key: new, indeterminate or done."""

    jira_id: str
    key: str
    title: str
    status: str
    category: str
    resolution: str | None
    resolved_at: datetime | None
    created_at: datetime
    updated_at: datetime
    # Ids of the issues that this one is linked to as a duplicate, the ones it duplicates first.
    duplicate_links: tuple[str, ...] = ()
    # None: no report of ours became this issue.
    mark: Mark | None = None
    # The first released version that it stands in.
    release: Release | None = None
    # The security level that keeps it from many; empty: all who see its project see it.
    level: str = ""


@dataclass(frozen=True)
class PastSeen:
    """An issue that somebody filed, as a search shows it. ended_at: None while it is open; text: without any markup."""

    jira_id: str
    key: str
    components: tuple[str, ...]
    text: str
    reporter: str
    created_at: datetime
    status: str
    resolution: str | None
    ended_at: datetime | None
    release: Release | None = None
    level: str = ""


@dataclass(frozen=True)
class Hint:
    """What a search says has changed: a hint only, for searches lag behind."""

    jira_id: str
    updated_at: datetime | None


@dataclass(frozen=True)
class Labelled:
    """An issue and the labels that a search shows of it."""

    jira_id: str
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """One entry of an issue's history: who changed status or resolution, when, to what. An unset one is None."""

    at: datetime
    actor: str
    status: str | None = None
    resolution: str | None = None
    touches_resolution: bool = False


@dataclass(frozen=True)
class Spoken:
    """A comment that a person wrote, in plain words. for_everybody: neither for one role or group nor for the team of a
    service desk alone.
    """

    jira_id: str
    author: str
    text: str
    written_at: datetime
    for_everybody: bool


@dataclass(frozen=True)
class Forgotten:
    """What an issue is to forget: who made these reports, and in which words.

    title: takes the summary's place, unless somebody in Jira has written another one. markers: of the comments that the
    loop wrote for that person.
    """

    title: str
    references: tuple[str, ...]
    markers: frozenset[str]


@dataclass(frozen=True)
class Fetched:
    """Issues read by id: those Jira showed, and the ids it did not."""

    seen: list[IssueSeen]
    missing: list[str]


class Tracker(Protocol):
    """The seam towards Jira. Every method raises only what stands in `loop.answers`."""

    def newest_number(self, project: str) -> int:
        """Return the number of a project's newest issue, 0 if it has none."""

    def create(self, draft: IssueDraft) -> Filed:
        """Create an issue with one request, never repeated here."""

    def find_marked(self, project: str, after: int, report: str, label: str) -> list[Filed]:
        """Return every issue made of a report (its uuid), looking at keys above `after` and by search."""

    def labelled(self, projects: Sequence[str], minutes: int) -> Iterator[Labelled]:
        """Yield what search says our account created in the last so many minutes, with labels."""

    def changed(self, projects: Sequence[str], minutes: int) -> Iterator[Hint]:
        """Yield what search says was updated in the last so many minutes."""

    def past(self, jql: str) -> Iterator[PastSeen]:
        """Yield what a search in a person's own words finds."""

    def fetch(self, jira_ids: Sequence[str]) -> Fetched:
        """Read issues by their immutable ids, at most 100, past every index."""

    def histories(self, jira_ids: Sequence[str]) -> dict[str, list[Change]]:
        """Return each issue's changes of status and resolution, oldest first. Raises for all if one is rejected."""

    def comment(self, jira_id: str, document: Document, marker: str) -> None:
        """Add a comment with one request, never repeated here."""

    def comments(self, jira_id: str) -> list[Spoken]:
        """Return what people commented, oldest first, without what the loop wrote. Raises NotFoundError."""

    def rewrite(self, jira_id: str, document: Document, marker: str) -> None:
        """Give the comment with this marker other words; twice is once, and one that is gone stays gone."""

    def has_comment(self, jira_id: str, marker: str, reference: str) -> bool:
        """Tell whether a comment carries the marker, or the reference in its text."""

    def add_labels(self, jira_id: str, labels: Sequence[str]) -> None:
        """Add labels; adding one twice changes nothing."""

    def show_reach(self, jira_id: str, fields: Mapping[str, int], line: str) -> None:
        """Set these fields; without any, the description's line about reach. Twice is once; watchers hear nothing."""

    def prioritise(self, jira_id: str, wanted: str, given: str) -> bool:
        """Give an issue a priority, unless somebody chose another one than we gave it last (empty: none). Returns
        whether it has it now; twice is once.
        """

    def account_of(self, email: str) -> str:
        """Return the one active account with exactly this e-mail address, by the id Jira wants; empty: none."""

    def credit(self, jira_id: str, account: str, *, as_reporter: bool) -> None:
        """Make an account the reporter of an issue, or a watcher of it; twice is once."""

    def link_duplicates(self, duplicate: str, survivor: str) -> None:
        """Link two issues, by key, as a duplicate and its survivor."""

    def forget(self, jira_id: str, forgotten: Forgotten) -> None:
        """Take a reporter's name and words out of what the loop wrote; twice is once. Raises NotFoundError."""

    def attach(self, jira_id: str, name: str, kind: str, content: IO[bytes]) -> None:
        """Attach a file of this name and kind (MIME) with one request, never repeated here."""

    def has_file(self, jira_id: str, name: str, size: int) -> bool:
        """Tell whether an issue has a file of this name and size in bytes."""

    def project_is_visible(self, project: str) -> bool:
        """Tell whether we may see a project and the issues in it."""

    def url_of(self, key: str) -> str:
        """Where a person opens the issue."""


def file_prefix(reference: str) -> str:
    """Return how the names of the files begin that came with a report."""
    return f"{reference}-"


def key_number(key: str) -> int:
    """Return the number of an issue key: 12 for `NET-12`."""
    return int(key.rpartition("-")[2])


def project_of(key: str) -> str:
    """Return the project of an issue key: `NET` for `NET-12`."""
    return key.rpartition("-")[0]
