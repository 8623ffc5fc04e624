"""The Jira target: carries out what is owed to issues. Creating them is `loop.filing`; the rest is small and here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO

from config.catalogue import CatalogueFile
from loop import owing, talk
from loop.accounts import Accounts
from loop.answers import NotFoundError, RejectedError, UndeliverableError
from loop.attaching import Attaching
from loop.destination import destination_of
from loop.filing import Filing
from loop.mirroring import Mirroring
from loop.outbox import Settlement, Task, Timing
from loop.reach import reach_fields, reach_line, reach_of
from loop.tracker.additions import added, answered, reported_too
from loop.tracker.comments import comment_marker, still_broken
from loop.tracker.model import Document, Forgotten, Line, Tracker, file_prefix
from loop.triage.priority import jira_priority
from loop.triage.queue import score_of_issue
from storage import outbox
from storage.database import Database, Session
from storage.issue import issue_by_id
from storage.note import Note, NoteKind, note_by_id
from storage.report import Report, report_of


def _nothing(_session: Session) -> None:
    """Nothing to record beyond its being done."""


@contextmanager
def _gone_is_done() -> Iterator[None]:
    """What was to be written on an issue that is gone needs nobody's attention."""
    try:
        yield
    except NotFoundError as gone:
        raise UndeliverableError(f"the issue is gone: {gone.reason}") from gone


