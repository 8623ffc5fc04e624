"""De-identifying: who reported and in which words is taken out of every table. The rows stay, and so do the figures."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, cast, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from storage.allowance import Allowance
from storage.attachment import forget_files
from storage.bucket import Bucket
from storage.co_report import CoReport
from storage.comment import forget_comments
from storage.database import database_seconds
from storage.delivery import Delivery
from storage.event import Event, EventKind, Stamp
from storage.home import Home
from storage.issue import Issue
from storage.message import SPEECH, Draft, Message
from storage.model_call import forget_proposals
from storage.note import Note, forget_said
from storage.outbox import Owed, OwedState
from storage.report import OPEN_STATES, Report

# Stands where a person's words stood: an empty text would read as if there never had been one.
ERASED = "Erased"


@dataclass(frozen=True)
class Posted:
    """A message that was posted to a person, or may have been: then `ts` is empty and `token` finds it in history."""

    channel: str
    ts: str = ""
    token: str = ""


PSEUDONYM = "erased-"


def new_pseudonym() -> str:
    """Draw a name that leads to nobody; drawn, not computed, so that no guess can be checked against it."""
    return f"{PSEUDONYM}{secrets.token_hex(6)}"


def reports_by(session: Session, names: Collection[str], *, lock: bool = False) -> list[Report]:
    """Return the reports of whoever goes by one of these names; a report that was erased is nobody's.

    With `lock`, nobody else changes them, nor what is owed for them, until the transaction ends; locked in the order in
    which workers lock, so that neither waits for the other for ever.
    """
    theirs = is_one_of(Report.reporter, names)
    if lock:
        their_ids, their_issues = select(Report.id).where(theirs), select(Report.issue_id).where(theirs)
        owed = select(Owed.id).where(or_(names_person(names), Owed.report_id.in_(their_ids)))
        session.execute(owed.order_by(Owed.id).with_for_update())
        session.execute(select(Issue.id).where(Issue.id.in_(their_issues)).order_by(Issue.id).with_for_update())
    statement = select(Report).where(theirs).order_by(Report.id)
    return list(session.scalars(statement.with_for_update(of=Report) if lock else statement))


def long_ended(session: Session, before: datetime, limit: int) -> list[Report]:
    """Return reports that ended before an instant and are not erased yet, locked, those of one issue together.

    One whose reporter has a younger report in the same issue waits for that one: under two pseudonyms they would count
    as two people.
    """
    later = aliased(Report)
    younger = exists().where(
        later.issue_id == Report.issue_id,
        later.reporter == Report.reporter,
        or_(later.ended_at.is_(None), later.ended_at >= before),
    )
    return _named(session, limit, Report.state.not_in(OPEN_STATES), Report.ended_at < before, ~younger)


def submitted_until(session: Session, instant: datetime, limit: int) -> list[Report]:
    """Return reports that were submitted until an instant and are not erased yet, open ones too, likewise locked."""
    return _named(session, limit, Report.submitted_at <= instant)


def _named(session: Session, limit: int, *which: ColumnElement[bool]) -> list[Report]:
    statement = select(Report).where(Report.erased_at.is_(None), *which)
    return list(
        session.scalars(
            statement.order_by(Report.issue_id, Report.reporter, Report.id).limit(limit).with_for_update(of=Report)
        )
    )


def deidentify(session: Session, report: Report, pseudonym: str, title: str, stamp: Stamp) -> None:
    """Take reporter and words out of a report, its history, and the answer kept for a repeated delivery of it.

    title: what the report is called from now on.
    """
    _forget_words_of_issue(session, report, title)
    person = report.reporter
    report.erase(pseudonym, title, stamp)
    forget_said(session, report)
    forget_proposals(session, report)
    forget_comments(session, report.issue_id)
    forget_files(session, report)
    session.flush()
    for event in session.scalars(select(Event).where(Event.report_id == report.id)):
        if event.actor == person:
            event.actor = report.signature
        if event.data.get("reason") and event.kind is not EventKind.FLAGGED:
            event.data = {**event.data, "reason": ERASED}
    for kept in session.scalars(select(Delivery).where(Delivery.answer["reference"].as_string() == report.reference)):
        kept.answer = {**kept.answer, "title": title}


def _forget_words_of_issue(session: Session, report: Report, title: str) -> None:
    """The issue is called by its reporter's words, unless somebody has given it a better name in Jira. Why its outcome
    was corrected may speak of the reporter.
    """
    called = update(Issue).where(Issue.id == report.issue_id, Issue.title == report.title)
    session.execute(called.values(title=title))
    corrected = update(Issue).where(Issue.id == report.issue_id, Issue.correction != "")
    session.execute(corrected.values(correction=ERASED))


def issues_of(session: Session, reports: Sequence[Report]) -> dict[int, list[Report]]:
    """Return the issues in Jira that were ever made of these reports or carry anything of them, by our own id."""
    by_id = {report.id: report for report in reports}
    rows = session.execute(
        select(Event.issue_id, Event.report_id)
        .join(Issue, Issue.id == Event.issue_id)
        .where(Event.report_id.in_(by_id), Issue.imported.is_(False))
        .distinct()
        .order_by(Event.issue_id, Event.report_id)
    )
    found: dict[int, list[Report]] = {}
    for issue_id, report_id in rows:
        if issue_id is not None and report_id is not None:
            found.setdefault(issue_id, []).append(by_id[report_id])
    return found


def ends_called_broken(session: Session, issue_id: int, reports: Sequence[Report]) -> list[int]:
    """Return the so-manieth ends of an issue of which the submitters of these reports said: still broken."""
    said = select(Event.data).where(
        Event.issue_id == issue_id, Event.report_id.in_([r.id for r in reports]), Event.kind == EventKind.VERIFIED
    )
    return sorted({int(data["end"]) for data in session.scalars(said) if data.get("answer") == "still_broken"})


def sign_anew(session: Session, names: Collection[str], pseudonym: str) -> int:
    """Let the history of other people's reports and issues name somebody no longer. Returns in how many rows."""
    session.execute(update(Note).where(is_one_of(Note.author, names)).values(author=pseudonym))
    session.execute(update(Report).where(is_one_of(Report.desk, names)).values(desk=""))
    rows = update(Event).where(is_one_of(Event.actor, names)).values(actor=pseudonym).returning(Event.id)
    return len(session.execute(rows).all())


