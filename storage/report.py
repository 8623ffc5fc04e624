"""A report: one employee's submission about one product. Its state changes only through the methods here."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, String, Text, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, object_session, relationship

from config.words import Feasibility, Kind, Outcome, Severity, State, Tier
from storage.event import Event, EventKind, Stamp
from storage.standing import Standing, insert_standing
from storage.types import Base, Word

if TYPE_CHECKING:
    from storage.issue import Issue

# Crockford's base 32 leaves out I, L, O and U: a reference survives being read aloud.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SHORTEST = 4
# The source of a report that a restored database had forgotten and Jira had not.
RECOVERED = "recovered"

# Which state may follow which. The README's diagram is compared with this table by a test.
MOVES: dict[State, frozenset[State]] = {
    State.RECEIVED: frozenset({State.FILED, State.DECLINED, State.ANSWERED, State.WITHDRAWN}),
    State.FILED: frozenset({State.RESOLVED}),
    State.RESOLVED: frozenset({State.FILED, State.RESOLVED}),
    State.DECLINED: frozenset(),
    State.ANSWERED: frozenset(),
    State.WITHDRAWN: frozenset(),
}
OPEN_STATES = (State.RECEIVED, State.FILED)
_WITHOUT_HELP = frozenset({Outcome.DECLINED, Outcome.NOT_REPRODUCIBLE})


class IllegalMoveError(Exception):
    """A report was asked to go from one state to another that may not follow it."""


@dataclass(frozen=True)
class Estimate:
    """What a person thinks of a report: what sort of trouble it is, how bad, and how hard to mend."""

    kind: Kind
    severity: Severity
    feasibility: Feasibility


class Report(Base):
    """One submission. Text is immutable after filing; the row is never deleted by the loop."""

    __tablename__ = "reports"
    __table_args__ = (
        Index("ix_reports_reporter", "reporter"),
        Index("ix_reports_issue", "issue_id"),
        Index("ix_reports_product", "product", "submitted_at"),
        Index("ix_reports_message", "channel", "message_ts"),
        Index("ix_reports_thread", "channel", "thread"),
        Index("ix_reports_tier", "tier"),
        Index("ix_reports_erased", "erased_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # What proves an issue of Jira to be this report's. A reference is for people: a database that was put back from a
    # backup may hand one out again.
    uuid: Mapped[str] = mapped_column(String(32), unique=True, default=lambda: uuid4().hex)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    product: Mapped[str] = mapped_column(String(64))
    reporter: Mapped[str] = mapped_column(String(255))
    reporter_name: Mapped[str] = mapped_column(String(255), default="")
    submitted_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(24))
    title: Mapped[str] = mapped_column(String(255))
    what: Mapped[str] = mapped_column(Text)
    expected: Mapped[str] = mapped_column(Text, default="")
    frequency: Mapped[str] = mapped_column(String(32), default="")
    minutes: Mapped[int | None]
    who_else: Mapped[str] = mapped_column(String(32), default="")
    # What it says to the fields that its product's create screen requires: for each its id, name and value.
    details: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    # What triage proposes, until a person says otherwise; feasibility is the product side's estimate alone.
    kind: Mapped[Kind] = mapped_column(Word(Kind), default=Kind.DEFECT)
    severity: Mapped[Severity] = mapped_column(Word(Severity), default=Severity.SLOWS)
    feasibility: Mapped[Feasibility] = mapped_column(Word(Feasibility), default=Feasibility.NORMAL)
    # By the catalogue's rules; what is of the last tier is shown to those who look after security alone.
    tier: Mapped[Tier] = mapped_column(Word(Tier), default=Tier.LOW)
    permalink: Mapped[str] = mapped_column(Text, default="")
    # The message it was made of, and the thread it stands in: where its taking in is confirmed. Empty: neither.
    channel: Mapped[str] = mapped_column(String(32), default="")
    message_ts: Mapped[str] = mapped_column(String(32), default="")
    thread: Mapped[str] = mapped_column(String(32), default="")
    # Kinds of what was masked in the text, and kinds of personal data that were left in it.
    masked: Mapped[list[str]] = mapped_column(default=list)
    noticed: Mapped[list[str]] = mapped_column(default=list)
    # The reporter wants no name in Jira and channels. Here it stands all the same: somebody must be told of the end.
    name_hidden: Mapped[bool] = mapped_column(default=False)
    # Since when the row says neither who reported nor in which words. Nobody is told of it any more.
    erased_at: Mapped[datetime | None]
    imported: Mapped[bool] = mapped_column(default=False)
    # What makes a row of an imported file this report and no other. Never swept: history is imported once for ever.
    import_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    state: Mapped[State] = mapped_column(Word(State), default=State.RECEIVED)
    outcome: Mapped[Outcome | None] = mapped_column(Word(Outcome))
    ended_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    # Merged into an issue that had ended before this report was submitted: nothing shipped because of it.
    came_after_end: Mapped[bool] = mapped_column(default=False)
    last_event_at: Mapped[datetime]
    # What its reporter was asked for, once, because the report does not say it; empty: nothing, or they have answered.
    to_ask: Mapped[str] = mapped_column(String(16), default="")
    # Whether it could be acted on as it first read; None: it was imported, or known again from Jira.
    complete: Mapped[bool | None]
    # Nothing is filed before somebody has decided: its product's policy is `review`.
    awaits_triage: Mapped[bool] = mapped_column(default=False)
    # Where the card stands on which that is done or read: a channel, or the id of an owner; empty without a card.
    desk: Mapped[str] = mapped_column(String(32), default="")
    issue_id: Mapped[int | None] = mapped_column(ForeignKey("issues.id"))
    issue: Mapped[Issue | None] = relationship(back_populates="reports", foreign_keys=issue_id)
    # The issue it was in before that gave way to the present one.
    merged_from_id: Mapped[int | None] = mapped_column(ForeignKey("issues.id"))
    # Its history as figures count it; in the order of time.
    standings: Mapped[list[Standing]] = relationship(order_by=(Standing.since, Standing.id))

    @classmethod
    def submit(cls, session: Session, stamp: Stamp, *, proposed: dict[str, Any] | None = None, **fields: Any) -> Report:
        """Store a new report with a reference nobody else has, and the event of its submission. proposed: what was
        proposed of it, and why; the event keeps it beside what was chosen.
        """
        report = cls(
            reference=new_reference(session),
            state=State.RECEIVED,
            submitted_at=stamp.occurred_at,
            last_event_at=stamp.occurred_at,
            standings=[],
            **fields,
        )
        session.add(report)
        session.flush()
        signed = Stamp(report.signature, stamp.occurred_at, stamp.recorded_at)
        report.record(EventKind.SUBMITTED, signed, source=report.source, **(proposed or {}))
        return report

    @classmethod
    def recover(cls, session: Session, stamp: Stamp, *, reference: str, **fields: Any) -> Report:
        """Store a report again that this database has forgotten, under its old reference unless that is taken."""
        taken = session.scalar(select(Report.id).where(Report.reference == reference)) is not None
        report = cls(
            reference=new_reference(session) if taken else reference,
            state=State.RECEIVED,
            submitted_at=stamp.occurred_at,
            last_event_at=stamp.occurred_at,
            source=RECOVERED,
            **fields,
        )
        session.add(report)
        session.flush()
        report.record(EventKind.SUBMITTED, stamp, source=report.source)
        return report

    @property
    def signature(self) -> str:
        """Under which name its reporter stands in the history: their own, unless that is hidden or erased."""
        return unnamed(self.reference) if self.name_hidden or self.erased_at else self.reporter

    @property
    def is_open(self) -> bool:
        """Whether the report still waits for an end."""
        return self.state in OPEN_STATES

    @property
    def takes_more(self) -> bool:
        """Whether what its reporter adds is read: until it ends, and where it ended in Jira without help."""
        return self.is_open or (self.state is State.RESOLVED and self.outcome in _WITHOUT_HELP)

    @property
    def restricted(self) -> bool:
        """Whether only those who look after security, and its reporter, may read it."""
        return self.tier is Tier.SECURITY

    def assess(self, tier: Tier, why: str, stamp: Stamp) -> None:
        """Note how much harm it may do, and by which rule."""
        if tier is not self.tier:
            self.tier = tier
            self.record(EventKind.ASSESSED, stamp, tier=tier.value, why=why)

    def accept(self, stamp: Stamp) -> None:
        """Note that somebody decided to file it."""
        self.awaits_triage = False
        self.record(EventKind.ACCEPTED, stamp)

    def hand_over(self, product: str, stamp: Stamp) -> None:
        """Move to another product, before anything is filed."""
        before, self.product = self.product, product
        self.record(EventKind.HANDED_OVER, stamp, handed_over_from=before)

    def revise(self, title: str, what: str, stamp: Stamp) -> None:
        """Read otherwise, before anything is filed."""
        self.title, self.what = title, what
        self.record(EventKind.REVISED, stamp)

    def detail(self, details: list[dict[str, Any]], stamp: Stamp) -> None:
        """Say something else to the fields that Jira requires, before anything is filed."""
        self.details = details
        self.record(EventKind.REVISED, stamp)

    @property
    def standing_estimate(self) -> Estimate:
        """What is thought of it now."""
        return Estimate(self.kind, self.severity, self.feasibility)

    def estimate(self, estimate: Estimate, stamp: Stamp) -> None:
        """Note what a person thinks of it; the event keeps what stood before."""
        before = self.standing_estimate
        self.kind, self.severity, self.feasibility = estimate.kind, estimate.severity, estimate.feasibility
        self.record(EventKind.ESTIMATED, stamp, before=asdict(before), after=asdict(estimate))

    def file_as(self, issue: Issue, stamp: Stamp) -> None:
        """Tie the report to its Jira issue."""
        self._move(State.FILED)
        self.issue = issue
        self.issue_id = issue.id
        self.record(EventKind.FILED, stamp, key=issue.key)

    def file_elsewhere(self, stamp: Stamp) -> None:
        """Note that it was filed where we cannot look: imported history that names no issue."""
        self._move(State.FILED)
        self.record(EventKind.FILED, stamp)

    def resolve(self, outcome: Outcome, stamp: Stamp, **data: Any) -> None:
        """End the report as its issue ended; called again when the issue's outcome changes."""
        self._move(State.RESOLVED)
        self.outcome = Outcome.ANSWERED if self.came_after_end else outcome
        self.record(EventKind.RESOLVED, stamp, **data)
        self.ended_at = self.last_event_at

    def correct(self, outcome: Outcome, stamp: Stamp, reason: str, **data: Any) -> None:
        """Put another outcome in the place of its present one, as of the moment it ended: the history says what was
        believed until it is recorded.
        """
        self._move(State.RESOLVED)
        assert self.ended_at is not None  # noqa: S101  (a resolved report has ended)
        before, self.outcome = self.outcome, outcome
        said = {"was": before, "reason": reason, **data}
        self._append(EventKind.CORRECTED, Stamp(stamp.actor, self.ended_at, stamp.recorded_at), **said)

    def reopen(self, stamp: Stamp) -> None:
        """Put the report back among the open ones."""
        self._move(State.FILED)
        self.outcome = None
        self.ended_at = None
        self.came_after_end = False
        self.record(EventKind.REOPENED, stamp)

    def end_unfiled(self, outcome: Outcome, stamp: Stamp, **data: Any) -> None:
        """End it as declined or answered before anything was filed; no other outcome can come that early."""
        self._move(State(outcome.value))
        self.outcome = outcome
        self.record(EventKind(outcome.value), stamp, **data)
        self.ended_at = self.last_event_at

    def withdraw(self, stamp: Stamp) -> None:
        """Take the report back; possible until it is filed."""
        self._move(State.WITHDRAWN)
        self.record(EventKind.WITHDRAWN, stamp)
        self.ended_at = self.last_event_at

    def decline(self, reason: str, stamp: Stamp) -> None:
        """End the report before it was filed, for a reason that the reporter reads. A matter of security is answered:
        it may well have been mended, where nobody reads of it.
        """
        self.reason = reason
        self.end_unfiled(Outcome.ANSWERED if self.restricted else Outcome.DECLINED, stamp, reason=reason)

    def erase(self, pseudonym: str, title: str, stamp: Stamp) -> None:
        """Forget who reported and in which words. What is counted stays: product, times, state, outcome, impact."""
        self.reporter, self.reporter_name = pseudonym, ""
        self.title, self.what, self.expected, self.permalink = title, "", "", ""
        self.channel, self.message_ts, self.thread = "", "", ""
        # That a reason was given is counted; what it said may speak of the person.
        self.reason = title if self.reason else ""
        self.masked, self.noticed, self.details = [], [], []
        self.erased_at = stamp.recorded_at
        self.record(EventKind.ERASED, stamp)

    def merge_into(self, survivor: Issue, stamp: Stamp) -> None:
        """Move to the issue that survives. Its standing follows from the survivor's, by a further call."""
        merged = self.issue.key if self.issue else ""
        self.merged_from_id = self.issue_id
        self.came_after_end = survivor.ended_at is not None and survivor.ended_at < self.submitted_at
        self.issue = survivor
        self.issue_id = survivor.id
        self.record(EventKind.MERGED, stamp, merged=merged, into=survivor.key)

    def part_from_survivor(self, issue: Issue, stamp: Stamp) -> None:
        """Go back to the issue it was in, which is open again: it was no duplicate after all."""
        survivor = self.issue.key if self.issue else ""
        self.issue, self.issue_id, self.merged_from_id = issue, issue.id, None
        self.came_after_end = False
        if self.is_open:
            self.record(EventKind.PARTED, stamp, parted_from=survivor)
        else:
            self.reopen(stamp)

    def join(self, issue: Issue, stamp: Stamp) -> None:
        """Be filed as an issue that is there already, and stand as that one does: somebody says it is the same."""
        self._move(State.FILED)
        self.merge_into(issue, stamp)
        if issue.ended and issue.outcome is not None:
            self.resolve(issue.outcome, stamp, **issue.said)

    def record(self, kind: EventKind, stamp: Stamp, **data: Any) -> None:
        """Append an event. Jira's clock may run behind ours: history of one report never runs backwards."""
        occurred = max(stamp.occurred_at, self.last_event_at)
        self.last_event_at = occurred
        self._append(kind, Stamp(stamp.actor, occurred, stamp.recorded_at), **data)

    def _append(self, kind: EventKind, stamp: Stamp, **data: Any) -> None:
        session = object_session(self)
        assert session is not None  # noqa: S101  (a report outside a session has no history to append to)
        event = Event.of_report(self, kind, stamp, **data)
        session.add(event)
        standing = Standing.after(event, self.submitted_at, imported=self.imported)
        if standing is not None:
            insert_standing(self.standings, standing)

    def _move(self, to: State) -> None:
        if to not in MOVES[self.state]:
            raise IllegalMoveError(f"{self.reference} is {self.state.value}; it cannot become {to.value}")
        self.state = to
        self.awaits_triage = False


