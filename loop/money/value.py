"""What an entry is worth up to an instant. A gain of what was reported counts while that stands as shipped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from config.words import Benefit
from loop.money.amounts import Amount
from storage.figures.money import Interval, Stood
from storage.money import Entry

# A twelfth of 365.25 days, in seconds.
MONTH = Decimal(2_629_800)
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Booked:
    """An entry with the report it rests on, as it stood (None: it belongs to the track as a whole).

    counted_with: the name of the entry of the same gain that counts instead; empty if this one counts.
    """

    entry: Entry
    stood: Stood | None
    track: str
    counted_with: str = ""

    @property
    def benefit(self) -> Benefit:
        """What it is about."""
        return self.entry.claim.benefit

    @property
    def confirmed(self) -> bool:
        """In which of the two ledgers it stands."""
        return self.entry.confirmation is not None

    @property
    def spans(self) -> Sequence[Interval]:
        """When it counts: while it stood as shipped, or from its first day to its last."""
        claim = self.entry.claim
        if self.stood is not None:
            return self.stood.shipped
        return [(claim.since, claim.until)] if claim.since is not None else []

    @property
    def begins_on(self) -> datetime:
        """From when on it counts; what has not shipped counts for nothing yet."""
        return self.spans[0][0] if self.spans else _NEVER

    def runs_at(self, instant: datetime) -> bool:
        """Whether it counts at an instant: it has begun, was not reopened or ended, and its months are not over."""
        most = self.entry.claim.months
        begun = any(start <= instant and (end is None or instant < end) for start, end in self.spans)
        return begun and (most is None or months(self.spans, instant) < most)

    def worth(self, until: datetime) -> Amount:
        """What it had come to by an instant."""
        return Amount(*self.entry.amounts).times(self._factor(until))

    def _factor(self, until: datetime) -> Decimal:
        if self.entry.claim.monthly:
            had, most = months(self.spans, until), self.entry.claim.months
            return had if most is None else min(had, Decimal(most))
        stands = self.spans[-1] if self.spans else None
        # What came once is gone again when it was reopened, and comes anew when it ships anew.
        return Decimal(1) if stands and stands[1] is None and stands[0] <= until else Decimal(0)


def months(spans: Sequence[Interval], until: datetime) -> Decimal:
    """How many months of these spans had passed by an instant."""
    passed = ((min(end or until, until) - start).total_seconds() for start, end in spans if start < until)
    return sum((Decimal(str(seconds)) for seconds in passed), Decimal(0)) / MONTH