def forget_named(session: Session, names: Collection[str]) -> None:
    """Let other people's reports and drafts name somebody to Jira no longer. What Jira was told stays there."""
    for report in session.scalars(select(Report).where(_tells_of(Report.details, names))):
        kept = [each for each in report.details if not (each.get("who") and _holds(each["value"], names))]
        report.details = kept
    for draft in session.scalars(select(Draft).where(_tells_of(Draft.fields, names))):
        draft.fields = {field: value for field, value in draft.fields.items() if field != "accounts"}


def _tells_of(column: Any, names: Collection[str]) -> ColumnElement[bool]:
    return or_(*(cast(column, Text).contains(f'"{name}"', autoescape=True) for name in names))


def _holds(value: Any, names: Collection[str]) -> bool:
    return not set(names).isdisjoint(value if isinstance(value, list) else [value])


def in_hand(session: Session, names: Collection[str]) -> int:
    """Return how many writes that name a person are being carried out at this moment."""
    leased = and_(Owed.state == OwedState.LEASED, Owed.leased_until > database_seconds(session))
    return session.scalar(select(func.count()).where(names_person(names), leased)) or 0


def call_off(session: Session, names: Collection[str]) -> None:
    """Delete the writes naming a person that nobody has begun, so that no worker begins them now."""
    idle = and_(Owed.state.in_((OwedState.READY, OwedState.PARKED)), Owed.intent.is_(None))
    session.execute(delete(Owed).where(names_person(names), idle))


def take_owed(session: Session, names: Collection[str]) -> tuple[list[Posted], bool]:
    """Delete every write that names a person. Returns the messages among them whose answer was lost, and whether there
    was also a write to Jira whose answer was.
    """
    rows = list(session.scalars(select(Owed).where(names_person(names)).with_for_update()))
    begun = [row for row in rows if row.intent and row.state is not OwedState.DONE]
    lost = [
        Posted(row.intent["channel"], token=row.intent["token"])
        for row in begun
        if row.intent and "token" in row.intent
    ]
    for row in rows:
        session.delete(row)
    return lost, any(row.target == "jira" for row in begun)


def take_messages(session: Session, names: Collection[str]) -> list[Posted]:
    """Forget the messages that were posted to a person; returns where they stand."""
    mine = list(session.scalars(select(Message).where(is_one_of(Message.person, names))))
    for message in mine:
        session.delete(message)
    return list(dict.fromkeys(Posted(message.channel, ts=message.ts) for message in mine if message.ts))


