"""The comments that people wrote on an issue in Jira, as they were read last: what threads in Slack show of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.types import Base


class Comment(Base):
    """One comment. Its words go when those of a report of its issue go; that it was shown is known without them."""

    __tablename__ = "comments"
    __table_args__ = (Index("ix_comments_issue", "issue_id", "jira_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issues.id"))
    jira_id: Mapped[str] = mapped_column(String(32))
    author: Mapped[str] = mapped_column(String(255), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    written_at: Mapped[datetime]
    # What tells this reading of it from an earlier one.
    version: Mapped[str] = mapped_column(String(64))
    # Deleted in Jira, or not meant for everybody there: no thread shows it.
    hidden: Mapped[bool] = mapped_column(default=False)


def comments_of(session: Session, issue_id: int) -> dict[str, Comment]:
    """The comments that are known of an issue, by Jira's ids."""
    found = session.scalars(select(Comment).where(Comment.issue_id == issue_id))
    return {comment.jira_id: comment for comment in found}


def last_comment(session: Session, issue_id: int, since: datetime, until: datetime) -> Comment | None:
    """The last comment in a stretch of time whose words everybody may read."""
    said = select(Comment).where(Comment.issue_id == issue_id, Comment.hidden.is_(False), Comment.text != "")
    inside = said.where(Comment.written_at >= since, Comment.written_at <= until)
    return session.scalars(inside.order_by(Comment.written_at.desc(), Comment.id.desc())).first()


def comment_by_id(session: Session, number: int) -> Comment:
    """The comment of this id; rows are never deleted."""
    return session.get_one(Comment, number)


def forget_comments(session: Session, issue_id: int | None) -> None:
    """Forget what was commented on an issue, and by whom: it may speak of somebody who was erased."""
    session.execute(update(Comment).where(Comment.issue_id == issue_id).values(author="", text=""))
