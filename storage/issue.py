"""The Jira issue as we last saw it, and the end it came to. Known by Jira's immutable id; the key is for people."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, ForeignKey, Index, String, Text, or_, select, update
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, Session, mapped_column, object_session, relationship, selectinload

from config.words import Outcome
from storage.co_report import CoReport
from storage.event import Event, EventKind, Stamp
from storage.types import Base, Word

if TYPE_CHECKING:
    from storage.report import Report


SEALED = "A matter of security"
"""What is read instead of the title of what those who look after security alone may read."""
KEPT_FROM_MANY = "Restricted in Jira"
"""What lists for everybody say instead of the title of an issue that Jira shows to few."""


class Issue(Base):
    """One issue of Jira. `status`, `category` and `resolution` are kept raw; `ended` and `outcome` are our reading."""

    __tablename__ = "issues"
    __table_args__ = (Index("ix_issues_read", "ended", "read_at"), Index("ix_issues_key", "key"))

    id: Mapped[int] = mapped_column(primary_key=True)
    jira_id: Mapped[str] = mapped_column(String(32), unique=True)
    key: Mapped[str] = mapped_column(String(64))
    product: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(Text, default="")
    # Jira's own stamps, by Jira's clock; `updated_at` is that of the version we read last.
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime | None]
    status: Mapped[str] = mapped_column(String(255), default="")
    category: Mapped[str] = mapped_column(String(32), default="")
    resolution: Mapped[str | None] = mapped_column(String(255))
    # The first released version that it stands in; empty: none.
    released_in: Mapped[str] = mapped_column(String(255), default="")
    # The priority of Jira that the loop gave it last; empty: none. Any other one was chosen by somebody.
    priority: Mapped[str] = mapped_column(String(100), default="")
    # A matter of security: what it is called in Jira is not kept, so that no list here can tell it.
    restricted: Mapped[bool] = mapped_column(default=False)
    # The security level that it has in Jira; empty: none.
    level: Mapped[str] = mapped_column(String(255), default="")
    ended: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[Outcome | None] = mapped_column(Word(Outcome))
    ended_at: Mapped[datetime | None]
    # How often it has ended: the number that makes a notice of this end different from one of the next.
    ends: Mapped[int] = mapped_column(default=0)
    # Since when its outcome is one that was put in another's place, and in which; `correction` is the reason that a
    # person gave for it, empty where only the outcome map had changed.
    corrected_at: Mapped[datetime | None]
    corrected_from: Mapped[Outcome | None] = mapped_column(Word(Outcome))
    correction: Mapped[str] = mapped_column(Text, default="")
    # What helps whoever meets it, in the words of the product's side: while it is open, and since it shipped.
    workaround: Mapped[str] = mapped_column(Text, default="")
    resolution_note: Mapped[str] = mapped_column(Text, default="")
    survivor_id: Mapped[int | None] = mapped_column(ForeignKey("issues.id"))
    # Seconds by the database's clock when Jira was last asked for it, and since when it does not show it: in how many
    # rereads in a row.
    read_at: Mapped[float] = mapped_column(default=0.0)
    missing_since: Mapped[float | None]
    missed: Mapped[int] = mapped_column(default=0)
    # Known from an imported file alone. Its `jira_id` is ours, not Jira's: Jira is never asked about it.
    imported: Mapped[bool] = mapped_column(default=False)
    reports: Mapped[list[Report]] = relationship(
        back_populates="issue", order_by="Report.id", foreign_keys="Report.issue_id"
    )
    co_reports: Mapped[list[CoReport]] = relationship(
        back_populates="issue", order_by="CoReport.id", foreign_keys="CoReport.issue_id"
    )

    @classmethod
    def meet(
        cls,
        session: Session,
        *,
        jira_id: str,
        key: str,
        product: str,
        title: str,
        created_at: datetime,
        restricted: bool,
        level: str = "",
    ) -> Issue:
        """Return the issue with Jira's id; one that is new to us is watched from now on. level: as Jira names it."""
        known = issue_of_jira(session, jira_id)
        if known is not None:
            return known
        issue = cls(jira_id=jira_id, key=key, product=product, created_at=created_at, restricted=restricted)
        issue.call(title, level)
        session.add(issue)
        session.flush()
        return issue

    def call(self, title: str, level: str) -> None:
        """Take its title and its security level over from Jira. Of what has one, the title stays what it was: it may
        have been given to it for the eyes of few.
        """
        if not level or not self.title:
            self.title = SEALED if self.restricted else title
        self.level = level

    @hybrid_property
    def is_for_few(self) -> bool:
        """Whether it is of security, or Jira shows it to few: then nobody hears of it who has not reported it."""
        return self.restricted or bool(self.level)

    @is_for_few.inplace.expression
    @classmethod
    def _is_for_few(cls) -> ColumnElement[bool]:
        return or_(cls.restricted, cls.level != "")

    def end(self, outcome: Outcome, stamp: Stamp) -> None:
        """Note that the issue ended, or that its end became another one; its reports end with it."""
        self.end_alone(outcome, stamp)
        for report in self.reports:
            report.resolve(outcome, stamp, **self.said)

    def end_alone(self, outcome: Outcome, stamp: Stamp) -> None:
        """Note that the issue ended, and leave its reports: imported history says of each how it ended."""
        self.ended = True
        self.outcome = outcome
        self.ended_at = stamp.occurred_at
        self.ends += 1
        self._forget_correction()
        self._record(EventKind.RESOLVED, stamp)

    def correct(self, outcome: Outcome, stamp: Stamp, reason: str = "") -> None:
        """Put another outcome in the place of its present one; the reports that stood as it did follow. reason: a
        person's; without one, what Jira said is read by another map. It ended when it ended: only that it is known is
        new. Yet it counts as one more end, of which everybody hears.
        """
        before = self.outcome
        self.correct_alone(outcome, stamp, reason)
        for report in self.reports:
            if report.outcome is before and not report.came_after_end:
                report.correct(outcome, stamp, reason, **self.said)

    def correct_alone(self, outcome: Outcome, stamp: Stamp, reason: str = "") -> None:
        """Do so, and leave its reports."""
        assert self.ended_at is not None  # noqa: S101  (only what has ended can have ended otherwise)
        self.corrected_from, self.corrected_at, self.correction = self.outcome, stamp.recorded_at, reason
        self.outcome = outcome
        self.ends += 1
        self._record(EventKind.CORRECTED, Stamp(stamp.actor, self.ended_at, stamp.recorded_at))

    def note_answer(self, words: str, stamp: Stamp) -> None:
        """Note what helps: of an open issue a workaround, of an ended one what was done. Empty: nothing does."""
        if self.ended:
            self.resolution_note = words
        else:
            self.workaround = words
        self._record(EventKind.NOTED, stamp, helps="yes" if words else "no")

    def reopen(self, stamp: Stamp) -> None:
        """Note that the issue is open again; its reports are too."""
        session = object_session(self)
        if self.survivor_id is not None and session is not None:
            self._take_back(issue_by_id(session, self.survivor_id, lock=True), stamp)
        self.ended = False
        self.outcome = None
        self.ended_at = None
        self.survivor_id = None
        self._forget_correction()
        self._record(EventKind.REOPENED, stamp)
        for report in self.reports:
            if not report.is_open:
                report.reopen(stamp)

    def give_way_to(self, survivor: Issue, stamp: Stamp) -> list[Report]:
        """End as a duplicate: every report moves to the survivor, and stands from now on as that one does."""
        self.ended = True
        self.outcome = Outcome.DUPLICATE
        self.ended_at = stamp.occurred_at
        self.ends += 1
        self.survivor_id = survivor.id
        self._forget_correction()
        self._record(EventKind.RESOLVED, stamp, survivor=survivor.key)
        for co_report in self.joined:
            co_report.merged_from_id = self.id
            self._hand_over(co_report, survivor, stamp)
        moved = list(self.reports)
        for report in moved:
            report.merge_into(survivor, stamp)
            if survivor.ended and survivor.outcome is not None:
                report.resolve(survivor.outcome, stamp, **survivor.said)
            elif not report.is_open:
                report.reopen(stamp)
        return moved

    @property
    def said(self) -> dict[str, str]:
        """What Jira says of its end, raw, as events keep it."""
        return {"status": self.status, "resolution": self.resolution or "", "released_in": self.released_in}

    @property
    def news_since(self) -> datetime | None:
        """Since when its present end is known as it is: when it ended, or when that was corrected."""
        return self.corrected_at or self.ended_at

    @property
    def people(self) -> set[str]:
        """Everybody behind it, by a report or a "me too"; who was erased, under a pseudonym."""
        also = {co_report.person for co_report in self.co_reports if co_report.left_at is None}
        return {report.reporter for report in self.reports} | also

    @property
    def joined(self) -> list[CoReport]:
        """Who is behind it by a "me too" and can be told, in the order they came."""
        return [co_report for co_report in self.co_reports if not co_report.left_at and not co_report.erased_at]

    def co_report_of(self, person: str) -> CoReport | None:
        """The "me too" of a person that stands."""
        return next((co_report for co_report in self.joined if co_report.person == person), None)

    def join(self, person: str, stamp: Stamp, draft: str = "", report_id: int | None = None) -> CoReport:
        """Put a person behind the issue by a "me too"; who is there already stays as they are. draft: of what they were
        about to report instead; report_id: of the report that they took back for it.
        """
        known = next((co_report for co_report in self.co_reports if co_report.person == person), None)
        if known is not None and known.left_at is None:
            return known
        co_report = known or CoReport(person=person)
        if known is None:
            self.co_reports.append(co_report)
        co_report.since, co_report.left_at = stamp.occurred_at, None
        co_report.draft, co_report.report_id = draft, report_id
        self._record(EventKind.JOINED, stamp)
        return co_report

    def leave(self, co_report: CoReport, stamp: Stamp) -> None:
        """Take a "me too" back."""
        co_report.left_at = stamp.occurred_at
        self._record(EventKind.LEFT, stamp)

    def miss(self, at: float) -> float:
        """Note that Jira, asked at `at` (seconds, the database's clock), did not show it; returns for how long that has
        been so, 0 at the first time.
        """
        self.read_at = at
        self.missed += 1
        if self.missing_since is None:
            self.missing_since = at
        return at - self.missing_since

    def rename(self, key: str, stamp: Stamp) -> None:
        """Follow a move to another project."""
        old, self.key = self.key, key
        self._record(EventKind.MOVED, stamp, moved_from=old)

    def _forget_correction(self) -> None:
        self.corrected_at, self.corrected_from, self.correction = None, None, ""

    def _hand_over(self, co_report: CoReport, survivor: Issue, stamp: Stamp) -> None:
        """Let a "me too" follow the reports; its person signs, as they did when they joined."""
        signed = Stamp(co_report.person, stamp.occurred_at, stamp.recorded_at)
        if any(other.person == co_report.person for other in survivor.co_reports):
            survivor.join(co_report.person, signed, co_report.draft, co_report.report_id)
            self.leave(co_report, signed)
        else:
            self._record(EventKind.LEFT, signed)
            co_report.issue = survivor
            survivor._record(EventKind.JOINED, signed)

    def _take_back(self, survivor: Issue, stamp: Stamp) -> None:
        """It was no duplicate after all: whoever went over to the survivor from here comes back."""
        for report in [report for report in survivor.reports if report.merged_from_id == self.id]:
            report.part_from_survivor(self, stamp)
        for co_report in [joined for joined in survivor.joined if joined.merged_from_id == self.id]:
            co_report.merged_from_id = None
            survivor._hand_over(co_report, self, stamp)

    def _record(self, kind: EventKind, stamp: Stamp, **data: str) -> None:
        session = object_session(self)
        assert session is not None  # noqa: S101  (an issue outside a session has no history to append to)
        data |= {"key": self.key, **self.said, "end": str(self.ends)}
        session.add(Event.of_issue(self, kind, stamp, **data))


