"""The property that every issue of ours carries: a mark to JSON and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from loop.tracker.model import Mark

REPORT_PROPERTY = "friction.report"


def to_property(mark: Mark) -> dict[str, Any]:
    """The mark as an entity property of Jira."""
    value = {
        "id": mark.report,
        "installation": mark.installation,
        "instance": mark.instance,
        "reference": mark.reference,
        "product": mark.product,
        "reporter": mark.reporter,
        "submitted_at": mark.submitted_at.isoformat(),
    }
    return {"key": REPORT_PROPERTY, "value": value}


def mark_of(raw: Mapping[str, Any]) -> Mark | None:
    """Read the mark of an issue; None if it has none, or one that no report of ours can have."""
    value = (raw.get("properties") or {}).get(REPORT_PROPERTY)
    if not isinstance(value, dict):
        return None
    try:
        return Mark(
            report=str(value["id"]),
            installation=str(value["installation"]),
            instance=str(value["instance"]),
            reference=str(value["reference"]),
            product=str(value["product"]),
            reporter=str(value["reporter"]),
            submitted_at=_aware(str(value["submitted_at"])),
        )
    except (KeyError, ValueError):
        return None


def is_made_of(raw: Mapping[str, Any], report: str, label: str) -> bool:
    """Whether an issue was made of a report (its uuid). The property decides; the label does only where Jira shows no
    property at all: a reference may have been handed out twice, and the survivor of a merge carries several labels.
    """
    value = (raw.get("properties") or {}).get(REPORT_PROPERTY)
    if value is not None:
        return isinstance(value, dict) and value.get("id") == report
    return label in ((raw.get("fields") or {}).get("labels") or [])


def _aware(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment
