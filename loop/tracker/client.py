"""What the loop asks of Jira, Cloud and Data Center.

The `jira` package stands behind `loop.tracker.connection`. Where it has no method for an endpoint, or one that drops
what we need, its session is used, with the reason beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import IO, Any
from urllib.parse import quote

import structlog

from loop.answers import NotFoundError, RefusedError, RejectedError, Scope, TryLaterError, UnclearError
from loop.tracker.accounts import Accounts
from loop.tracker.additions import carries_words_of, without_words
from loop.tracker.changelogs import Changelogs
from loop.tracker.comments import COMMENT_PROPERTY, is_said_for, without_name
from loop.tracker.connection import Wire, is_forbidden, speaking
from loop.tracker.cures import PARENT_FIELD
from loop.tracker.description import with_reach, without_reporter
from loop.tracker.files import Files
from loop.tracker.marks import REPORT_PROPERTY, is_made_of, mark_of, to_property
from loop.tracker.model import (
    Change,
    Document,
    Fetched,
    Filed,
    Forgotten,
    Hint,
    IssueDraft,
    Labelled,
    PastSeen,
    Spoken,
    key_number,
)
from loop.tracker.raw import PAST_FIELDS, instant, past_of, readable
from loop.tracker.screens import Screens
from loop.tracker.site import Site
from loop.tracker.spoken import spoken_of
from loop.tracker.text import to_adf, to_wiki

log = structlog.get_logger(__name__)

BATCH = 100
# A key scan goes on while a page of this many keys shows any issue.
SCAN_GAP = 100
FIELDS = "summary,status,resolution,resolutiondate,created,updated,issuelinks,labels,fixVersions,security"


class JiraTracker:
    """The Tracker that speaks to a real Jira."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._accounts = Accounts(wire)
        self._changelogs = Changelogs(wire)
        self._files = Files(wire)
        self.site = Site(wire)
        self._screens = Screens(self.site, self._render)

    # Reading

    def newest_number(self, project: str) -> int:
        """Return the number of a project's newest issue, 0 if it has none."""
        page = self._search(f"project = {quoted(project)} ORDER BY created DESC", fields="created", size=1)
        numbers = [key_number(raw["key"]) for raw in page.get("issues", [])]
        return max(numbers, default=0)

    def find_marked(self, project: str, after: int, report: str, label: str) -> list[Filed]:
        """Return every issue made of a report (its uuid), lowest key first.

        Keys are read one after another because search lags; search finds what was moved, or lies behind a gap.
        """
        found: dict[str, Filed] = {}
        for raw in (*self._read_label(project, label), *self._scan_keys(project, after)):
            if is_made_of(raw, report, label):
                found[str(raw["id"])] = Filed(str(raw["id"]), raw["key"])
        return sorted(found.values(), key=lambda filed: filed.number)

    def labelled(self, projects: Sequence[str], minutes: int) -> Iterator[Labelled]:
        """Yield what search says our account created in the last so many minutes, by Jira's own clock, with labels."""
        names = ", ".join(quoted(project) for project in projects)
        ours = "creator = currentUser() AND labels is not EMPTY"
        jql = f'project in ({names}) AND created >= "-{minutes}m" AND {ours} ORDER BY created ASC'
        for raw in self._search_all(jql, fields="labels"):
            yield Labelled(str(raw["id"]), tuple((raw.get("fields") or {}).get("labels") or ()))

    def changed(self, projects: Sequence[str], minutes: int) -> Iterator[Hint]:
        """Yield what search says was updated in the last so many minutes, by Jira's own clock."""
        names = ", ".join(quoted(project) for project in projects)
        jql = f'project in ({names}) AND updated >= "-{minutes}m" ORDER BY updated ASC'
        for raw in self._search_all(jql, fields="updated"):
            updated = raw.get("fields", {}).get("updated")
            yield Hint(str(raw["id"]), instant(updated) if updated else None)

    def past(self, jql: str) -> Iterator[PastSeen]:
        """Yield what a search in a person's own words finds."""
        for raw in self._search_all(jql, fields=PAST_FIELDS):
            if (seen := past_of(raw)) is not None:
                yield seen

    def fetch(self, jira_ids: Sequence[str]) -> Fetched:
        """Read issues by their immutable ids, at most 100, past every index."""
        found = self._bulk_fetch(list(jira_ids)) if self._wire.is_cloud else self._fetch_each(list(jira_ids))
        wanted = {str(raw["id"]): raw for raw in found if str(raw["id"]) in set(jira_ids)}
        seen = [issue for raw in wanted.values() if (issue := readable(raw)) is not None]
        return Fetched(seen, [jira_id for jira_id in jira_ids if jira_id not in wanted])

    def histories(self, jira_ids: Sequence[str]) -> dict[str, list[Change]]:
        """Return each issue's changes of status and resolution, oldest first. Raises for all if one is rejected."""
        return self._changelogs.turns(jira_ids)

    def has_comment(self, jira_id: str, marker: str, reference: str) -> bool:
        """Tell whether a comment carries the marker or, where Jira shows no properties, the reference in its text."""
        return any(
            reference in json.dumps(comment.get("body"), ensure_ascii=False) or _is_marked(comment, marker)
            for comment in self._comments(jira_id)
        )

    def comments(self, jira_id: str) -> list[Spoken]:
        """Return what people commented, oldest first, without what the loop wrote."""
        try:
            found = [spoken for comment in self._comments(jira_id) if (spoken := spoken_of(comment)) is not None]
        except RefusedError as refused:
            # Data Center answers 403 for one issue that is hidden from us; that says nothing about all the others.
            if is_forbidden(refused):
                raise NotFoundError(refused.reason) from refused
            raise
        return sorted(found, key=lambda spoken: spoken.written_at)

    def project_is_visible(self, project: str) -> bool:
        """Tell whether we may see a project and the issues in it: those of an archived one are hidden from most."""
        try:
            shown = self._wire.get(f"project/{quote(project)}", {})
        except NotFoundError:
            return False
        return not shown.get("archived")

    def url_of(self, key: str) -> str:
        """Where a person opens the issue."""
        return f"{self._wire.site}/browse/{quote(key)}"

    # Writing: each is one request, never repeated here

    def create(self, draft: IssueDraft) -> Filed:
        """Create an issue. The property and the labels go with it, so that it is never without its marker."""
        fields = {
            "project": {"key": draft.project},
            "issuetype": {"name": draft.issue_type},
            "summary": draft.title,
            "description": self._render(draft.description),
            "labels": draft.labels,
            **self._screens.shaped(draft),
            **self._parent(draft),
            **({"priority": {"name": draft.priority}} if draft.priority else {}),
        }
        # The package's create_issue() sends fields only; properties must come in the same request.
        made = self._wire.post("issue", {"fields": fields, "properties": [to_property(draft.mark)]})
        if not isinstance(made, dict) or "id" not in made or "key" not in made:
            raise UnclearError("Jira answered a create without an id")
        return Filed(str(made["id"]), str(made["key"]))

    def comment(self, jira_id: str, document: Document, marker: str) -> None:
        """Add a comment that carries a marker."""
        # The package's add_comment() cannot send properties.
        self._wire.post(
            f"issue/{quote(jira_id)}/comment",
            {
                "body": self._render(document),
                "properties": [{"key": COMMENT_PROPERTY, "value": {"id": marker}}],
            },
        )

    def rewrite(self, jira_id: str, document: Document, marker: str) -> None:
        """Give the comment with this marker other words."""
        body = self._render(document)
        for comment in list(self._comments(jira_id)):
            if _is_marked(comment, marker) and comment.get("body") != body:
                self._wire.put(f"issue/{quote(jira_id)}/comment/{quote(str(comment['id']))}", {"body": body})

    def add_labels(self, jira_id: str, labels: Sequence[str]) -> None:
        """Add labels; adding one twice changes nothing."""
        self._wire.put(f"issue/{quote(jira_id)}", {"update": {"labels": [{"add": label} for label in labels]}})

    def forget(self, jira_id: str, forgotten: Forgotten) -> None:
        """Take a reporter's name and words out of what the loop wrote; twice is once."""
        issue = f"issue/{quote(jira_id)}"
        found = self._wire.get(issue, {"fields": "summary,description", "properties": REPORT_PROPERTY})
        fields = found.get("fields") or {}
        mark = mark_of(found)
        # Into an issue that was made of somebody else's report, theirs was merged: only comments hold their words.
        if mark is None or mark.reference in forgotten.references:
            self._forget_fields(jira_id, fields, forgotten.title)
        if mark is not None and mark.reporter and mark.reference in forgotten.references:
            if mark.account:
                self._accounts.take_back(jira_id, mark.account)
            nobodys = to_property(replace(mark, reporter="", account=""))["value"]
            self._wire.put(f"{issue}/properties/{REPORT_PROPERTY}", nobodys)
        self._files.remove(jira_id, forgotten.references)
        for comment in list(self._comments(jira_id)):
            said, whose = comment.get("body"), forgotten.references
            marked = any(_is_marked(comment, m) for m in forgotten.markers)
            if marked or is_said_for(said, whose) or carries_words_of(said, whose):
                body = without_name(without_words(said))
                if body != said:
                    self._wire.put(f"{issue}/comment/{quote(str(comment['id']))}", {"body": body})

    def _forget_fields(self, jira_id: str, fields: dict[str, Any], title: str) -> None:
        edit = {}
        description = without_reporter(fields.get("description"))
        if description != fields.get("description"):
            edit["description"] = description
        if fields.get("summary") != title and not self._was_changed(jira_id, "summary"):
            edit["summary"] = title
        if edit:
            self._wire.put(f"issue/{quote(jira_id)}", {"fields": edit})

    def show_reach(self, jira_id: str, fields: Mapping[str, int], line: str) -> None:
        """Set these fields; without any, the description's line about reach. Twice is once."""
        edit: dict[str, Any] = dict(fields)
        issue = f"issue/{quote(jira_id)}"
        if not fields:
            found = self._wire.get(issue, {"fields": "description"})
            description = (found.get("fields") or {}).get("description")
            edited = with_reach(description, line)
            edit = {} if edited == description else {"description": edited}
        if edit:
            self._put_quietly(issue, {"fields": edit})

    def prioritise(self, jira_id: str, wanted: str, given: str) -> bool:
        """Give an issue a priority, unless somebody chose another one than we gave it last; twice is once."""
        issue = f"issue/{quote(jira_id)}"
        found = self._wire.get(issue, {"fields": "priority"})
        now = ((found.get("fields") or {}).get("priority") or {}).get("name") or ""
        if now == wanted:
            return True
        if now != given if given else self._was_changed(jira_id, "priority"):
            return False
        self._put_quietly(issue, {"fields": {"priority": {"name": wanted}}})
        return True

    def account_of(self, email: str) -> str:
        """Return the one active account with exactly this e-mail address; empty: none that we see."""
        return self._accounts.of(email)

    def credit(self, jira_id: str, account: str, *, as_reporter: bool) -> None:
        """Make an account the reporter of an issue, or a watcher of it; twice is once."""
        self._accounts.credit(jira_id, account, as_reporter=as_reporter)

    def attach(self, jira_id: str, name: str, kind: str, content: IO[bytes]) -> None:
        """Attach a file of this name and kind (MIME)."""
        self._files.attach(jira_id, name, kind, content)

    def has_file(self, jira_id: str, name: str, size: int) -> bool:
        """Tell whether an issue has a file of this name and size in bytes."""
        return self._files.has(jira_id, name, size)

    def link_duplicates(self, duplicate: str, survivor: str) -> None:
        """Link two issues, by key, as a duplicate and its survivor."""
        # Jira's "Duplicate" reads "outward duplicates inward": the outward end of the link is the survivor.
        # The package's create_issue_link() reads all types of links first.
        ends = {"inwardIssue": {"key": duplicate}, "outwardIssue": {"key": survivor}}
        self._wire.post_unanswered("issueLink", {"type": {"name": "Duplicate"}, **ends})

    def _put_quietly(self, issue: str, payload: dict[str, Any]) -> None:
        """Edit without mail to watchers. Only who administers the project may: Cloud ignores the wish of others, Data
        Center refuses it with 403, and then the edit is made the loud way.
        """
        try:
            self._wire.put(issue, payload, {"notifyUsers": "false"})
        except RejectedError as rejected:
            if not is_forbidden(rejected):
                raise
            self._wire.put(issue, payload)

    def _parent(self, draft: IssueDraft) -> dict[str, Any]:
        """Cloud has one field for every parent; Data Center keeps the epic's key in a field of its own number."""
        if not draft.parent:
            return {}
        if draft.parent_field:
            return {draft.parent_field: draft.parent}
        if not self._wire.is_cloud:
            raise RejectedError("Data Center keeps the epic in a field of its own", cure=PARENT_FIELD)
        return {"parent": {"key": draft.parent}}

    def _was_changed(self, jira_id: str, field: str) -> bool:
        """Whether somebody has changed a field since the issue was created."""
        entries = self._changelogs.entries(jira_id)
        return any(item.get("field") == field for entry in entries for item in entry.get("items", []))

    def _comments(self, jira_id: str) -> Iterator[dict[str, Any]]:
        """Read an issue's comments with their properties: the package's comments() neither pages nor shows those."""
        start = 0
        while True:
            page = self._wire.get(
                f"issue/{quote(jira_id)}/comment", {"expand": "properties", "startAt": start, "maxResults": BATCH}
            )
            comments = page.get("comments", [])
            yield from comments
            start += len(comments)
            if not comments or _is_last(page, start):
                return

    # Search

    def _read_label(self, project: str, label: str) -> list[dict[str, Any]]:
        """Read from the database what search finds under a label: search shows no properties on Data Center."""
        jql = f"project = {quoted(project)} AND labels = {quoted(label)}"
        found = [str(raw["id"]) for raw in self._search_all(jql, fields="labels")][:BATCH]
        read = self._bulk_fetch if self._wire.is_cloud else self._fetch_each
        return read(found) if found else []

    def _search_all(self, jql: str, *, fields: str) -> Iterator[dict[str, Any]]:
        if self._wire.is_cloud:
            yield from self._search_by_token(jql, fields)
            return
        start = 0
        while True:
            page = self._search(jql, fields=fields, start=start)
            issues = page.get("issues", [])
            yield from issues
            start += len(issues)
            if not issues or _is_last(page, start):
                return

    def _search_by_token(self, jql: str, fields: str) -> Iterator[dict[str, Any]]:
        """Read page after page. A token may be refused half way: then once more from the start."""
        token: str | None = None
        restarts = 1
        while True:
            try:
                page = self._search(jql, fields=fields, token=token)
            except RejectedError as rejected:
                if token is None or not restarts:
                    raise
                log.warning("a search is begun anew", reason=rejected.reason)
                token, restarts = None, restarts - 1
                continue
            yield from page.get("issues", [])
            token = page.get("nextPageToken")
            if not token:
                return

    def _search(
        self, jql: str, *, fields: str, size: int = BATCH, token: str | None = None, start: int = 0
    ) -> dict[str, Any]:
        """One page. `fields` goes as one comma-separated word, which both kinds of Jira take."""
        with speaking(writing=False):
            client = self._wire.package()
            if self._wire.is_cloud:
                page = client.enhanced_search_issues(
                    jql, nextPageToken=token, maxResults=size, fields=[fields], json_result=True
                )
            else:
                page = client.search_issues(jql, startAt=start, maxResults=size, fields=[fields], json_result=True)
        if not isinstance(page, dict):
            raise TryLaterError("Jira's search answered something that is no page of issues", scope=Scope.WHOLE)
        return page

    # Past the index

    def _scan_keys(self, project: str, after: int) -> Iterator[dict[str, Any]]:
        """Read the keys above `after` from the database, a page at a time, until all keys of a page do not exist."""
        read = self._bulk_fetch if self._wire.is_cloud else self._fetch_each
        number = after + 1
        while found := read([f"{project}-{n}" for n in range(number, number + SCAN_GAP)]):
            yield from found
            number += SCAN_GAP

    def _bulk_fetch(self, ids_or_keys: list[str]) -> list[dict[str, Any]]:
        """Cloud: POST issue/bulkfetch, which the package does not have; reads from the database and follows moves."""
        body = {"issueIdsOrKeys": ids_or_keys, "fields": FIELDS.split(","), "properties": [REPORT_PROPERTY]}
        page = self._wire.post("issue/bulkfetch", body, writing=False)
        issues: list[dict[str, Any]] = page.get("issues", [])
        return issues

    def _fetch_each(self, ids_or_keys: list[str]) -> list[dict[str, Any]]:
        """Data Center has no bulk read, and its search by id reads the index: one GET per issue is the truth."""
        return [raw for name in ids_or_keys if (raw := self._fetch_one(name)) is not None]

    def _fetch_one(self, id_or_key: str) -> dict[str, Any] | None:
        try:
            issue: dict[str, Any] = self._wire.get(
                f"issue/{quote(id_or_key)}", {"fields": FIELDS, "properties": REPORT_PROPERTY}
            )
        except NotFoundError:
            return None
        except RefusedError as refused:
            # Data Center answers 403 for one issue that is hidden from us; that says nothing about all the others.
            if is_forbidden(refused):
                return None
            raise
        return issue

    def _render(self, document: Document) -> Any:
        return to_adf(document) if self._wire.is_cloud else to_wiki(document)


def quoted(text: str) -> str:
    r"""Quote a value for JQL: backslash first, then the quote, so that nothing in it can end the string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _is_last(page: dict[str, Any], read: int) -> bool:
    """Whether a page is known to be the last one. A page that says nothing about it is followed by another."""
    total = page.get("total")
    return bool(page.get("isLast")) or (total is not None and read >= total)


def _is_marked(comment: dict[str, Any], marker: str) -> bool:
    properties = {entry.get("key"): entry.get("value") for entry in comment.get("properties") or []}
    value = properties.get(COMMENT_PROPERTY)
    return isinstance(value, dict) and value.get("id") == marker
