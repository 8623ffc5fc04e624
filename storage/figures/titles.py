"""What a report is called in lists that people read who did not report it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, case, exists, func, or_
from sqlalchemy.orm import aliased

from config.words import State
from storage.issue import KEPT_FROM_MANY, SEALED, Issue
from storage.report import Report, is_sealed

_UNFILED = {State.RECEIVED: "Not filed yet", State.WITHDRAWN: "Withdrawn"}
"""What is read instead of words that their reporter has shown to those who triage alone, if to anybody."""


def listed_title(issue_title: SQLColumnExpression[Any] | None = None) -> ColumnElement[str]:
    """The title of a report, or of its issue where that is given. Whether anybody may read it is asked of now, whatever
    instant a list is of: of the issue it is in, and of the one that it came from.
    """
    own = func.coalesce(func.nullif(issue_title, ""), Report.title) if issue_title is not None else Report.title
    unfiled = [(and_(Report.state == state, Report.imported.is_(False)), words) for state, words in _UNFILED.items()]
    return case((is_sealed(), SEALED), (_is_kept_from_many(), KEPT_FROM_MANY), *unfiled, else_=own)


def _is_kept_from_many() -> ColumnElement[bool]:
    held = aliased(Issue)
    own = or_(held.id == Report.issue_id, held.id == Report.merged_from_id)
    return exists().where(own, held.level != "")
