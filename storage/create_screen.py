"""What Jira's create screens ask, as it was last read: the form shows it without waiting for Jira."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import JSON, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import database_seconds, insert_into
from storage.types import Base

Place = tuple[str, str]
"""A project and the name of an issue type in it."""


class CreateScreen(Base):
    """The fields of one issue type's create screen, and when they were read (seconds, the database's clock)."""

    __tablename__ = "create_screens"

    project: Mapped[str] = mapped_column(String(64), primary_key=True)
    issue_type: Mapped[str] = mapped_column(String(100), primary_key=True)
    fields: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    read_at: Mapped[float]


def fields_of(session: Session, place: Place) -> list[dict[str, Any]]:
    """Return the fields of a create screen; none of one that was never read."""
    screen = session.get(CreateScreen, place)
    return list(screen.fields) if screen else []


def unread_since(session: Session, places: Collection[Place], seconds: float) -> list[Place]:
    """Return those of these places whose screens were not read in the last so many seconds, in order."""
    fresh = select(CreateScreen.project, CreateScreen.issue_type).where(
        CreateScreen.read_at > database_seconds(session) - seconds
    )
    known = {(project, issue_type) for project, issue_type in session.execute(fresh)}
    return sorted(set(places) - known)


def keep_screen(session: Session, place: Place, fields: list[dict[str, Any]] | None) -> None:
    """Keep what a screen asks, read just now. None: Jira does not show it, and what was known of it stays."""
    project, issue_type = place
    now = database_seconds(session)
    row = {"project": project, "issue_type": issue_type, "fields": fields or [], "read_at": now}
    changed = {"read_at": now} if fields is None else {"read_at": now, "fields": fields}
    statement = insert_into(session, CreateScreen).values(**row)
    session.execute(statement.on_conflict_do_update(index_elements=["project", "issue_type"], set_=changed))
