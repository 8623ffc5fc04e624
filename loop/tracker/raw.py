"""What Jira shows, raw, to the model: nothing that is not as Jira describes it may block the rest."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import structlog

from loop.tracker.description import plain_text
from loop.tracker.marks import mark_of
from loop.tracker.model import Change, IssueSeen, PastSeen, Release

log = structlog.get_logger(__name__)

_DUPLICATE = "duplicate"
# Jira allows the name of a version no more characters.
_LONGEST_VERSION = 255
_LONGEST_LEVEL = 255
# What an issue of the past is read by.
PAST_FIELDS = (
    "summary,description,reporter,components,created,updated,status,resolution,resolutiondate,fixVersions,security"
)


def instant(text: str) -> datetime:
    """Read Jira's `2026-11-21T10:00:00.000+0000`."""
    return datetime.fromisoformat(text).astimezone(UTC)


def readable(raw: dict[str, Any]) -> IssueSeen | None:
    """Read one issue; one that is not as Jira describes issues is left out, and never blocks the rest of its batch."""
    try:
        return _seen(raw)
    except (AttributeError, KeyError, TypeError, ValueError):
        log.exception("an issue cannot be read", key=raw.get("key"))
        return None


def _seen(raw: dict[str, Any]) -> IssueSeen:
    fields = raw["fields"]
    status = fields.get("status") or {}
    resolution = fields.get("resolution") or {}
    resolved = fields.get("resolutiondate")
    return IssueSeen(
        jira_id=str(raw["id"]),
        key=raw["key"],
        title=fields.get("summary") or "",
        status=status.get("name", ""),
        category=(status.get("statusCategory") or {}).get("key", ""),
        resolution=resolution.get("name"),
        resolved_at=instant(resolved) if resolved else None,
        created_at=instant(fields.get("created") or fields["updated"]),
        updated_at=instant(fields.get("updated") or fields["created"]),
        duplicate_links=_duplicate_links(fields.get("issuelinks") or []),
        mark=mark_of(raw),
        release=_first_release(fields.get("fixVersions") or []),
        level=((fields.get("security") or {}).get("name") or "")[:_LONGEST_LEVEL],
    )


def _first_release(versions: list[dict[str, Any]]) -> Release | None:
    """The earliest of the versions that were released; those whose day Jira does not know come last."""
    found = [_release(version) for version in versions if version.get("released") is True]
    return min(found, key=lambda release: (release.on or date.max, release.name), default=None)


def _release(version: dict[str, Any]) -> Release:
    day = version.get("releaseDate")
    return Release(str(version["name"])[:_LONGEST_VERSION], date.fromisoformat(day) if day else None)


def past_of(raw: dict[str, Any]) -> PastSeen | None:
    """Read one found issue; one that is not as Jira describes issues is left out."""
    try:
        seen = _seen(raw)
        fields = raw["fields"]
        reporter = fields.get("reporter") or {}
        said = [fields.get("summary") or "", *_paragraphs(fields.get("description"))]
        return PastSeen(
            jira_id=seen.jira_id,
            key=seen.key,
            components=tuple(str(each["name"]) for each in fields.get("components") or ()),
            text="\n".join(part for part in said if part),
            reporter=str(reporter.get("displayName") or reporter.get("name") or ""),
            created_at=seen.created_at,
            status=seen.status,
            resolution=seen.resolution,
            release=seen.release,
            level=seen.level,
            ended_at=(seen.resolved_at or seen.updated_at) if seen.resolution or seen.category == "done" else None,
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        log.exception("an issue cannot be read", key=raw.get("key"))
        return None


def _paragraphs(description: Any) -> list[str]:
    if isinstance(description, dict):
        return [plain_text(block) for block in description.get("content") or ()]
    return [plain_text(description)]


def _duplicate_links(links: list[dict[str, Any]]) -> tuple[str, ...]:
    """Ids at the other end of Duplicate links: what this issue duplicates, then what is said to duplicate it."""
    mine = [link for link in links if _DUPLICATE in link.get("type", {}).get("name", "").lower()]
    outward = [str(link["outwardIssue"]["id"]) for link in mine if "outwardIssue" in link]
    inward = [str(link["inwardIssue"]["id"]) for link in mine if "inwardIssue" in link]
    return tuple(outward + inward)


def change_of(entry: dict[str, Any]) -> Change | None:
    """Read one entry of a changelog; None if it touches neither status nor resolution."""
    items = {
        item.get("field"): item for item in entry.get("items", []) if item.get("field") in ("status", "resolution")
    }
    if not items:
        return None
    author = entry.get("author") or {}
    return Change(
        at=_moment(entry["created"]),
        actor=author.get("displayName") or author.get("name") or "",
        status=items["status"].get("toString") if "status" in items else None,
        resolution=items["resolution"].get("toString") if "resolution" in items else None,
        touches_resolution="resolution" in items,
    )


def _moment(created: Any) -> datetime:
    """Where Jira gives the changelogs of many issues at once, a moment is in milliseconds since 1970 instead."""
    return datetime.fromtimestamp(created / 1000, UTC) if isinstance(created, int | float) else instant(created)
