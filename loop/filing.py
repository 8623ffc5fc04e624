"""Filing: one report, one Jira issue, however often answers are lost (PROMISES, "Jira create")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from config.catalogue import Catalogue, CatalogueFile, Product
from config.clock import Clock
from config.words import State
from loop import owing
from loop.accounts import Accounts
from loop.answers import RejectedError
from loop.destination import destination_of
from loop.details import details_asked
from loop.doubles import BOT, Doubles
from loop.drafting import draft_of, label_of
from loop.outbox import Settlement, Task
from loop.tracker.model import Filed, IssueDraft, Tracker
from storage.database import Database, Session
from storage.event import Stamp
from storage.installation import installation_name
from storage.issue import Issue
from storage.note import notes_of
from storage.report import Report, report_of


class Filing:
    """Handles what is owed to Jira for a new report."""

    def __init__(
        self,
        database: Database,
        tracker: Tracker,
        catalogue: CatalogueFile,
        clock: Clock,
        doubles: Doubles,
        accounts: Accounts,
        instance: str,
    ) -> None:
        self._database = database
        self._tracker = tracker
        self._catalogue = catalogue
        self._clock = clock
        self._doubles = doubles
        self._accounts = accounts
        self._instance = instance

    def __call__(self, task: Task) -> Settlement | None:
        """File the report, or find the issue that an earlier try made of it."""
        with self._database.reading() as session:
            report = report_of(session, task.claim.report_id)
            said = [note for note in notes_of(session, report) if not note.as_comment]
            product = self._catalogue.current().find_product(report.product)
            asked = [field.field_id for field in details_asked(session, product)] if product else []
        if report.state is not State.RECEIVED:
            return None
        if report.erased_at is not None:
            return self._bury(task, report)
        catalogue = self._catalogue.current()
        product = product_named(catalogue, report.product)
        place = destination_of(product, catalogue, restricted=report.restricted)
        draft = draft_of(report, place, catalogue.priority, self._instance, self._installation, said)
        found = self._look_up(task, draft)
        if found:
            return lambda session: self._record(session, report.id, found, draft)
        draft = replace(draft, details=draft.details | self._accounts.named_by(report, asked))
        # An empty intent means that nothing of this report was ever sent: only now may the newest key be the mark.
        mark = task.intent["mark"] if task.intent else self._tracker.newest_number(draft.project)
        task.intend(mark=mark, project=draft.project)
        filed = self._tracker.create(draft)
        task.sent()
        return lambda session: self._record(session, report.id, [filed], draft)

    def _bury(self, task: Task, report: Report) -> Settlement | None:
        """Its reporter was erased while this was under way: create nothing; what an earlier try created must forget."""
        found = []
        if task.intent is not None:
            label = label_of(self._instance, report.reference)
            found = self._tracker.find_marked(task.intent["project"], task.intent["mark"], report.uuid, label)
        if found:
            return lambda session: self._record(session, report.id, found)
        with self._database.transaction() as session:
            erased = report_of(session, report.id, lock=True)
            if erased.state is State.RECEIVED:
                erased.withdraw(Stamp.now(BOT, self._clock.now()))
                owing.owe_update(session, erased, "withdrawn")
        return None

    @cached_property
    def _installation(self) -> str:
        with self._database.transaction() as session:
            return installation_name(session)

    def _look_up(self, task: Task, draft: IssueDraft) -> list[Filed]:
        """Look where the lost try was sent to, which need not be where the catalogue points now."""
        if task.intent is None:
            return []
        project, mark = task.intent["project"], task.intent["mark"]
        return self._tracker.find_marked(project, mark, draft.mark.report, draft.labels[0])

    def _record(
        self, session: Session, report_id: int, found: Sequence[Filed], draft: IssueDraft | None = None
    ) -> None:
        """Note what Jira holds of a report, the oldest first. draft: what was sent, as far as that is known."""
        filed, *doubles = found
        now = self._clock.now()
        report = report_of(session, report_id, lock=True)
        issue = Issue.meet(
            session,
            jira_id=filed.jira_id,
            key=filed.key,
            product=report.product,
            title=report.title,
            created_at=now,
            restricted=report.restricted,
            level=draft.level if draft else "",
        )
        issue.priority = draft.priority if draft else ""
        report.file_as(issue, Stamp.now(BOT, now))
        owing.owe_filed(session, report, issue)
        if self._catalogue.current().jira.reporter != "text" and not report.name_hidden:
            owing.owe_credit(session, report, issue)
        if report.erased_at is not None:  # while the create was under way
            owing.owe_issue_erasure(session, issue, [report.reference], [], report.title)
        for double in doubles:
            self._doubles.note(session, report, double)


def product_named(catalogue: Catalogue, key: str) -> Product:
    """Return the product of a report; parks whatever asks for one that is no longer in the catalogue."""
    try:
        return catalogue.product(key)
    except KeyError:
        raise RejectedError(f'the catalogue no longer has the product "{key}"; put it back, or hand over') from None
