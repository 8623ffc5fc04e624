"""The people that a report names to Jira: which account each has, by exactly the e-mail address that Slack shows."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from loop.answers import RejectedError
from loop.details import Detail
from loop.tracker.model import Tracker
from storage.report import Report


class Accounts:
    """Finds accounts in Jira. email_of: the address of somebody in Slack, empty where it is not told; raises
    AnswerError.
    """

    def __init__(self, tracker: Tracker, email_of: Callable[[str], str]) -> None:
        self._tracker = tracker
        self._email_of = email_of

    def of(self, person: str) -> str:
        """The account of somebody in Slack; empty: nobody in Jira has that address, or shows it. Raises AnswerError."""
        email = self._email_of(person)
        return self._tracker.account_of(email) if email else ""

    def named_by(self, report: Report, asked: Collection[str]) -> dict[str, Any]:
        """The account, or the list of them, for each of the fields `asked` that a report fills with people. Raises
        RejectedError where one of them has none.
        """
        found: dict[str, Any] = {}
        for detail in map(Detail.read, report.details):
            if detail.who and detail.field_id in asked:
                accounts = [self._account(person, detail) for person in detail.members]
                found[detail.field_id] = accounts if isinstance(detail.value, list) else accounts[0]
        return found

    def _account(self, person: str, detail: Detail) -> str:
        account = self.of(person)
        if not account:
            raise RejectedError(
                f"I find no account in Jira for {detail.who}, whom the report names as “{detail.name}”",
                cure="Give them one with the e-mail address that Slack shows, and the app the scope users:read.email.",
            )
        return account
