"""Erasing a person: out of the tables now, out of Jira and Slack by what is owed. What is counted stays.

Everything may be run again: it takes up what is new, and finds nothing where nothing is left.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from config.words import State
from loop import owing
from loop.tracker.comments import comment_marker
from storage import erasure, outbox
from storage.database import Database, Session
from storage.deflection import forget_deflections, shown_to
from storage.event import Stamp
from storage.home import take_homes
from storage.issue import issue_by_id
from storage.report import Report

ADMIN = "administrator"


@dataclass(frozen=True)
class Erased:
    """What was erased, and what is owed because of it. `still_waiting` counts earlier erasures too.

    withdrawn: reports that nobody had begun to file; they never will be. in_hand: writes for this person that are under
    way; while there are any, nothing else is done.
    """

    reports: int = 0
    withdrawn: int = 0
    drafts: int = 0
    history: int = 0
    issues: int = 0
    messages: int = 0
    still_waiting: int = 0
    in_hand: int = 0


class Erasing:
    """Erases a person. grace: seconds until a write to Jira whose answer was lost must be visible."""

    def __init__(self, database: Database, grace: float) -> None:
        self._database = database
        self._grace = grace

    def erase(self, names: Collection[str], now: datetime) -> Erased:
        """Erase whoever goes by one of these names: Slack ids, e-mail addresses, names as an imported file had them.

        What a worker is sending to the person at this moment comes back as `in_hand`: call again when it is through.
        """
        with self._database.transaction() as session:
            erasure.call_off(session, names)
            in_hand = erasure.in_hand(session, names)
        if in_hand:
            return Erased(in_hand=in_hand)
        with self._database.transaction() as session:
            return self._erase(session, names, now)

    def _erase(self, session: Session, names: Collection[str], now: datetime) -> Erased:
        reports = erasure.reports_by(session, names, lock=True)
        withdrawn = sum(_withdraw(session, report, now) for report in reports)
        lost, lost_in_jira = erasure.take_owed(session, names)
        shown = [*erasure.take_messages(session, names), *erasure.take_speeches(session, reports)]
        posted = [*shown, *lost]
        issues = self._owe_issues(session, reports, names, self._grace if lost_in_jira else 0.0)
        pseudonym = erasure.new_pseudonym()
        deidentify(session, reports, pseudonym, Stamp.now(ADMIN, now))
        for report in reports:
            owing.owe_card_updates(session, report, "erased")
        for message in dict.fromkeys(posted):
            owing.owe_retraction(session, message.channel, message.ts, message.token)
        for person in take_homes(session, names):
            owing.owe_empty_home(session, person)
        erasure.take_buckets(session, names)
        erasure.forget_named(session, names)
        erasure.forget_co_reports(session, names, pseudonym, now)
        forget_deflections(shown_to(session, names), pseudonym)
        session.flush()
        return Erased(
            reports=len(reports),
            withdrawn=withdrawn,
            drafts=erasure.take_drafts(session, names),
            history=erasure.sign_anew(session, names, pseudonym),
            issues=issues,
            messages=len(posted),
            still_waiting=erasure.still_erasing(session),
        )

    def _owe_issues(self, session: Session, reports: Sequence[Report], names: Collection[str], delay: float) -> int:
        found = erasure.issues_of(session, reports)
        for issue_id, its in found.items():
            issue = issue_by_id(session, issue_id)
            ends = erasure.ends_called_broken(session, issue_id, its)
            keys = [owing.still_broken_key(issue.jira_id, end, name) for end in ends for name in names]
            keys += [key for report in its for key in owing.addition_keys(session, report)]
            markers = [comment_marker(key) for key in keys]
            references = [report.reference for report in its]
            owing.owe_issue_erasure(session, issue, references, markers, nameless(its[0]), delay)
        return len(found)


def deidentify(session: Session, reports: Sequence[Report], pseudonym: str, stamp: Stamp) -> None:
    """Take one person's name and words out of these reports and their history."""
    for report in reports:
        erasure.deidentify(session, report, pseudonym, nameless(report), stamp)


def nameless(report: Report) -> str:
    """What a report is called when its words are gone."""
    return f"Report {report.reference} (its words were erased)"


def _withdraw(session: Session, report: Report, now: datetime) -> bool:
    """Withdraw a report that nobody has begun to file. Of one whose filing has begun, the worker finds out what became
    of it: it is withdrawn then, or forgets in Jira, too.
    """
    if report.state is not State.RECEIVED:
        return False
    row = outbox.owed_of(session, owing.filing_key(report))
    if row is not None and not outbox.cancel(session, row.key):
        outbox.redrive(session, row.id)
        return False
    report.withdraw(Stamp.now(ADMIN, now))
    return True
