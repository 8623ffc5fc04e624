"""What one run of the soak does, and the durations it states."""

from __future__ import annotations

from dataclasses import dataclass

LEASE = 5.0
GRACE = 4.0
# A create whose answer was lost commits up to so many seconds after it: inside the grace, with room for a busy machine.
LATEST_COMMIT = 1.5
SLACK_GRACE = 3.0
DEBOUNCE = 0.5
INDEX_LAG = 2.0
RECHECK_SECONDS = 20.0

# Real durations: those of an installation, shortened, so that hundreds of deaths fit into half an hour.
SETTINGS = {
    "OUTBOX_LEASE_SECONDS": str(LEASE),
    "UNKNOWN_GRACE_SECONDS": str(GRACE),
    "SLACK_UNKNOWN_GRACE_SECONDS": str(SLACK_GRACE),
    "JIRA_TIMEOUT_SECONDS": "2",
    "OUTCOME_DEBOUNCE_SECONDS": str(DEBOUNCE),
    "POLL_INTERVAL_SECONDS": "2",
    "RECONCILE_MINUTES": "5",
    "RECHECK_MINUTES": str(RECHECK_SECONDS / 60),
}

REPORTS_PER_PERSON = 5
# So many reports may be acknowledged and not yet in Jira: more would be a queue, and no rush.
MOST_UNFILED = 30
SHARE_ENDED = 0.5


@dataclass(frozen=True)
class Plan:
    """One run. `restarts` is how often PostgreSQL is restarted immediately or, on SQLite, everything killed at once.

    kills: SIGKILLs of single processes, at moments the dice choose and at named points of the way.
    """

    database: str
    reports: int
    kills: int
    restarts: int
    seed: int
    naive: bool = False
    workers: int = 3

    @property
    def people(self) -> list[str]:
        """Who reports: ids of Slack users."""
        return [f"U5{number:04d}" for number in range(max(10, self.reports // REPORTS_PER_PERSON))]


def planned(
    database: str,
    reports: int,
    seed: int,
    *,
    kills: int | None = None,
    restarts: int | None = None,
    naive: bool = False,
) -> Plan:
    """A plan with as many deaths as fit: one per twenty reports, one restart per five hundred."""
    return Plan(
        database=database,
        reports=reports,
        kills=max(12, reports // 20) if kills is None else kills,
        restarts=max(2, reports // 500) if restarts is None else restarts,
        seed=seed,
        naive=naive,
    )
