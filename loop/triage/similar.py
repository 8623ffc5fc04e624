"""Similar issues: which open or shipped issue says what this text says.

Each process keeps an index in memory and catches up from the database: no second server, nothing to repair. The index
only proposes. What is shown of a hit, and whether it may be shown at all, is read from the database at that moment.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from loop.triage.ranking import Ranking
from storage.database import Database, Session, StorageError, database_seconds
from storage.similar import (
    Known,
    erased_since,
    issue_titles,
    issues_of_reports,
    known_issues,
    known_reports,
    report_texts,
    revised_texts,
    titles_read_since,
)

log = structlog.get_logger(__name__)

_BATCH = 2_000
# PostgreSQL hands out ids before their transactions commit: the last ones are read again, in case one was late.
_LATE_IDS = 1_000
_LATE_SECONDS = 60.0
_LATE_ERASING = timedelta(days=1)
_LONG_AGO = datetime(1970, 1, 2, tzinfo=UTC)
# Hits that ended without help are dropped after ranking, so more are ranked than asked for.
_SURPLUS = (4, 40)
_MOST_RANKED = 20_000  # what one statement of either database takes as parameters

_Place = tuple[str, int]


@dataclass(frozen=True)
class Match:
    """Something known that is alike. score: 0 to 1; the same pair of texts always scores about the same."""

    known: Known
    score: float


class Similar:
    """The index of one process. Safe to share between threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ranking: Ranking[_Place] = Ranking()
        self._titles: dict[int, str] = {}
        self._reports: set[int] = set()
        self._last_report = 0
        self._last_issue = 0
        self._revisions: set[int] = set()
        self._read_until = 0.0
        self._erased_until = _LONG_AGO
        self._refreshing = threading.Lock()
        self.ready = False

    def refresh_aside(self) -> None:
        """Catch up on a thread of its own, unless one is at it: for callers whom Slack waits for."""
        if not self._refreshing.locked():
            threading.Thread(target=self._refresh_safely, name="similar", daemon=True).start()

    def refresh(self) -> None:
        """Catch up with the database, and wait for it. Costs a second or two for ten thousand new texts."""
        with self._refreshing:
            with self._database.reading() as session:
                seconds = database_seconds(session)
            revised = self._revised()
            self._take_reports()
            self._take_again(revised)
            self._drop_erased()
            self._take_issues()
            self._take_changed_titles()
            self._read_until = seconds
            self.ready = True

    def find(self, text: str, limit: int = 5) -> list[Match]:
        """What is known and alike, the most alike first, each issue once. Nothing before the first refresh."""
        with self._database.reading() as session:
            return self.find_by(session, text, limit)

    def find_by(self, session: Session, text: str, limit: int, least: float = 0.0) -> list[Match]:
        """The same for callers with less patience than the index itself: how things stand is read by their session.
        least: what scores lower is not even looked up.
        """
        if not text.strip():
            return []
        found: list[Match] = []
        for surplus in _SURPLUS:
            wanted = min(surplus * limit, _MOST_RANKED)
            ranked = [(place, score) for place, score in self._ranking.search(text, wanted) if score >= least]
            found = list(_standing(session, ranked))[:limit] if ranked else []
            if len(found) == limit or len(ranked) < wanted:
                break
        return found

    def _refresh_safely(self) -> None:
        try:
            self.refresh()
        except StorageError:
            log.warning("the index of similar issues could not be refreshed; the next try catches up", exc_info=True)

    def _take_reports(self) -> None:
        after = max(0, self._last_report - _LATE_IDS)
        while True:
            with self._database.reading() as session:
                rows = report_texts(session, after, _BATCH)
            new = [row for row in rows if row.id not in self._reports]
            self._ranking.add((("report", row.id), _whole(row.title, row.what)) for row in new)
            self._reports.update(row.id for row in new)
            if rows:
                after = rows[-1].id
                self._last_report = max(self._last_report, after)
            if len(rows) < _BATCH:
                return

    def _revised(self) -> dict[int, str]:
        """The texts, as they read now, of the reports in the index that were edited since the last time."""
        with self._database.reading() as session:
            rows = revised_texts(session, max(0, max(self._revisions, default=0) - _LATE_IDS))
        new = [row for row in rows if row.id not in self._revisions]
        self._revisions = {row.id for row in rows} or self._revisions
        return {row.report_id: _whole(row.title, row.what) for row in new if row.report_id in self._reports}

    def _take_again(self, texts: dict[int, str]) -> None:
        self._ranking.drop(("report", number) for number in texts)
        self._ranking.add((("report", number), text) for number, text in texts.items())

    def _drop_erased(self) -> None:
        with self._database.reading() as session:
            erased = erased_since(session, self._erased_until - _LATE_ERASING)
        self._ranking.drop(("report", number) for number in erased)
        self._erased_until = max([self._erased_until, *erased.values()])

    def _take_issues(self) -> None:
        after = max(0, self._last_issue - _LATE_IDS)
        while True:
            with self._database.reading() as session:
                rows = issue_titles(session, after, _BATCH)
            self._take_titles([(row.id, row.title) for row in rows])
            if rows:
                after = rows[-1].id
                self._last_issue = max(self._last_issue, after)
            if len(rows) < _BATCH:
                return

    def _take_changed_titles(self) -> None:
        with self._database.reading() as session:
            rows = titles_read_since(session, self._read_until - _LATE_SECONDS)
        self._take_titles([(row.id, row.title) for row in rows])

    def _take_titles(self, rows: list[tuple[int, str]]) -> None:
        new = [(number, title) for number, title in rows if self._titles.get(number) != title]
        self._ranking.drop(("issue", number) for number, _ in new)
        self._ranking.add((("issue", number), title) for number, title in new)
        self._titles.update(new)


def _whole(title: str, what: str) -> str:
    """The title as the first line, unless the text begins with it: a title is mostly its first sentence."""
    return what if what.startswith(title.rstrip("…")) else f"{title}\n{what}"


def _standing(session: Session, ranked: list[tuple[_Place, float]]) -> Iterator[Match]:
    """What was found as it stands now; the reports of one issue are one."""
    homes = issues_of_reports(session, [number for (kind, number), _ in ranked if kind == "report"])
    issues = {number for (kind, number), _ in ranked if kind == "issue"} | {home for home in homes.values() if home}
    by_issue = known_issues(session, issues)
    by_report = known_reports(session, [number for number, home in homes.items() if home is None])
    told: set[Known] = set()
    for (kind, number), score in ranked:
        issue = number if kind == "issue" else homes.get(number)
        known = by_issue.get(issue) if issue else by_report.get(number)
        if known and known not in told:
            told.add(known)
            yield Match(known, score)
