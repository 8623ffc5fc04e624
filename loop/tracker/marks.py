"""The property that every issue of ours carries: a mark to JSON and back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import structlog

from loop.tracker.model import Mark

log = structlog.get_logger(__name__)

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
        **({"account": mark.account} if mark.account else {}),
        **({"restricted": True} if mark.restricted else {}),
    }
    return {"key": REPORT_PROPERTY, "value": value}


def mark_of(raw: Mapping[str, Any]) -> Mark | None:
    """Read the mark of an issue; None if it has none, or one that we cannot have given: whoever may edit an issue may
    edit its properties.
    """
    value = (raw.get("properties") or {}).get(REPORT_PROPERTY)
    if not isinstance(value, dict):
        return None
    try:
        return Mark(
            report=_fitting(value, "id", r"[0-9a-f]{32}"),
            installation=_fitting(value, "installation", r"[0-9a-f]{32}"),
            instance=_fitting(value, "instance", r"[a-z0-9-]{1,20}"),
            reference=_fitting(value, "reference", r"FR-[0-9A-Z]{4,13}"),
            product=_fitting(value, "product", r"[^\x00-\x1f]{1,64}"),
            # Empty: whoever hid their name, or was erased.
            reporter=_fitting(value, "reporter", r"[^\x00-\x1f]{0,255}"),
            submitted_at=_aware(str(value["submitted_at"])),
            account=_fitting({"account": "", **value}, "account", r"[^\x00-\x1f]{0,255}"),
            restricted=value.get("restricted") is True,
        )
    except (KeyError, ValueError):
        log.warning("a mark that is none of ours", key=raw.get("key"))
        return None


def is_made_of(raw: Mapping[str, Any], report: str, label: str) -> bool:
    """Whether an issue was made of a report (its uuid). The property decides; the label does only where Jira shows no
    property at all: a reference may have been handed out twice, and the survivor of a merge carries several labels.
    """
    value = (raw.get("properties") or {}).get(REPORT_PROPERTY)
    if value is not None:
        return isinstance(value, dict) and value.get("id") == report
    return label in ((raw.get("fields") or {}).get("labels") or [])


def _fitting(value: Mapping[str, Any], name: str, pattern: str) -> str:
    text = str(value[name])
    if not re.fullmatch(pattern, text):
        raise ValueError(name)
    return text


def _aware(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment
