"""What reporters heard of the end of their reports, and what they said to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from config.words import Outcome, State
from storage.event import Event, EventKind
from storage.figures.standing import OPEN, AsOf, Tracks, counted, standings
from storage.figures.window import EVER, Window
from storage.report import Report, unnamed

# The news of these ends comes with the question whether it is fixed; the news of the others asks nothing.
ASKED = (Outcome.INTEGRATED, Outcome.NOT_REPRODUCIBLE, Outcome.ANSWERED, Outcome.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Verified:
    """Reports whose submitter was asked whether it is fixed, by the latest answer; who never answered is in none."""

    asked: int = 0
    fixed: int = 0
    still_broken: int = 0
    unsure: int = 0


def verified(session: Session, tracks: Tracks, as_of: AsOf, *, window: Window = EVER) -> dict[str, Verified]:
    """Return per track what submitters answered. Whoever answered was asked, even if the asking left no event."""
    asked = _asked(tracks, as_of, window).subquery()
    statement = select(asked.c.track, asked.c.answer, func.count().label("count")).group_by(
        asked.c.track, asked.c.answer
    )
    found: dict[str, dict[str | None, int]] = {track: {} for track in tracks}
    for track, answer, count in session.execute(statement):
        found[track][answer] = count
    return {track: _verified(said) for track, said in found.items()}


def answers(session: Session, tracks: Tracks, as_of: AsOf, *, window: Window = EVER) -> dict[int, str | None]:
    """Return what the submitter answered, by the id of every report that `verified` counts; None: nothing yet."""
    asked = _asked(tracks, as_of, window).subquery()
    return {row.report_id: row.answer for row in session.execute(select(asked.c.report_id, asked.c.answer))}


def _asked(tracks: Tracks, as_of: AsOf, window: Window) -> Select[Any]:
    rows = standings(tracks, as_of, window=window)
    latest = _latest_answers(as_of)
    told = exists().where(
        Event.report_id == rows.c.report_id,
        Event.kind == EventKind.TOLD,
        Event.state == State.RESOLVED,  # what ended before it was filed is told with no question
        Event.outcome.in_(ASKED),
        as_of.covers(Event),
    )
    return (
        select(rows.c.report_id, rows.c.track, latest.c.answer)
        .outerjoin(latest, and_(latest.c.report_id == rows.c.report_id, latest.c.place == 1))
        .where(counted(rows.c), or_(told, latest.c.answer.is_not(None)))
    )


def _latest_answers(as_of: AsOf) -> Any:
    """Number each submitter's answers to a report from the latest back; those of co-reporters are not among them."""
    latest_first = (Event.occurred_at.desc(), Event.id.desc())
    return (
        select(
            Event.report_id,
            Event.data["answer"].as_string().label("answer"),
            func.row_number().over(partition_by=Event.report_id, order_by=latest_first).label("place"),
        )
        .join(Report, and_(Report.id == Event.report_id, _is_its_reporter(Event.actor)))
        .where(Event.kind == EventKind.VERIFIED, as_of.covers(Event))
        .subquery()
    )


def _is_its_reporter(actor: Any) -> ColumnElement[bool]:
    """Whether this is how the history signs for the report's own reporter (`Report.signature`)."""
    return or_(actor == Report.reporter, actor == literal(unnamed("")) + Report.reference)


def _verified(said: dict[str | None, int]) -> Verified:
    return Verified(
        asked=sum(said.values()),
        fixed=said.get("fixed", 0),
        still_broken=said.get("still_broken", 0),
        unsure=said.get("unsure", 0),
    )


def reasons_delivered(session: Session, tracks: Tracks, as_of: AsOf, *, window: Window = EVER) -> dict[str, int]:
    """Count per track the reports that ended otherwise than shipped, and whose reporter was given a reason.

    The reason stands in the data of the event that ended it or that told of it; a `told` event at or after the end
    delivers it. An imported end counts when its row carries one: nobody is told of it by us.
    """
    ended = _ended_with_reason(tracks, as_of, window).subquery()
    statement = select(ended.c.track, func.count()).group_by(ended.c.track)
    found = dict.fromkeys(tracks, 0)
    for track, count in session.execute(statement):
        found[track] = count
    return found


def ended_with_reason(session: Session, tracks: Tracks, as_of: AsOf, *, window: Window = EVER) -> set[int]:
    """Return the ids of the reports that `reasons_delivered` counts."""
    ended = _ended_with_reason(tracks, as_of, window).subquery()
    return set(session.scalars(select(ended.c.report_id)))


def _ended_with_reason(tracks: Tracks, as_of: AsOf, window: Window) -> Select[Any]:
    rows = standings(tracks, as_of, window=window)
    reasoned = exists().where(_of_this_end(rows, as_of), func.coalesce(Event.data["reason"].as_string(), "") != "")
    # Who was told of an outcome that was corrected since was not told of this end.
    told = exists().where(_of_this_end(rows, as_of), Event.kind == EventKind.TOLD, Event.outcome == rows.c.outcome)
    given_in_row = and_(rows.c.imported, Report.reason != "")
    return (
        select(rows.c.report_id, rows.c.track)
        .join(Report, Report.id == rows.c.report_id)
        .where(
            counted(rows.c),
            rows.c.state.not_in(OPEN),
            rows.c.outcome != Outcome.INTEGRATED,
            or_(given_in_row, and_(reasoned, or_(told, rows.c.imported))),
        )
    )


def _of_this_end(rows: Any, as_of: AsOf) -> ColumnElement[bool]:
    return and_(
        Event.report_id == rows.c.report_id,
        Event.occurred_at >= rows.c.ended_at,
        as_of.covers(Event),
    )
