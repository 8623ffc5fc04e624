"""The second pass: rows become reports, issues and their events, some hundred per transaction.

It may be killed anywhere and run again, over the same file or a newer export of it: a row is found by a key made of
what was submitted. Nothing is owed to anybody: the past is not announced, and Jira is never asked about it.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from config.words import Outcome, State, Tier
from loop.cleaning import says_something
from loop.importing.complaints import Complaints
from loop.importing.past_issues import PastIssue, past_issues
from loop.importing.rows import Ending, HistoryRow
from loop.triage.title import title_of
from storage.database import Database, Session
from storage.event import Stamp
from storage.imports import issues_imported, reports_imported, submit_imported, wait_for_other_imports
from storage.issue import Issue
from storage.report import Report

BATCH = 500
IMPORTER = "import"
# A file without zones may be ahead of UTC by less than this.
_ZONES = timedelta(days=1)

Keyed = tuple[str, HistoryRow]


@dataclass(frozen=True)
class ImportResult:
    """What became of a file's rows: `imported` are new; `skipped` were there already, and of these `caught_up` were
    open and have ended since. The counts by outcome ("open" and "withdrawn" among them) are of all rows of the file;
    `unmapped_outcomes` are the words that no map knows, whose reports ended with outcome unknown.
    """

    imported: int
    skipped: int
    by_outcome: Mapping[str, int] = field(default_factory=dict)
    unmapped_outcomes: Mapping[str, int] = field(default_factory=dict)
    caught_up: int = 0


def import_history(
    database: Database, rows: Sequence[HistoryRow], now: datetime, progress: Callable[[int], None] = lambda _done: None
) -> ImportResult:
    """Write history once, however often it is called. `progress` hears how many rows are done so far.

    Raises BadFileError, before anything is written, when a row lies in the future of `now`.
    """
    _refuse_the_future(rows, now)
    issues = past_issues(rows)
    imported = caught_up = done = 0
    keyed = _with_keys(rows)
    while batch := list(islice(keyed, BATCH)):
        with database.transaction() as session:
            new, ended = _Batch(session, issues, now).write(batch)
        imported += new
        caught_up += ended
        done += len(batch)
        progress(done)
    unmapped = Counter(row.ending.word for row in rows if row.ending is not None and row.ending.unmapped)
    return ImportResult(imported, len(rows) - imported, _by_outcome(rows), dict(unmapped.most_common()), caught_up)


def _refuse_the_future(rows: Sequence[HistoryRow], now: datetime) -> None:
    complaints = Complaints()
    latest = now + _ZONES
    for row in rows:
        if row.submitted_at > latest:
            complaints.add(row.line, f"submitted_at {row.submitted_at:%Y-%m-%d} lies in the future; correct it.")
        elif row.ending is not None and row.ending.at > latest:
            complaints.add(row.line, f"outcome_at {row.ending.at:%Y-%m-%d} lies in the future; correct it.")
    complaints.refuse_if_any()


def _with_keys(rows: Sequence[HistoryRow]) -> Iterator[Keyed]:
    """Give each row the key it is found by: what was submitted, and how many rows before it say the same.

    How it ended is left out, so that a newer export of the same history adds ends and no second reports. The text goes
    in without its secrets: nothing that is stored can be used to guess one.
    """
    seen: Counter[str] = Counter()
    for row in rows:
        submitted = [row.product, row.submitted_at.isoformat(), row.reporter, row.issue_key, row.text]
        said = json.dumps([row.identity] if row.identity else submitted)
        seen[said] += 1
        yield hashlib.sha256(f"{seen[said]}:{said}".encode()).hexdigest(), row


def _by_outcome(rows: Sequence[HistoryRow]) -> dict[str, int]:
    found = Counter(_standing(row.ending) for row in rows)
    words = [*(outcome.value for outcome in Outcome), State.WITHDRAWN.value, "open"]
    return {word: found[word] for word in words if found[word]}


def _standing(ending: Ending | None) -> str:
    if ending is None:
        return "open"
    return ending.outcome.value if ending.outcome else State.WITHDRAWN.value


@dataclass(frozen=True)
class _Batch:
    """The rows of one transaction."""

    session: Session
    issues: Mapping[str, PastIssue]
    now: datetime

    def write(self, batch: Sequence[Keyed]) -> tuple[int, int]:
        """Write what is not there yet; return how many reports are new, and how many old ones ended since."""
        wait_for_other_imports(self.session)
        there = reports_imported(self.session, [key for key, _row in batch])
        new = [(key, row) for key, row in batch if key not in there]
        late = [(there[key], row) for key, row in batch if key in there and there[key].is_open and row.ending]
        issues = self._issues([row for _key, row in new] + [row for _report, row in late])
        for report, (_key, row) in zip(self._submitted(new), new, strict=True):
            self._tell(report, row, issues)
        for report, row in late:
            self._tell(report, row, issues)
        return len(new), len(late)

    def _submitted(self, new: Sequence[Keyed]) -> list[Report]:
        told = [(self._stamp(row.submitted_at, row.reporter), _fields(key, row)) for key, row in new]
        return submit_imported(self.session, told)

    def _tell(self, report: Report, row: HistoryRow, issues: Mapping[str, Issue]) -> None:
        """Take the report from where it stands to where the row says it stood; file it first where that is the way."""
        if report.state is State.RECEIVED and row.state in (State.FILED, State.RESOLVED):
            filed = self._stamp(row.submitted_at)
            if row.issue_key:
                report.file_as(issues[PastIssue.id_of(row)], filed)
            else:
                report.file_elsewhere(filed)
        if row.ending is not None:
            self._end(report, row, row.ending)

    def _end(self, report: Report, row: HistoryRow, ending: Ending) -> None:
        report.reason = row.reason
        said = {**ending.said, "reason": row.reason}
        if ending.outcome is None:
            report.withdraw(self._stamp(ending.at, row.reporter))
        elif row.state is State.RESOLVED:
            report.resolve(ending.outcome, self._stamp(ending.at), **said)
        else:
            report.end_unfiled(ending.outcome, self._stamp(ending.at), **said)

    def _issues(self, rows: Sequence[HistoryRow]) -> dict[str, Issue]:
        """The issues that rows are about, as they stand when the whole file is told."""
        named = dict.fromkeys(PastIssue.id_of(row) for row in rows if row.issue_key)
        issues = issues_imported(self.session, named)
        for jira_id in named:
            if jira_id not in issues:
                issues[jira_id] = self.issues[jira_id].as_new()
        self.session.add_all(issues.values())
        self.session.flush()
        for jira_id in named:
            self._end_issue(issues[jira_id], self.issues[jira_id].ending)
        return issues

    def _end_issue(self, issue: Issue, ending: Ending | None) -> None:
        if ending is not None and ending.outcome is not None and not issue.ended:
            issue.status, issue.resolution = ending.said.get("status", ""), ending.said.get("resolution")
            issue.released_in, issue.category = ending.released_in, "done"
            issue.end_alone(ending.outcome, self._stamp(ending.at))

    def _stamp(self, occurred_at: datetime, actor: str = IMPORTER) -> Stamp:
        return Stamp(actor, occurred_at, self.now)


def _fields(key: str, row: HistoryRow) -> dict[str, Any]:
    return {
        "import_key": key,
        "product": row.product,
        "reporter": row.reporter,
        "reporter_name": row.reporter,
        # Signs alone describe nothing, but they were reported: they count.
        "title": title_of(row.text if says_something(row.text) else ""),
        "what": row.text,
        "masked": list(row.masked),
        "tier": Tier.SECURITY if row.of_security else Tier.LOW,
    }
