"""A made-up history of any length: reports that are filed, watched, mostly ended, told of and sometimes reopened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np

from config.words import Outcome, State
from storage.event import EventKind

TRACKS = {"ticketing": 4, "assets": 3, "network": 5}
"""Track to how many products."""

YEARS = 3
END = datetime(2026, 11, 1, tzinfo=UTC)
EVENTS_PER_REPORT = 10
_SECONDS = YEARS * 365 * 86_400
_HOUR, _DAY = 3600, 86_400
_REPORTS_PER_ISSUE = 1.25
_REOPENED = 0.05
_OUTCOMES = (Outcome.INTEGRATED, Outcome.DECLINED, Outcome.ANSWERED, Outcome.NOT_REPRODUCIBLE, Outcome.UNKNOWN)
_SHARES = (0.46, 0.3, 0.12, 0.1, 0.02)

# What happens to a report, in its order: the state it leaves behind, and whether an outcome stands after it.
_COURSE: Sequence[tuple[EventKind, State, bool]] = (
    (EventKind.SUBMITTED, State.RECEIVED, False),
    (EventKind.FILED, State.FILED, False),
    (EventKind.OBSERVED, State.FILED, False),
    (EventKind.RESOLVED, State.RESOLVED, True),
    (EventKind.TOLD, State.RESOLVED, True),
    (EventKind.VERIFIED, State.RESOLVED, True),
    (EventKind.REOPENED, State.FILED, False),
    (EventKind.RESOLVED, State.RESOLVED, True),
)
_SUBMITTED, _FILED, _OBSERVED, _RESOLVED, _TOLD, _VERIFIED, _REOPENED_AT, _AGAIN = range(len(_COURSE))
REMARKS = (_OBSERVED, _TOLD, _VERIFIED)
"""Steps that leave a report as it stands."""


@dataclass(frozen=True)
class History:
    """Arrays over reports (`submitted`, `product`, `issue`, `outcome`), and over events in the order they happened
    (`step` of a report's course, `report`, `at`). Times are seconds before `END`, counted from its beginning.
    """

    submitted: Any
    product: Any
    issue: Any
    outcome: Any
    step: Any
    report: Any
    at: Any

    @property
    def products(self) -> list[str]:
        """Every product, in the order of their numbers."""
        return [f"{track}-{number}" for track, count in TRACKS.items() for number in range(count)]

    def moments(self, seconds: Any) -> Any:
        """Return instants as naive UTC of NumPy."""
        begin = np.datetime64(END.replace(tzinfo=None), "s") - np.timedelta64(_SECONDS, "s")
        return begin + seconds.astype("timedelta64[s]")

    def events(self) -> Iterator[tuple[int, str, int, str, str, str | None, int | None]]:
        """Return every event: report, kind, second, product, state, outcome, issue; ids count from 1."""
        products, outcomes = self.products, [outcome.value for outcome in _OUTCOMES]
        course = [(kind.value, state.value, ended) for kind, state, ended in _COURSE]
        columns = (self.step, self.report, self.at, self.product[self.report], self.outcome[self.report])
        issues = self.issue[self.report]
        for step, report, at, product, outcome, issue in zip(
            *(c.tolist() for c in columns), issues.tolist(), strict=True
        ):
            kind, state, ended = course[step]
            has_issue = issue + 1 if step else None
            yield report + 1, kind, at, products[product], state, outcomes[outcome] if ended else None, has_issue


def make_history(events: int, seed: int = 1) -> History:
    """Make a history of about so many events, over three years to `END`."""
    random = np.random.default_rng(seed)
    reports = max(1, events // EVENTS_PER_REPORT)
    submitted = np.sort(random.integers(0, _SECONDS, reports))
    issue = random.integers(0, max(1, int(reports / _REPORTS_PER_ISSUE)), reports)
    # Reports of one issue are about one product.
    product = issue % sum(TRACKS.values())
    filed = submitted + random.integers(60, _HOUR, reports)
    resolved = filed + (random.exponential(120, reports) * _DAY).astype(np.int64)
    told, answered = resolved + 600, resolved + random.integers(_HOUR, 5 * _DAY, reports)
    reopened = np.where(random.random(reports) < _REOPENED, answered + _DAY, 2 * _SECONDS)
    moments = [(_SUBMITTED, submitted), (_FILED, filed), (_RESOLVED, resolved), (_TOLD, told), (_VERIFIED, answered)]
    moments += [(_REOPENED_AT, reopened), (_AGAIN, reopened + 20 * _DAY)]
    steps = [np.full(reports, step, np.int8) for step, _ in moments]
    whose = [np.arange(reports) for _ in moments]
    times = [at for _, at in moments]
    # Whoever works on an issue moves it about until it ends: the rest of the history is that.
    _watched(random, events, steps, whose, times, filed, resolved)
    step, report, at = np.concatenate(steps), np.concatenate(whose), np.concatenate(times)
    order = np.argsort(at[past := at < _SECONDS], kind="stable")
    outcome = random.choice(len(_OUTCOMES), reports, p=_SHARES).astype(np.int8)
    return History(submitted, product, issue, outcome, step[past][order], report[past][order], at[past][order])


def _watched(
    random: Any, events: int, steps: list[Any], whose: list[Any], times: list[Any], filed: Any, resolved: Any
) -> None:
    """Fill up to `events` with what was observed while reports were open."""
    reports = len(filed)
    there = sum(int((at < _SECONDS).sum()) for at in times)
    report = random.integers(0, reports, max(0, events - there))
    until = np.minimum(resolved, _SECONDS)[report]
    begin = np.minimum(filed[report], until - 1)
    steps.append(np.full(len(report), _OBSERVED, np.int8))
    whose.append(report)
    times.append(begin + (random.random(len(report)) * (until - begin)).astype(np.int64))
