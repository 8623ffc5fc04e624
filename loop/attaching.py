"""Attaching: a file that came with a report goes from Slack to its issue, once. The report never waits for it."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from typing import IO, Protocol

import structlog

from loop import owing
from loop.answers import RejectedError
from loop.outbox import Settlement, Task
from loop.tracker.model import Tracker, file_prefix
from storage.attachment import file_by_id
from storage.database import Database, Session
from storage.issue import issue_by_id
from storage.report import report_of

log = structlog.get_logger(__name__)

_LONGEST_NAME = 80


class FileKeptBackError(Exception):
    """The file stays where it is, for a reason that continues the sentence “It did not come along: …”."""


class FileSource(Protocol):
    """Where files come from."""

    def opened(self, name: str, url: str) -> AbstractContextManager[tuple[IO[bytes], str]]:
        """Fetch a file and hand out its whole content and its kind (MIME). Raises FileKeptBackError, TryLaterError."""


class Attaching:
    """Handles what is owed to Jira for a file."""

    def __init__(self, database: Database, tracker: Tracker, source: FileSource) -> None:
        self._database = database
        self._tracker = tracker
        self._source = source

    def __call__(self, task: Task) -> Settlement | None:
        """Attach the file, or find that an earlier try did."""
        payload = task.claim.payload
        with self._database.reading() as session:
            report = report_of(session, task.claim.report_id)
            jira_id = issue_by_id(session, payload["issue"]).jira_id
            file = file_by_id(session, payload["file"])
        if file is None or report.erased_at is not None:
            return None
        if task.intent and self._tracker.has_file(jira_id, task.intent["name"], task.intent["size"]):
            return _nothing
        name = f"{file_prefix(report.reference)}{file.id}-{name_in_jira(file.name)}"
        try:
            with self._source.opened(file.name, file.url) as (content, kind):
                task.intend(name=name, size=content.seek(0, 2))
                content.seek(0)
                self._tracker.attach(jira_id, name, kind, content)
                task.sent()
        except FileKeptBackError as kept_back:
            return self._keep_back(task, str(kept_back))
        except RejectedError as rejected:
            return self._keep_back(task, rejected.reason)
        return _nothing

    def _keep_back(self, task: Task, why: str) -> Settlement:
        """Let the reporter read in the receipt which file is missing and why; nobody has to mend anything."""
        log.warning("a file did not come along", reason=why)

        def settle(session: Session) -> None:
            file = file_by_id(session, task.claim.payload["file"])
            if file is not None:
                file.problem = why
                session.flush()
                owing.owe_receipt_update(session, report_of(session, file.report_id), f"file-{file.id}")

        return settle


def name_in_jira(name: str) -> str:
    """The name as it can do no harm: no path, no control character, no markup."""
    safe = re.sub(r"[^\w.-]+", "_", name.replace("\\", "/").rpartition("/")[2]).strip("._")
    stem, dot, suffix = safe.rpartition(".")
    return f"{(stem or suffix)[:_LONGEST_NAME]}{dot}{suffix[:10]}" if stem else (safe or "file")[:_LONGEST_NAME]


def _nothing(_session: Session) -> None:
    """Nothing to record beyond its being done."""
