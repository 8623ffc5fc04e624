"""Where a report stood, and from when until when: its history as stretches of time, for figures to count at once.

Events stay the truth. A stretch is what an event leaves behind until the next one: whoever asks where half a million
reports stood on some day reads these narrow rows in one go, and not ten times as many events.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from config.words import Outcome, State
from storage.event import Event, EventKind
from storage.types import Base, Word

# These say something of a report and leave it as it stands: what they repeat of its standing, a correction of what was
# before them may have made untrue.
REMARKS = frozenset(
    {
        EventKind.TOLD,
        EventKind.VERIFIED,
        EventKind.OBSERVED,
        EventKind.FLAGGED,
        EventKind.ERASED,
        EventKind.REVISED,
        EventKind.ESTIMATED,
        EventKind.ASSESSED,
        EventKind.ASKED,
        EventKind.REPLIED,
        EventKind.ADDED,
        EventKind.ACCEPTED,
    }
)
# These change what it belongs to, and do not move it: no end begins with them.
TIES = frozenset({EventKind.MOVED, EventKind.MERGED, EventKind.PARTED, EventKind.HANDED_OVER})


class Standing(Base):
    """How a report stood from `since` on, until (None: still) something changed that. What never changes of the report
    itself is repeated here, so that nothing else has to be read to count it.
    """

    __tablename__ = "standings"
    __table_args__ = (Index("ix_standings_report", "report_id", "since", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"))
    submitted_at: Mapped[datetime]
    imported: Mapped[bool]
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    recorded_at: Mapped[datetime]
    product: Mapped[str] = mapped_column(String(64))
    state: Mapped[State] = mapped_column(Word(State))
    outcome: Mapped[Outcome | None] = mapped_column(Word(Outcome))
    issue_id: Mapped[int | None]
    # It only changed what the report belongs to: the end or beginning that it stands by is that of the one before.
    tie: Mapped[bool]
    # When the latest move up to here occurred, and by when all of them were recorded; None: with this very stretch.
    moved_at: Mapped[datetime | None]
    learnt_at: Mapped[datetime | None]

    @classmethod
    def after(cls, event: Event, submitted_at: datetime, *, imported: bool) -> Standing | None:
        """What an event leaves behind; None where it leaves its report as it stands."""
        if event.state is None or event.product is None or event.kind in REMARKS:
            return None
        return cls(
            submitted_at=submitted_at,
            imported=imported,
            since=event.occurred_at,
            recorded_at=event.recorded_at,
            product=event.product,
            state=event.state,
            outcome=event.outcome,
            issue_id=event.issue_id,
            tie=event.kind in TIES,
        )


def insert_standing(past: list[Standing], new: Standing) -> None:
    """Put a stretch in its place among those of its report, behind what began at the same moment, and close the ranks.
    A correction has its place in the past: at the moment of the end that it corrects.
    """
    past.insert(bisect_right(past, new.since, key=lambda one: one.since), new)
    moved, learnt = new.since, new.recorded_at
    for place, one in enumerate(past):
        following = past[place + 1] if place + 1 < len(past) else None
        one.until = following.since if following else None
        moved = moved if one.tie and place else one.since
        learnt = learnt if one.tie and place else one.recorded_at if not place else max(learnt, one.recorded_at)
        one.moved_at = None if moved == one.since else moved
        one.learnt_at = None if learnt == one.recorded_at else learnt
