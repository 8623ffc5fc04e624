"""The issues that rows of history name: several reports of one product may be about the same one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from loop.importing.rows import Ending, HistoryRow
from loop.triage.title import title_of
from storage.issue import KEPT_FROM_MANY, Issue


@dataclass(frozen=True)
class PastIssue:
    """An issue as a whole file tells of it. It stands as the report of it that ended last; open while none did.

    A key is one product's: two trackers may both have an issue 17. Its reports may still differ from it: one that came
    after the end was only answered.
    """

    jira_id: str
    key: str
    product: str
    title: str
    created_at: datetime
    ending: Ending | None
    level: str = ""
    of_security: bool = False

    @staticmethod
    def id_of(row: HistoryRow) -> str:
        """An id in Jira's place that can be none of Jira's, which are numbers."""
        return "import:" + hashlib.sha256(f"{row.product}\n{row.issue_key}".encode()).hexdigest()[:24]

    def as_new(self) -> Issue:
        """The issue when it was filed."""
        issue = Issue(
            jira_id=self.jira_id,
            key=self.key,
            product=self.product,
            title="",
            created_at=self.created_at,
            restricted=self.of_security,
            imported=True,
        )
        # Nobody here has read its words before.
        issue.call(KEPT_FROM_MANY if self.level else self.title, self.level)
        return issue


def past_issues(rows: Iterable[HistoryRow]) -> dict[str, PastIssue]:
    """Every issue that the rows name, by the id we give it."""
    groups: dict[str, list[HistoryRow]] = {}
    for row in rows:
        if row.issue_key:
            groups.setdefault(PastIssue.id_of(row), []).append(row)
    return {jira_id: _told_by(jira_id, group) for jira_id, group in groups.items()}


def _told_by(jira_id: str, rows: list[HistoryRow]) -> PastIssue:
    first = min(rows, key=lambda row: row.submitted_at)
    return PastIssue(
        jira_id=jira_id,
        key=first.issue_key,
        product=first.product,
        title=title_of(first.text),
        created_at=first.submitted_at,
        level=next((row.level for row in rows if row.level), ""),
        of_security=any(row.of_security for row in rows),
        ending=max((row.ending for row in rows if row.ending), key=lambda ending: ending.at, default=None),
    )
