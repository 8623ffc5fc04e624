"""What is held about a person beside their reports: history, messages, drafts, and what is owed to them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from storage.attachment import Attachment
from storage.co_report import CoReport
from storage.erasure import is_one_of, names_person
from storage.event import Event
from storage.home import Home
from storage.issue import Issue
from storage.message import Draft, Message
from storage.model_call import ModelCall
from storage.note import Note, Revision
from storage.outbox import Owed
from storage.report import Report

Row = dict[str, Any]


def history_of(session: Session, names: Collection[str]) -> list[Row]:
    """Return the events of a person's reports, and what else they did."""
    theirs = select(Report.id).where(is_one_of(Report.reporter, names))
    columns = (Event.occurred_at, Event.recorded_at, Event.kind, Event.actor, Report.reference, Event.data)
    statement = select(*columns).outerjoin(Report, Report.id == Event.report_id)
    mine = statement.where(or_(is_one_of(Event.actor, names), Event.report_id.in_(theirs)))
    return [dict(row._mapping) for row in session.execute(mine.order_by(Event.id))]  # noqa: SLF001  (its public name)


def notes_about(session: Session, names: Collection[str]) -> list[Row]:
    """Return what was asked and added about a person's reports, and what they asked about those of others."""
    columns = select(Note.said_at, Note.kind, Note.author, Report.reference, Note.text)
    theirs = or_(is_one_of(Report.reporter, names), is_one_of(Note.author, names))
    mine = columns.join(Report, Report.id == Note.report_id).where(theirs).order_by(Note.id)
    return [dict(row._mapping) for row in session.execute(mine)]  # noqa: SLF001  (its public name)


def revisions_about(session: Session, names: Collection[str]) -> list[Row]:
    """Return how a person's reports read before they were edited."""
    columns = select(Revision.replaced_at, Report.reference, Revision.title, Revision.what)
    mine = columns.join(Report, Report.id == Revision.report_id).where(is_one_of(Report.reporter, names))
    return [dict(row._mapping) for row in session.execute(mine.order_by(Revision.id))]  # noqa: SLF001  (its public name)


def proposals_about(session: Session, names: Collection[str]) -> list[Row]:
    """Return what models were asked about a person's reports, and what they proposed."""
    columns = select(ModelCall.asked_at, Report.reference, ModelCall.model, ModelCall.proposal)
    mine = columns.join(Report, Report.id == ModelCall.report_id).where(is_one_of(Report.reporter, names))
    return [dict(row._mapping) for row in session.execute(mine.order_by(ModelCall.id))]  # noqa: SLF001  (its public name)


def files_about(session: Session, names: Collection[str]) -> list[Row]:
    """Return the files that came with a person's reports, and why some stayed in Slack."""
    columns = select(Report.reference, Attachment.name, Attachment.url, Attachment.size, Attachment.problem)
    mine = columns.join(Report, Report.id == Attachment.report_id).where(is_one_of(Report.reporter, names))
    return [dict(row._mapping) for row in session.execute(mine.order_by(Attachment.id))]  # noqa: SLF001  (its public name)


def messages_of(session: Session, names: Collection[str]) -> list[Row]:
    """Return where the messages stand that were posted to a person."""
    columns = select(Message.kind, Message.channel, Message.ts, Message.posted_at)
    mine = columns.where(is_one_of(Message.person, names)).order_by(Message.posted_at)
    return [dict(row._mapping) for row in session.execute(mine)]  # noqa: SLF001  (its public name)


def drafts_of(session: Session, names: Collection[str]) -> list[Row]:
    """Return the forms that a person opened, with what they were filled in with."""
    mine = select(Draft.created_at, Draft.fields).where(is_one_of(Draft.person, names)).order_by(Draft.created_at)
    return [dict(row._mapping) for row in session.execute(mine)]  # noqa: SLF001  (its public name)


def co_reports_of(session: Session, names: Collection[str]) -> list[Row]:
    """Return the issues to which a person said "me too", and when they took it back."""
    columns = select(Issue.key, CoReport.since, CoReport.left_at).join(Issue, Issue.id == CoReport.issue_id)
    mine = columns.where(is_one_of(CoReport.person, names)).order_by(CoReport.id)
    return [dict(row._mapping) for row in session.execute(mine)]  # noqa: SLF001  (its public name)


def homes_of(session: Session, names: Collection[str]) -> list[Row]:
    """Return whether and when a person opened the app's home, and what pages they look at."""
    mine = select(Home.opened_at, Home.pages).where(is_one_of(Home.person, names))
    return [dict(row._mapping) for row in session.execute(mine)]  # noqa: SLF001  (its public name)


def owed_to(session: Session, names: Collection[str]) -> list[Row]:
    """Return the writes to Slack and Jira that name a person, done ones too."""
    mine = select(Owed.target, Owed.kind, Owed.key, Owed.state, Owed.payload).where(names_person(names))
    return [dict(row._mapping) for row in session.execute(mine.order_by(Owed.id))]  # noqa: SLF001  (its public name)


def every_report(session: Session) -> list[Report]:
    """Return all reports, oldest first."""
    return list(session.scalars(select(Report).order_by(Report.id)))
