"""The search index: what searches see, which may be behind the truth."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sandbox.jira.issues import Issue

LONGEST_LAG = 3600.0
"""Seconds; versions older than the one that was current then are forgotten."""


class SearchIndex:
    """Every issue's recent versions, by the real time they were committed, and those that searches see by now."""

    def __init__(self) -> None:
        self.lag = 0.0
        self._versions: dict[int, deque[tuple[float, Issue]]] = {}
        self._stuck: dict[int, Issue | None] = {}
        self._never: set[str] = set()
        # What searches see, and what they are yet to see, oldest first: no search has to look at all versions.
        self._visible: dict[int, Issue] = {}
        self._coming: deque[tuple[float, Issue]] = deque()

    def note(self, issue: Issue) -> None:
        """Take in a new version."""
        if issue.id not in self._versions and (issue.key in self._never or str(issue.id) in self._never):
            self._stuck[issue.id] = None
        now = time.monotonic()
        versions = self._versions.setdefault(issue.id, deque())
        versions.append((now, issue))
        self._coming.append((now, issue))
        while len(versions) > 1 and versions[1][0] <= now - LONGEST_LAG:
            versions.popleft()

    def set_lag(self, seconds: float) -> None:
        """Let searches see what was true so many real seconds ago. Raises ValueError beyond LONGEST_LAG."""
        if not 0 <= seconds <= LONGEST_LAG:
            raise ValueError(f"index_lag is between 0 and {LONGEST_LAG:.0f} seconds")
        self.lag = float(seconds)
        self._begin_anew()

    def never_index(self, issues: Iterable[Issue], names: Iterable[str]) -> None:
        """Index these never again: they stay as searches see them now. `names` may be keys or ids yet to come."""
        seen = {issue.id: self._seen(issue.id) for issue in issues}
        self._stuck = seen
        self._never = set(names)
        self._begin_anew()

    def visible(self) -> Iterable[Issue]:
        """Return the issues as searches see them."""
        horizon = time.monotonic() - self.lag
        while self._coming and self._coming[0][0] <= horizon:
            _, issue = self._coming.popleft()
            if issue.id not in self._stuck:
                self._show(issue)
        return self._visible.values()

    def _show(self, issue: Issue) -> None:
        if issue.deleted:
            self._visible.pop(issue.id, None)
        else:
            self._visible[issue.id] = issue

    def _begin_anew(self) -> None:
        """Work out what searches see from all versions."""
        horizon = time.monotonic() - self.lag
        self._visible = {}
        for number in self._versions:
            if (issue := self._seen(number)) is not None:
                self._show(issue)
        later = [(at, issue) for versions in self._versions.values() for at, issue in versions if at > horizon]
        self._coming = deque(sorted(later, key=lambda version: version[0]))

    def _seen(self, number: int) -> Issue | None:
        if number in self._stuck:
            return self._stuck[number]
        horizon = time.monotonic() - self.lag
        return next((issue for at, issue in reversed(self._versions[number]) if at <= horizon), None)
