"""`/metrics`: what this process counted, and how the loop stands, read from the database when somebody asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from config.clock import Clock
from loop.meters import TARGETS, Meters
from loop.polling import POLL
from storage import bucket, outbox
from storage.database import Database, Session, StorageError
from storage.outbox import OwedState
from storage.turn import last_ok

log = structlog.get_logger(__name__)

# What is done is history, not depth.
_STATES = tuple(state for state in OwedState if state is not OwedState.DONE)


class Metrics:
    """The page. Each process shows its own counters; the gauges are the same whichever process is asked."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self, meters: Meters, database: Database, clock: Clock) -> None:
        self._meters = meters
        self._gauges = CollectorRegistry()
        self._gauges.register(_Standing(database, clock))

    def text(self) -> bytes:
        """Everything, in the text format of Prometheus."""
        return generate_latest(self._meters.registry) + generate_latest(self._gauges)


class _Standing(Collector):
    """How the loop stands, by the database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def describe(self) -> Iterable[Metric]:
        """Name nothing in advance: the registry would otherwise read the database when the page is built."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Read the gauges; while the database does not answer, that alone is told."""
        try:
            with self._database.reading() as session:
                found = [*_owed(session), *self._jira(session)]
        except StorageError:
            log.exception("the gauges could not be read")
            found = None
        yield GaugeMetricFamily("friction_database_up", "Whether the database answers.", value=float(found is not None))
        yield from found or []

    def _jira(self, session: Session) -> list[Metric]:
        read_at = last_ok(session, POLL)
        lag = (self._clock.now() - read_at).total_seconds() if read_at else float("inf")
        waiting = {found.name for found in bucket.blocked(session)}
        circuits = GaugeMetricFamily(
            "friction_circuit_open", "Whether a whole target is waited for.", labels=["target"]
        )
        for target in TARGETS:
            circuits.add_metric([target], float(target in waiting))
        return [
            GaugeMetricFamily("friction_poll_lag_seconds", "Since Jira was last read; +Inf: never.", value=lag),
            circuits,
            GaugeMetricFamily(
                "friction_limits_waiting", "Rate limits and circuits that recover.", value=float(len(waiting))
            ),
        ]


def _owed(session: Session) -> list[Metric]:
    depth = GaugeMetricFamily("friction_outbox_rows", "Owed writes that are not done.", labels=["target", "state"])
    oldest = GaugeMetricFamily(
        "friction_outbox_oldest_seconds", "Age of the oldest of them.", labels=["target", "state"]
    )
    dead = GaugeMetricFamily("friction_dead_letters", "Owed writes given up until a person acts.", labels=["target"])
    found = {(each.target, each.state): each for each in outbox.depths(session)}
    for target in TARGETS:
        stuck = 0
        for state in _STATES:
            there = found.get((target, state))
            depth.add_metric([target, state.value], there.rows if there else 0)
            oldest.add_metric([target, state.value], there.oldest_seconds if there else 0.0)
            stuck += there.given_up if there else 0
        dead.add_metric([target], stuck)
    return [depth, oldest, dead]