class JiraTarget:
    """Everything owed to Jira, one method per kind."""

    name = owing.JIRA

    def __init__(
        self,
        database: Database,
        tracker: Tracker,
        catalogue: CatalogueFile,
        filing: Filing,
        attaching: Attaching,
        mirroring: Mirroring,
        accounts: Accounts,
        timing: Timing,
    ) -> None:
        self._database = database
        self._tracker = tracker
        self._catalogue = catalogue
        self._accounts = accounts
        self.timing = timing
        self.kinds: dict[str, Callable[[Task], Settlement | None]] = {
            "file": filing,
            "attach": attaching,
            "still_broken": self._still_broken,
            "addition": self._addition,
            talk.REWRITING: self._rewrite,
            talk.READING: mirroring,
            "labels": self._labels,
            "link": self._link,
            "reach": self._reach,
            "credit": self._credit,
            "erase": self._erase,
            "whole_text": self._whole_text,
        }

    def deliver(self, task: Task) -> Settlement | None:
        """Write what is owed, once."""
        return self.kinds[task.claim.kind](task)

    def _still_broken(self, task: Task) -> Settlement:
        payload = task.claim.payload
        with self._database.reading() as session:
            issue = issue_by_id(session, payload["issue"])
            mine = [report for report in issue.reports if report.reporter == payload["person"]]
            jira_id = issue.jira_id
            name = next((r.reporter_name for r in mine if r.reporter_name and not r.name_hidden), "") or "A reporter"
            joined = issue.co_report_of(payload["person"])
            # A co-reporter's name is not known, and a number of our own leads to nobody.
            known_as = ", ".join(report.reference for report in mine) or f"me-too-{joined.id if joined else 0}"
            reference = f"Ref {known_as}/{payload['end']}"
        return self._comment(task, jira_id, [Line(still_broken(name, reference))], reference)

    def _addition(self, task: Task) -> Settlement | None:
        """What a reporter said later or, without a note, the words of a report that was merged into the issue."""
        payload = task.claim.payload
        with self._database.reading() as session:
            jira_id = issue_by_id(session, payload["issue"]).jira_id
            report = report_of(session, task.claim.report_id)
            note = note_by_id(session, payload["note"]) if payload["note"] else None
        if report.erased_at is not None:
            return None
        said, reference = _words(report, note)
        return self._comment(task, jira_id, said, reference)

    def _rewrite(self, task: Task) -> Settlement | None:
        """What was said in a thread reads otherwise now. A comment that is still on its way is waited for."""
        payload = task.claim.payload
        with self._database.reading() as session:
            jira_id = issue_by_id(session, payload["issue"]).jira_id
            report = report_of(session, task.claim.report_id)
            note = note_by_id(session, payload["note"])
            addition = outbox.owed_of(session, owing.addition_key(report, note))
        if report.erased_at is not None or note is None:
            return None
        if addition is not None and addition.state in outbox.OPEN and not addition.given_up:
            with self._database.transaction() as session:
                here = report_of(session, report.id)
                talk.owe_rewriting_later(session, here, note, task.claim.id, self.timing.grace)
            return None
        said, _ = _words(report, note)
        with _gone_is_done():
            self._tracker.rewrite(jira_id, said, comment_marker(owing.addition_key(report, note)))
        return _nothing

    def _comment(self, task: Task, jira_id: str, said: Document, reference: str) -> Settlement:
        marker = comment_marker(task.claim.key)
        if task.must_look_up and self._tracker.has_comment(jira_id, marker, reference):
            return _nothing
        task.intend()
        self._tracker.comment(jira_id, said, marker)
        task.sent()
        return _nothing

    def _whole_text(self, task: Task) -> Settlement | None:
        """The words of a report that its description could not hold. Where files are not allowed, it stays at that."""
        with self._database.reading() as session:
            report = report_of(session, task.claim.report_id)
            jira_id = issue_by_id(session, task.claim.payload["issue"]).jira_id
        if report.erased_at is not None:
            return None
        name, content = f"{file_prefix(report.reference)}whole-text.txt", report.what.encode()
        with _gone_is_done():
            if task.must_look_up and self._tracker.has_file(jira_id, name, len(content)):
                return _nothing
            task.intend()
            try:
                self._tracker.attach(jira_id, name, "text/plain; charset=utf-8", BytesIO(content))
            except RejectedError as rejected:
                raise UndeliverableError(f"the whole text stays with the report: {rejected.reason}") from rejected
        task.sent()
        return _nothing

    def _labels(self, task: Task) -> Settlement:
        payload = task.claim.payload
        with self._database.reading() as session:
            jira_id = issue_by_id(session, payload["issue"]).jira_id
        self._tracker.add_labels(jira_id, payload["labels"])  # adding a label twice changes nothing
        return _nothing

    def _credit(self, task: Task) -> Settlement:
        """Nobody in Jira has that address, or shows it: then the text alone names whoever reported."""
        with self._database.reading() as session:
            report = report_of(session, task.claim.report_id)
            jira_id = issue_by_id(session, task.claim.payload["issue"]).jira_id
            named = report.erased_at is None and not report.name_hidden
        mode = self._catalogue.current().jira.reporter
        account = self._accounts.of(report.reporter) if named and mode != "text" else ""
        if account:
            with _gone_is_done():
                self._tracker.credit(jira_id, account, as_reporter=mode == "reporter")  # twice is once
        return _nothing

    def _reach(self, task: Task) -> Settlement:
        with self._database.reading() as session:
            issue = issue_by_id(session, task.claim.payload["issue"])
            jira_id, reach, given = issue.jira_id, reach_of(issue.reports, issue.people), issue.priority
            catalogue = self._catalogue.current()
            product = catalogue.find_product(issue.product)
            place = destination_of(product, catalogue, restricted=issue.restricted) if product else None
            often = [report.frequency for report in issue.reports]
            points = score_of_issue(issue, catalogue.priority).points if issue.reports else 0
        fields = reach_fields(reach, place) if place else {}
        urgent = jira_priority(points, often, place) if place else ""
        with _gone_is_done():
            self._tracker.show_reach(jira_id, fields, reach_line(reach))  # showing it twice changes nothing
            if not urgent or urgent == given or not self._tracker.prioritise(jira_id, urgent, given):
                return _nothing

        def settle(session: Session) -> None:
            issue_by_id(session, task.claim.payload["issue"], lock=True).priority = urgent

        return settle

    def _erase(self, task: Task) -> Settlement:
        payload = task.claim.payload
        with self._database.reading() as session:
            jira_id = issue_by_id(session, payload["issue"]).jira_id
        forgotten = Forgotten(payload["title"], tuple(payload["references"]), frozenset(payload["markers"]))
        with _gone_is_done():
            self._tracker.forget(jira_id, forgotten)  # what is forgotten already is left as it is
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


def _words(report: Report, note: Note | None) -> tuple[Document, str]:
    """What a comment says of something said in Slack or, without a note, of a merged report; and its reference, which
    no other comment has.
    """
    name = (not report.name_hidden and report.reporter_name) or "A reporter"
    reference = f"Ref {report.reference}+{note.id if note else 0}."
    if note is None:
        return reported_too(name, reference, report.what), reference
    if note.kind is NoteKind.REPLY:
        return answered(reference, note.text), reference
    return added(name, reference, note.text), reference
