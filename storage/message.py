"""Messages we posted in Slack and may have to update, and drafts of reports that were begun in a form."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.types import Base

CARD = "card"
SPEECH = "speech"


class Message(Base):
    """What somebody was told: in which message (channel, ts), and what it is about. Several may share a message."""

    __tablename__ = "messages"
    __table_args__ = (
        Index("ix_messages_report", "report_id"),
        Index("ix_messages_issue", "issue_id", "person"),
        Index("ix_messages_post", "post"),
        Index("ix_messages_place", "channel", "ts"),
        Index("ix_messages_person", "person", "kind", "posted_at"),
        Index("ix_messages_reminded", "kind", "reminded_at", "posted_at"),
    )

    # The outbox key under which it was owed.
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    # The outbox key of the post that told it: the same, or that of a summary, which tells several at once.
    post: Mapped[str] = mapped_column(String(255))
    kind: Mapped[str] = mapped_column(String(32))
    channel: Mapped[str] = mapped_column(String(32))
    ts: Mapped[str] = mapped_column(String(32))
    person: Mapped[str] = mapped_column(String(255), default="")
    report_id: Mapped[int | None] = mapped_column(ForeignKey("reports.id"))
    issue_id: Mapped[int | None] = mapped_column(ForeignKey("issues.id"))
    # The so-manieth end of the issue that it is about.
    end: Mapped[int | None]
    # In a summary, which line it is.
    line: Mapped[int] = mapped_column(default=0)
    posted_at: Mapped[datetime]
    # When its reader was due to be reminded to answer; None so far.
    reminded_at: Mapped[datetime | None]


def message_of(session: Session, key: str) -> Message | None:
    """Return the message that an outbox key was posted as."""
    return session.get(Message, key)


def message_at(session: Session, channel: str, ts: str) -> Message | None:
    """Return what we told in the message that stands there; of a summary, which tells several things, the first."""
    told = select(Message).where(Message.channel == channel, Message.ts == ts)
    return session.scalars(told.order_by(Message.line, Message.key)).first()


def speeches_of(session: Session, issue_id: int, said: str) -> list[Message]:
    """Return where the threads of an issue show something that was said; `said` begins the keys of those messages."""
    shown = select(Message).where(Message.issue_id == issue_id, Message.kind == SPEECH)
    return [message for message in session.scalars(shown.order_by(Message.key)) if message.key.startswith(f"{said}:")]


def cards_of(session: Session, report_id: int) -> Sequence[Message]:
    """Return the triage cards of a report: one for each place where it was ever to be decided on."""
    cards = select(Message).where(Message.report_id == report_id, Message.kind == CARD)
    return session.scalars(cards.order_by(Message.posted_at, Message.key)).all()


def messages_under(session: Session, prefix: str) -> Sequence[Message]:
    """Return the messages whose outbox key begins so."""
    return session.scalars(select(Message).where(Message.key.startswith(prefix, autoescape=True))).all()


def messages_posted_as(session: Session, post: str, person: str) -> list[Message]:
    """Return what a person was told in one message, in the order in which it was owed."""
    told = select(Message).where(Message.post == post, Message.person == person)
    return list(session.scalars(told.order_by(Message.line, Message.key)))


def ends_told(session: Session, person: str, limit: int) -> list[Message]:
    """Return the ends that a person was told last, newest first."""
    told = select(Message).where(Message.person == person, Message.kind == "end")
    return list(session.scalars(told.order_by(Message.posted_at.desc(), Message.key).limit(limit)))


def ends_shown(session: Session, issue_id: int, end: int) -> Sequence[Message]:
    """Return where people were told of the so-manieth end of an issue."""
    told = select(Message).where(Message.issue_id == issue_id, Message.kind == "end", Message.end == end)
    return session.scalars(told.order_by(Message.key)).all()


def told_before(session: Session, before: datetime, limit: int, *, lock: bool = False) -> list[Message]:
    """Return the ends that people were told before an instant and were not reminded of, those of one person together.
    With `lock`, only what nobody else has in hand, and nobody takes it until the transaction ends.
    """
    told = select(Message).where(Message.kind == "end", Message.reminded_at.is_(None), Message.posted_at <= before)
    told = told.order_by(Message.person, Message.posted_at, Message.key).limit(limit)
    return list(session.scalars(told.with_for_update(skip_locked=True) if lock else told))


def remember_message(session: Session, **fields: Any) -> None:
    """Note where a message stands; doing it twice for one key changes nothing."""
    if session.get(Message, fields["key"]) is None:
        session.add(Message(**{"post": fields["key"], **fields}))


def place_message(session: Session, post: str, person: str, channel: str, ts: str) -> None:
    """Note where a message stands of which that was not known: the answer to its post was lost."""
    unplaced = update(Message).where(Message.post == post, Message.person == person, Message.ts == "")
    session.execute(unplaced.values(channel=channel, ts=ts))


class Draft(Base):
    """What a form was opened with. Kept here, not in the form, so that nobody can hand us somebody else's context."""

    __tablename__ = "drafts"

    token: Mapped[str] = mapped_column(String(32), primary_key=True)
    person: Mapped[str] = mapped_column(String(64))
    fields: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


def save_draft(session: Session, person: str, fields: dict[str, Any], now: datetime) -> str:
    """Keep a draft and return the token that finds it again."""
    token = secrets.token_hex(12)
    session.add(Draft(token=token, person=person, fields=fields, created_at=now))
    return token


def amend_draft(session: Session, token: str, person: str, **fields: Any) -> None:
    """Add to a person's draft, if there is one of that token."""
    draft = session.scalars(select(Draft).where(Draft.token == token, Draft.person == person)).one_or_none()
    if draft is not None:
        draft.fields = {**draft.fields, **fields}


def sweep_drafts(session: Session, before: datetime) -> None:
    """Forget the drafts that were begun before an instant."""
    session.execute(delete(Draft).where(Draft.created_at < before))


def draft_of(session: Session, token: str, person: str) -> dict[str, Any]:
    """Return this person's draft, empty if there is none of that token for them."""
    draft = session.scalars(select(Draft).where(Draft.token == token, Draft.person == person)).one_or_none()
    return dict(draft.fields) if draft else {}
