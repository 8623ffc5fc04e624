"""Who has opened the app's home, and which pages of its lists they look at. Nobody else's is kept up to date."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import String, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import insert_into
from storage.types import Base


class Home(Base):
    """The home tab of one person. pages: the number of the page, from 0, per list; a list that is absent is at 0."""

    __tablename__ = "homes"

    person: Mapped[str] = mapped_column(String(255), primary_key=True)
    opened_at: Mapped[datetime]
    pages: Mapped[dict[str, Any]] = mapped_column(default=dict)


def home_of(session: Session, person: str) -> Home | None:
    """Return a person's home; None if they have never opened it."""
    return session.get(Home, person)


def open_home(session: Session, person: str, now: datetime) -> None:
    """Note that somebody opens their home: it begins at the first pages."""
    opened = insert_into(session, Home).values(person=person, opened_at=now, pages={})
    session.execute(opened.on_conflict_do_update(index_elements=["person"], set_={"opened_at": now, "pages": {}}))


def turn_page(session: Session, person: str, which: str, page: int) -> None:
    """Note which page of a list somebody looks at."""
    home = home_of(session, person)
    if home is not None:
        home.pages = {**home.pages, which: page}


def take_homes(session: Session, names: Collection[str]) -> list[str]:
    """Forget homes; returns whose they were."""
    return list(session.scalars(delete(Home).where(Home.person.in_(names)).returning(Home.person)))
