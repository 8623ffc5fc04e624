"""What a report is called in lists that people read who did not report it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, case

from storage.issue import KEPT_FROM_MANY, SEALED, Issue
from storage.report import Report, is_sealed


def listed_title() -> ColumnElement[str]:
    """The title of a report, joined to its issue where it has one; of what only few may read, that it is so."""
    return case((is_sealed(), SEALED), (Issue.level != "", KEPT_FROM_MANY), else_=Report.title)
