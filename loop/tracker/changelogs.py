"""Histories of issues, in Jira's three forms: many at once and by pages (Cloud), or with the issue (Data Center)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from loop.tracker.connection import Wire, speaking
from loop.tracker.model import Change
from loop.tracker.raw import change_of

_PAGE = 100
_BULK_PAGE = 1000
# What Jira reads at once; the fields are those that tell of ends.
_MOST_ISSUES = 1000
_FIELDS = ["status", "resolution"]


class Changelogs:
    """Reads them over one wire. Every method raises only what stands in `loop.answers`."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def turns(self, jira_ids: Sequence[str]) -> dict[str, list[Change]]:
        """Return the changes of status and resolution of each issue, oldest first. Several are one request on Cloud;
        Data Center has no such thing. Raises for all if Jira rejects one.
        """
        entries = self._of_many(jira_ids) if self._wire.is_cloud and len(jira_ids) > 1 else self._of_each(jira_ids)
        return {jira_id: _changes(entries.get(jira_id, [])) for jira_id in jira_ids}

    def entries(self, jira_id: str) -> list[dict[str, Any]]:
        """Return all of an issue's changelog, as Jira shows it."""
        return self._paged(jira_id) if self._wire.is_cloud else self._expanded(jira_id)

    def _of_each(self, jira_ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
        return {jira_id: self.entries(jira_id) for jira_id in jira_ids}

    def _of_many(self, jira_ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
        """The package does not have this address. An issue's changes may go on from one page to the next."""
        found: dict[str, list[dict[str, Any]]] = {}
        for start in range(0, len(jira_ids), _MOST_ISSUES):
            asked = {"issueIdsOrKeys": list(jira_ids[start : start + _MOST_ISSUES]), "fieldIds": _FIELDS}
            token: str | None = ""
            while token is not None:
                further = {"nextPageToken": token} if token else {}
                body = {**asked, "maxResults": _BULK_PAGE, **further}
                page = self._wire.post("changelog/bulkfetch", body, writing=False)
                for log in page.get("issueChangeLogs") or []:
                    found.setdefault(str(log["issueId"]), []).extend(log.get("changeHistories") or [])
                token = page.get("nextPageToken") or None
        return found

    def _paged(self, jira_id: str) -> list[dict[str, Any]]:
        # The package reads changelogs only through expand, which Cloud cuts at 100 entries.
        entries: list[dict[str, Any]] = []
        while True:
            page = self._wire.get(f"issue/{quote(jira_id)}/changelog", {"startAt": len(entries), "maxResults": _PAGE})
            values = page.get("values", [])
            entries += values
            total = page.get("total")
            if not values or page.get("isLast") or (total is not None and len(entries) >= total):
                return entries

    def _expanded(self, jira_id: str) -> list[dict[str, Any]]:
        with speaking(writing=False):
            raw = self._wire.package().issue(jira_id, fields="status", expand="changelog").raw
        entries: list[dict[str, Any]] = (raw or {}).get("changelog", {}).get("histories", [])
        return entries


def _changes(entries: Sequence[dict[str, Any]]) -> list[Change]:
    found = [change for entry in entries if (change := change_of(entry)) is not None]
    return sorted(found, key=lambda change: change.at)