def issue_of_jira(session: Session, jira_id: str, *, lock: bool = False) -> Issue | None:
    """Return the issue with Jira's id, if we know it; with `lock`, nobody else changes it meanwhile."""
    statement = select(Issue).where(Issue.jira_id == jira_id)
    return session.scalars(statement.with_for_update(of=Issue) if lock else statement).one_or_none()


def issues_of_jira(session: Session, jira_ids: Collection[str], *, lock: bool = False) -> list[Issue]:
    """Return those of these issues, by Jira's ids, that we know; with `lock`, nobody else changes them meanwhile."""
    statement = select(Issue).where(Issue.jira_id.in_(jira_ids)).order_by(Issue.jira_id)
    return list(session.scalars(statement.with_for_update(of=Issue) if lock else statement))


def issue_by_id(session: Session, issue_id: int, *, lock: bool = False) -> Issue:
    """Return the issue with our own id."""
    statement = select(Issue).where(Issue.id == issue_id)
    return session.scalars(statement.with_for_update(of=Issue) if lock else statement).one()


def issue_named(session: Session, name: str) -> Issue | None:
    """Return the issue with this key, or that of the report with this reference, locked; if it gave way to another one,
    that one. None: we know none of that name.
    """
    wanted = name.strip().upper()
    named = or_(Issue.key == wanted, Issue.reports.any(reference=wanted))
    issue = session.scalars(select(Issue).where(named).order_by(Issue.id).with_for_update(of=Issue)).first()
    while issue is not None and issue.survivor_id is not None:
        issue = issue_by_id(session, issue.survivor_id, lock=True)
    return issue