def take_speeches(session: Session, reports: Sequence[Report]) -> list[Posted]:
    """Forget the messages in which threads show what was said about these reports; returns where they stand."""
    about = select(Message).where(Message.kind == SPEECH, Message.report_id.in_([report.id for report in reports]))
    shown = list(session.scalars(about))
    for message in shown:
        session.delete(message)
    return [Posted(message.channel, ts=message.ts) for message in shown if message.ts]


def forget_messages_of(session: Session, reports: Sequence[Report]) -> None:
    """Forget where the messages about these reports stand; they stay in Slack."""
    issues = {report.issue_id for report in reports}
    people = {report.reporter for report in reports}
    about = or_(
        Message.report_id.in_([report.id for report in reports]),
        and_(Message.issue_id.in_(issues), Message.person.in_(people)),
    )
    session.execute(delete(Message).where(about))


def forget_co_reports(session: Session, names: Collection[str], pseudonym: str, now: datetime) -> int:
    """Let no "me too" of these people say whose it is; how many feel an issue stays. Returns how many there were."""
    theirs = list(session.scalars(select(CoReport).where(is_one_of(CoReport.person, names))))
    for co_report in theirs:
        co_report.person, co_report.erased_at, co_report.draft = pseudonym, now, ""
    return len(theirs)


def long_over(session: Session, before: datetime, limit: int) -> list[CoReport]:
    """Return co-reports that still name somebody though they were over before an instant: the issue ended, or its
    co-reporter left. Locked.
    """
    return _joined(session, limit, or_(CoReport.left_at < before, Issue.ended_at < before))


def joined_until(session: Session, instant: datetime, limit: int) -> list[CoReport]:
    """Return co-reports that name somebody who said "me too" until an instant. Locked."""
    return _joined(session, limit, CoReport.since <= instant)


def _joined(session: Session, limit: int, over: ColumnElement[bool]) -> list[CoReport]:
    statement = select(CoReport).join(Issue, Issue.id == CoReport.issue_id).where(CoReport.erased_at.is_(None), over)
    return list(session.scalars(statement.order_by(CoReport.id).limit(limit).with_for_update(of=CoReport)))


def forget_co_report(session: Session, co_report: CoReport, pseudonym: str, now: datetime) -> None:
    """Take its person out of one "me too", and out of what the history of its issue says of them."""
    person = co_report.person
    signed = update(Event).where(Event.issue_id == co_report.issue_id, Event.report_id.is_(None), Event.actor == person)
    session.execute(signed.values(actor=pseudonym))
    session.execute(delete(Message).where(Message.issue_id == co_report.issue_id, Message.person == person))
    co_report.person, co_report.erased_at, co_report.draft = pseudonym, now, ""


def forget_whom_slack_reached(session: Session, instant: datetime, number: int) -> None:
    """Forget whose home was opened until an instant, and of the writes before the one of this number those that are
    done and those that were owed to people in Slack.
    """
    to_people = and_(Owed.target == "slack", Owed.payload["person"].as_string().is_not(None))
    session.execute(delete(Owed).where(or_(Owed.state == OwedState.DONE, to_people), Owed.id < number))
    session.execute(delete(Home).where(Home.opened_at <= instant))


def take_drafts(session: Session, names: Collection[str]) -> int:
    """Delete a person's drafts; returns how many there were."""
    return len(session.execute(delete(Draft).where(is_one_of(Draft.person, names)).returning(Draft.token)).all())


def take_buckets(session: Session, names: Collection[str]) -> None:
    """Forget that messages to a person had to wait, and how much they reported of late."""
    session.execute(delete(Allowance).where(is_one_of(Allowance.person, names)))
    session.execute(delete(Bucket).where(Bucket.name.in_([f"slack:{name}" for name in names])))


def still_erasing(session: Session) -> int:
    """Return how many writes that erase something in Jira or Slack are not done yet."""
    waiting = (Owed.kind.in_(("erase", "retract", "home_emptied")), Owed.state != OwedState.DONE)
    return session.scalar(select(func.count()).where(*waiting)) or 0


def names_person(names: Collection[str]) -> ColumnElement[bool]:
    """A write that is done has forgotten what it carried; its bucket or its key still tell."""
    return or_(
        is_one_of(Owed.payload["person"].as_string(), names),
        Owed.bucket.in_([f"slack:{name}" for name in names]),
        *(Owed.key.endswith(f":{name}", autoescape=True) for name in names),
    )


def is_one_of(column: Any, names: Collection[str]) -> ColumnElement[bool]:
    """Whether it is one of the names; the case of letters does not matter where the database can tell it."""
    return or_(column.in_(names), func.lower(column).in_([name.lower() for name in names]))
