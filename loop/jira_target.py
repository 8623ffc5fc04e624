"""The Jira target: carries out what is owed to issues. Creating them is `loop.filing`; the rest is small and here."""

from __future__ import annotations

from collections.abc import Callable

from loop import owing
from loop.filing import Filing
from loop.outbox import Settlement, Task, Timing
from loop.tracker.model import Line, Tracker
from storage.database import Database, Session
from storage.issue import issue_by_id


def _nothing(_session: Session) -> None:
    """Nothing to record beyond its being done."""


class JiraTarget:
    """Everything owed to Jira, one method per kind."""

    name = owing.JIRA

    def __init__(self, database: Database, tracker: Tracker, filing: Filing, timing: Timing) -> None:
        self._database = database
        self._tracker = tracker
        self.timing = timing
        self._kinds: dict[str, Callable[[Task], Settlement | None]] = {
            "file": filing,
            "still_broken": self._still_broken,
            "labels": self._labels,
            "link": self._link,
        }

    def deliver(self, task: Task) -> Settlement | None:
        """Write what is owed, once."""
        return self._kinds[task.claim.kind](task)

    def _still_broken(self, task: Task) -> Settlement:
        payload = task.claim.payload
        with self._database.reading() as session:
            issue = issue_by_id(session, payload["issue"])
            mine = [report for report in issue.reports if report.reporter == payload["person"]]
            jira_id = issue.jira_id
            name = next((report.reporter_name for report in mine if report.reporter_name), "") or "A reporter"
            references = ", ".join(report.reference for report in mine)
            reference = f"Ref {references}/{payload['end']}"
        marker = task.claim.key
        if task.must_look_up and self._tracker.has_comment(jira_id, marker, reference):
            return _nothing
        task.intend()
        words = f"{name} says this is still broken for them. Reopen the issue if you agree. {reference}"
        self._tracker.comment(jira_id, [Line(words)], marker)
        task.sent()
        return _nothing

    def _labels(self, task: Task) -> Settlement:
        payload = task.claim.payload
        with self._database.reading() as session:
            jira_id = issue_by_id(session, payload["issue"]).jira_id
        self._tracker.add_labels(jira_id, payload["labels"])  # adding a label twice changes nothing
        return _nothing

    def _link(self, task: Task) -> Settlement:
        """Both are read first: they may have new keys, be gone, or be linked by a person or by an earlier try."""
        payload = task.claim.payload
        with self._database.reading() as session:
            names = [issue_by_id(session, payload[end]).jira_id for end in ("duplicate", "survivor")]
        seen = {issue.jira_id: issue for issue in self._tracker.fetch(names).seen}
        duplicate, survivor = (seen.get(name) for name in names)
        if duplicate and survivor and survivor.jira_id not in duplicate.duplicate_links:
            self._tracker.link_duplicates(duplicate.key, survivor.key)
        return _nothing