def issues_with_reports(session: Session, ids: Collection[int], *, lock: bool = False) -> dict[int, Issue]:
    """Return issues by our own ids, with the reports in them; with `lock`, nobody else changes them meanwhile."""
    statement = select(Issue).where(Issue.id.in_(ids)).options(selectinload(Issue.reports)).order_by(Issue.jira_id)
    rows = session.scalars(statement.with_for_update(of=Issue) if lock else statement)
    return {issue.id: issue for issue in rows}


def known_versions(session: Session, jira_ids: list[str]) -> dict[str, datetime | None]:
    """Which of these issues we know, and Jira's stamp of the version we read last."""
    rows = session.execute(select(Issue.jira_id, Issue.updated_at).where(Issue.jira_id.in_(jira_ids)))
    return {row.jira_id: row.updated_at for row in rows}


def stalest(
    session: Session, before: float, limit: int, *, ended: bool, ended_since: datetime | None = None
) -> list[str]:
    """Jira's ids of the issues not read since `before` (seconds, the database's clock), stalest first."""
    statement = select(Issue.jira_id).where(Issue.ended == ended, Issue.read_at <= before, Issue.imported.is_(False))
    if ended_since is not None:
        statement = statement.where(Issue.ended_at >= ended_since)
    return list(session.scalars(statement.order_by(Issue.read_at, Issue.id).limit(limit)))


def mark_read(session: Session, jira_ids: list[str], at: float) -> None:
    """Note that Jira showed these issues at `at` (seconds, the database's clock)."""
    session.execute(update(Issue).where(Issue.jira_id.in_(jira_ids)).values(read_at=at, missed=0, missing_since=None))


def watched_projects(session: Session) -> set[str]:
    """The projects that the issues we know are in now, but for those that only an imported file knows."""
    return {key.rpartition("-")[0] for key in session.scalars(select(Issue.key).where(Issue.imported.is_(False)))}


def newest_known_number(session: Session, project: str) -> int:
    """The highest number among the keys that we know of a project; 0 if we know none."""
    keys = session.scalars(select(Issue.key).where(Issue.key.startswith(f"{project}-"), Issue.imported.is_(False)))
    return max((int(key.rpartition("-")[2]) for key in keys), default=0)
