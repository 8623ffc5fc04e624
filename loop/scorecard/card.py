"""What a scorecard holds, and how programs read it. Rates are fractions, None where there is nothing to divide by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from config.catalogue import Track
from config.words import Outcome
from loop.scorecard.scene import Excerpt
from loop.statistics import Incidence, Interval, Verdict, wilson


@dataclass(frozen=True, slots=True)
class Share:
    """`integrated` of `n` reports."""

    n: int
    integrated: int

    @property
    def rate(self) -> float | None:
        """The integration rate."""
        return self.integrated / self.n if self.n else None

    @property
    def wilson95(self) -> Interval | None:
        """The plain Wilson interval, descriptive: it takes reports for independent, which duplicates are not."""
        return wilson(self.integrated, self.n)

    def as_json(self) -> dict[str, Any]:
        """The share, its base and its interval."""
        interval = self.wilson95
        bounds = [interval.low, interval.high] if interval else None
        return {"n": self.n, "integrated": self.integrated, "rate": self.rate, "wilson95": bounds}


@dataclass(frozen=True, slots=True)
class RateAt:
    """The share as of one instant: a point of the chart."""

    at: datetime
    share: Share


@dataclass(frozen=True, slots=True)
class Verification:
    """Reports whose submitter was asked whether it is fixed, by the latest answer."""

    asked: int
    fixed: int
    still_broken: int
    unsure: int

    @property
    def rate(self) -> float | None:
        """Fixed among those who could tell."""
        told = self.fixed + self.still_broken
        return self.fixed / told if told else None

    @property
    def silent(self) -> int:
        """Asked, and no answer."""
        return self.asked - self.fixed - self.still_broken - self.unsure


@dataclass(frozen=True, slots=True)
class Judged:
    """The month-end look that the verdict rests on last: matured reports of the two years before it.

    `interval` takes duplicates for one piece of evidence. `at` is None while no month has ended since the first report.
    """

    at: datetime | None
    share: Share
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class ProductShare:
    """A product's part of its track: all of its reports, the matured ones, and how many are open. name, owner: as the
    catalogue has them; owner is None of a product that has left it.
    """

    key: str
    name: str
    owner: str | None
    total: Share
    matured: Share
    open: int


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Every figure of a track as of `as_of`, of the reports of an excerpt. products: its parts, those with most reports
    first.

    total, matured, decided: all reports, those older than the track's maturity, those that somebody decided. issues:
    distinct issues, and those with an integrated report; a report without an issue counts as one. answer_rate:
    integrated, or ended with a reason delivered. change: how much higher the rate is than 90 days before, as a
    fraction; None where there was too little to compare. filed: reports that have, or had, an issue. curve: the
    incidence week by week, for who draws it; `incidence` holds its promised horizons. median_days: by then half had
    shipped. reason: what drags the verdict, in one sentence. withdrawn reports are in no other figure; imported ones
    are in all.
    """

    track: Track
    as_of: datetime
    excerpt: Excerpt
    products: Sequence[ProductShare]
    total: Share
    matured: Share
    outcomes: Mapping[Outcome, int]
    open: int
    filed: int
    withdrawn: int
    imported: Share
    decided: Share
    issues: Share
    incidence: Mapping[int, Incidence | None]
    curve: Mapping[int, Incidence | None]
    median_days: float | None
    answer_rate: float | None
    verified: Verification
    verdict: Verdict
    judged: Judged
    reason: str
    change: float | None
    history: Sequence[RateAt]
    jira_last_read: datetime | None

    @property
    def departed(self) -> Sequence[ProductShare]:
        """What counts here, and has left the catalogue."""
        return [part for part in self.products if part.owner is None]

    @property
    def decided_rate(self) -> float | None:
        """Integrated among the decided: to be read beside the integration rate only, since it ignores what waits."""
        return self.decided.rate

    @property
    def distinct_issue_rate(self) -> float | None:
        """The integration rate with an issue for a unit: duplicates count once."""
        return self.issues.rate

    @property
    def unknown(self) -> int:
        """Ended with a status and resolution that no outcome map names."""
        return self.outcomes.get(Outcome.UNKNOWN, 0)

    @property
    def removed(self) -> int:
        """Ended with the issue deleted."""
        return self.outcomes.get(Outcome.REMOVED, 0)

    def as_json(self) -> dict[str, Any]:
        """The figures under the names that `friction scorecard --json` promises."""
        return {
            "track": self.track.key,
            **self.total.as_json(),
            "matured": self.matured.as_json(),
            "decided_rate": self.decided_rate,
            "distinct_issue_rate": self.distinct_issue_rate,
            "incidence": {
                str(days): incidence.probability if incidence else None for days, incidence in self.incidence.items()
            },
            "answer_rate": self.answer_rate,
            "verified": {
                "asked": self.verified.asked,
                "fixed": self.verified.fixed,
                "still_broken": self.verified.still_broken,
                "rate": self.verified.rate,
            },
            "verdict": self.verdict.value,
            "unknown": self.unknown,
            "funnel": {
                "n": self.total.n,
                "filed": self.filed,
                "ended": self.total.n - self.open,
                "integrated": self.total.integrated,
                "fixed": self.verified.fixed,
            },
            "reason": self.reason,
            "trend": [{"as_of": point.at.isoformat(), **point.share.as_json()} for point in self.history],
        }


def as_json(
    as_of: datetime,
    cards: Sequence[Scorecard],
    beside: Mapping[str, Mapping[str, Any]] | None = None,
    in_no_track: Mapping[str, int] | None = None,
) -> dict[str, Any]:
    """What `friction scorecard --json` prints. beside: further groups of figures, by track. in_no_track: reports of
    products that are in none any more; nothing is printed of it while there are none.
    """
    beside = beside or {}
    only = next(({"only": card.excerpt.as_json()} for card in cards if not card.excerpt.is_whole), {})
    return {
        "as_of": as_of.isoformat(),
        **only,
        **({"in_no_track": dict(in_no_track)} if in_no_track else {}),
        "tracks": [{**card.as_json(), **beside.get(card.track.key, {})} for card in cards],
    }
