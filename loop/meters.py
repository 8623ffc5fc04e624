"""What one process counts of its own work, for whoever scrapes it. Nothing is registered when this is imported."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram

from loop import owing
from loop.answers import KINDS

TARGETS = (owing.JIRA, owing.SLACK)
# Slack waits three seconds; the promise is half a second.
_ACK_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)


class Meters:
    """Counters and histograms of this process, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._answers = Counter(
            "friction_answers", "Answers of a target, by what they meant.", ["target", "kind"], registry=self.registry
        )
        self._claims = Counter(
            "friction_claims", "Owed writes taken in hand, by target.", ["target"], registry=self.registry
        )
        self._acks = Histogram(
            "friction_ack_seconds",
            "From a delivery of Slack to our answer, by kind of delivery.",
            ["kind"],
            buckets=_ACK_BUCKETS,
            registry=self.registry,
        )
        for target in TARGETS:  # so that a rate is nought and not missing before the first
            self._claims.labels(target)
            for kind in KINDS:
                self._answers.labels(target, kind)

    def answered(self, target: str, kind: str) -> None:
        """Count an answer; `kind` is one of `loop.answers.KINDS`."""
        self._answers.labels(target, kind).inc()

    def claimed(self, target: str) -> None:
        """Count a claim."""
        self._claims.labels(target).inc()

    def acked(self, kind: str, seconds: float) -> None:
        """Note how long Slack waited."""
        self._acks.labels(kind).observe(seconds)
