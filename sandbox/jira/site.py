"""The whole state of one Jira: look things up here, and commit what changes."""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sandbox.jira import projects
from sandbox.jira.clock import Clock
from sandbox.jira.faults import Faults
from sandbox.jira.index import SearchIndex
from sandbox.jira.issues import Change
from sandbox.jira.people import Directory, the_bot
from sandbox.jira.projects import Named, Project, Status
from sandbox.jira.refusals import Refusal, no_issue
from sandbox.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from sandbox.jira.issues import Issue, Item
    from sandbox.jira.people import User

LINK_TYPES = (
    ("Blocks", "is blocked by", "blocks"),
    ("Cloners", "is cloned by", "clones"),
    ("Duplicate", "is duplicated by", "duplicates"),
    ("Relates", "relates to", "relates to"),
)
"""Name, and how the link reads from its target and from its source."""


class Site:
    """One Jira. Every change of an issue goes through `commit`, which tells the index and the ledger."""

    def __init__(self, *, cloud: bool) -> None:
        self.cloud = cloud
        self.clock = Clock()
        self.ledger = Ledger()
        self.faults = Faults()
        self.index = SearchIndex()
        self.directory = Directory(cloud)
        self.directory.add(the_bot())
        self.projects: dict[str, Project] = {}
        self.issues: dict[int, Issue] = {}
        self.files: dict[int, bytes] = {}
        self.request_counts: dict[str, int] = defaultdict(int)
        self.missing_in_errors = False
        """Whether bulkfetch names missing issues in `issueErrors`; the documentation says that it leaves them out."""
        self.searched: dict[str, list[Issue]] = {}
        """What a search found whose further pages are yet to be asked for, by who asks what."""
        self.priorities = [Named(str(n), name) for n, name in enumerate(projects.PRIORITIES, 1)]
        self.commits = 0
        """How many changes of issues there have been; a request had an effect when it moved."""
        self._keys: dict[str, int] = {}
        self._counters: dict[str, itertools.count[int]] = defaultdict(lambda: itertools.count(10_001))
        self._names: dict[tuple[str, str], str] = {}

    def next_id(self, kind: str) -> int:
        """Return a new id of a kind of thing."""
        return next(self._counters[kind])

    def named(self, kind: str, name: str) -> Named:
        """Return the one thing of that kind and name, the same in every project."""
        known = self._names.get((kind, name)) or self._names.setdefault((kind, name), str(self.next_id(kind)))
        return Named(known, name)

    def status(self, name: str, category: str) -> Status:
        """Return the one status of that name and category. Raises Refusal for a category that does not exist."""
        if category not in projects.CATEGORIES:
            raise Refusal(400, f"no status category {category!r}; there are {', '.join(projects.CATEGORIES)}")
        return Status(self.named("status", f"{name}\0{category}").id, name, category)

    def project(self, key_or_id: str) -> Project | None:
        """Return a project by id, key or a key it once had; archived ones too."""
        wanted = key_or_id.upper()
        return self.projects.get(key_or_id) or next(
            (p for p in self.projects.values() if wanted == p.key or wanted in p.old_keys), None
        )

    def visible_projects(self, user: User) -> Iterator[Project]:
        """Iterate over the projects that a user may browse and that are not archived."""
        yield from (p for p in self.projects.values() if not p.archived and self.directory.may(user, "browse", p.id))

    def visible_project(self, user: User, key_or_id: str) -> Project:
        """Return a project that the user may browse; 404 otherwise."""
        project = self.project(key_or_id)
        if project is None or not self.directory.may(user, "browse", project.id):
            raise Refusal(404, f"No project could be found with key '{key_or_id}'.")
        return project

    def existing(self, key_or_id: str) -> Issue | None:
        """Return an issue by id, key or a key it once had, unless it was deleted."""
        number = int(key_or_id) if key_or_id.isdecimal() else self._keys.get(key_or_id.upper(), 0)
        issue = self.issues.get(number)
        return None if issue is None or issue.deleted else issue

    def issue(self, user: User, key_or_id: str, *needs: str) -> Issue:
        """Return an issue for one who may browse it (404 otherwise) and has the named permissions (403 otherwise)."""
        issue = self.existing(key_or_id)
        if issue is None or not self.directory.may(user, "browse", issue.project):
            raise no_issue()
        for permission in needs:
            if not self.directory.may(user, permission, issue.project):
                raise Refusal(403, f"You do not have the permission to {permission} issues in this project.")
        if needs and self.projects[issue.project].archived:
            raise Refusal(400, "The project of this issue is archived: it can only be read.")
        return issue

    def commit(
        self,
        issue: Issue,
        author: User,
        kind: str,
        items: Sequence[Item] = (),
        *,
        at: datetime | None = None,
        touch: bool = True,
        **facts: Any,
    ) -> Issue:
        """Make this the issue's newest version and return it.

        `kind` and `facts` go to the ledger, `items` to the changelog; `at` is when it happened (default: now);
        `touch` says whether `updated` moves.
        """
        now = at or self.clock.now()
        if items:
            change = Change(self.next_id("change"), author.id, now, tuple(items))
            issue = replace(issue, history=(*issue.history, change))
        if touch:
            issue = replace(issue, updated=now)
        self._keep(issue)
        self.commits += 1
        self.ledger.write(kind, issue=str(issue.id), key=issue.key, actor=author.id, **facts)
        return issue

    def rekey(self, project: Project, key: str) -> None:
        """Rename a project's key and with it the keys of its issues; the old ones go on leading there."""
        project.old_keys.append(project.key)
        project.key = key
        for issue in [i for i in self.issues.values() if i.project == project.id]:
            self._keep(replace(issue, key=f"{key}-{issue.number}", old_keys=(*issue.old_keys, issue.key)))

    def _keep(self, issue: Issue) -> None:
        self.issues[issue.id] = issue
        self._keys[issue.key] = issue.id
        self.index.note(issue)

    def everyone_of(self, names: Iterable[str]) -> list[Issue]:
        """Return the issues that these ids or keys lead to."""
        return [issue for name in names if (issue := self.existing(name))]