def is_sealed() -> ColumnElement[bool]:
    """Whether a row is a report that only those who look after security may read."""
    return Report.tier == Tier.SECURITY


def unnamed(reference: str) -> str:
    """Who the reporter of this report is, to somebody who may not know it."""
    return f"reporter of {reference}"


def report_of(session: Session, report_id: int | None, *, lock: bool = False) -> Report:
    """Return the report with this id; with `lock`, nobody else changes it until the transaction ends."""
    statement = select(Report).where(Report.id == report_id)
    return session.scalars(statement.with_for_update(of=Report) if lock else statement).one()


def report_of_uuid(session: Session, name: str) -> Report | None:
    """Return the report with this uuid, locked until the transaction ends."""
    return session.scalars(select(Report).where(Report.uuid == name).with_for_update(of=Report)).one_or_none()


def find_report(session: Session, reference: str) -> Report | None:
    """Return the report with this reference, locked until the transaction ends; case does not matter."""
    statement = select(Report).where(Report.reference == reference.strip().upper()).with_for_update(of=Report)
    return session.scalars(statement).one_or_none()


def report_of_message(session: Session, channel: str, ts: str) -> Report | None:
    """Return the report that a message of Slack became, if it did."""
    made = select(Report).where(Report.channel == channel, Report.message_ts == ts, Report.state != State.WITHDRAWN)
    return session.scalars(made.order_by(Report.id)).first()


