"""People's accounts in Jira: finding the right one or none, and giving an issue to it and taking it away again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import quote

from loop.tracker.connection import Wire
from loop.tracker.marks import REPORT_PROPERTY, mark_of, to_property

_MOST = 50


class Accounts:
    """Speaks of people by accountId on Cloud, by name on Data Center."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def of(self, email: str) -> str:
        """The one active account with exactly this address. Jira's search also finds names that begin like it, and
        shows no address of people who hide it: both are nobody, for a wrong person is worse than none.
        """
        asked = {"query" if self._wire.is_cloud else "username": email, "maxResults": _MOST}
        found = [user for user in self._wire.get("user/search", asked) if _is_meant(user, email)]
        return str(found[0].get(self._id) or "") if len(found) == 1 else ""

    def credit(self, jira_id: str, account: str, *, as_reporter: bool) -> None:
        """Give an issue to an account. The mark says to which, before it is done, so that it can be taken back."""
        issue = f"issue/{quote(jira_id)}"
        mark = mark_of(self._wire.get(issue, {"fields": "created", "properties": REPORT_PROPERTY}))
        if mark is None:
            return
        self._wire.put(f"{issue}/properties/{REPORT_PROPERTY}", to_property(replace(mark, account=account))["value"])
        if as_reporter:
            self._wire.put(issue, {"fields": {"reporter": {self._id: account}}})
        else:
            self._wire.post_unanswered(f"{issue}/watchers", account)

    def take_back(self, jira_id: str, account: str) -> None:
        """Let an issue forget an account: whoever created it becomes its reporter again."""
        issue = f"issue/{quote(jira_id)}"
        fields: dict[str, Any] = self._wire.get(issue, {"fields": "creator,reporter"}).get("fields") or {}
        creator = str((fields.get("creator") or {}).get(self._id) or "")
        if creator and (fields.get("reporter") or {}).get(self._id) == account:
            self._wire.put(issue, {"fields": {"reporter": {self._id: creator}}})
        self._wire.delete(f"{issue}/watchers", {"accountId" if self._wire.is_cloud else "username": account})

    @property
    def _id(self) -> str:
        return "accountId" if self._wire.is_cloud else "name"


def _is_meant(user: dict[str, Any], email: str) -> bool:
    address = str(user.get("emailAddress") or "")
    return user.get("active") is not False and address.casefold() == email.casefold()