def report_in_thread(session: Session, channel: str, thread: str, person: str, ts: str) -> Report | None:
    """Return the open report that somebody made in a thread of a channel before they wrote the message `ts` there, the
    newest of several; never one that may not be spoken of there.
    """
    made = select(Report).where(Report.channel == channel, Report.thread == thread, Report.reporter == person)
    may = made.where(Report.message_ts < ts, Report.state.in_(OPEN_STATES), Report.tier != Tier.SECURITY)
    return session.scalars(may.order_by(Report.id.desc())).first()


def reports_of(session: Session, person: str, limit: int = 20, offset: int = 0) -> list[Report]:
    """Return a person's own reports, newest first."""
    mine = select(Report).where(Report.reporter == person, Report.imported.is_(False))
    return list(session.scalars(mine.order_by(Report.id.desc()).limit(limit).offset(offset)))


def own_report(session: Session, person: str, word: str) -> Report | None:
    """Return a person's own report by its reference or by the key of its issue; case does not matter."""
    mine = select(Report).where(Report.reporter == person, Report.imported.is_(False))
    meant = or_(Report.reference == word.strip().upper(), Report.issue.has(key=word.strip().upper()))
    return session.scalars(mine.where(meant).order_by(Report.id).limit(1)).first()


def same_words(session: Session, reporter: str, product: str, what: str, since: datetime) -> Report | None:
    """Return a report that says the same, by the same person about the same product, submitted no earlier."""
    mine = select(Report).where(Report.reporter == reporter, Report.product == product, Report.submitted_at >= since)
    return session.scalars(mine.where(Report.what == what, Report.imported.is_(False)).order_by(Report.id)).first()


def latest_answer(session: Session, report: Report, end: int) -> str | None:
    """Return what the reporter last answered about this end of the issue, None if nothing."""
    answers = select(Event.data).where(Event.report_id == report.id, Event.kind == EventKind.VERIFIED)
    about = [data for data in session.scalars(answers.order_by(Event.id)) if data.get("end") == end]
    return about[-1].get("answer") if about else None


def new_reference(session: Session) -> str:
    """Draw a reference that nobody has."""
    return new_references(session, 1)[0]


def new_references(session: Session, count: int) -> list[str]:
    """Draw as many references that nobody has: `FR-` and four characters, longer as the short ones run out."""
    free: set[str] = set()
    length = _SHORTEST
    while True:
        for _ in range(8):
            drawn = {_draw(length) for _ in range(count - len(free))}
            free |= drawn - set(session.scalars(select(Report.reference).where(Report.reference.in_(drawn))))
            if len(free) == count:
                return list(free)
        length += 1


def _draw(length: int) -> str:
    return "FR-" + "".join(secrets.choice(_ALPHABET) for _ in range(length))
