"""Whether people of the workspace have accounts in Jira, asked while somebody fills in a form."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import structlog

from bot.people import People
from loop.answers import AnswerError

log = structlog.get_logger(__name__)


class Accounts:
    """Looks people up by the e-mail address that Slack shows. account_of: Jira's account with an address, empty: none;
    it must answer, or raise AnswerError, well before Slack stops waiting.
    """

    def __init__(self, people: People, account_of: Callable[[str], str]) -> None:
        self._people = people
        self._account_of = account_of

    def name(self, person: str) -> str:
        """What a person is called; empty while Slack does not say."""
        return self._people.name(person)

    def known(self, people: Iterable[str]) -> dict[str, bool]:
        """Tell of these people whether they have an account; of nobody more once Jira does not answer. Who is missing
        is looked up again when the report is filed.
        """
        found = {}
        for person in people:
            address = self._people.address(person)
            if not address and self._people.standing(person) != "bot":
                continue  # Slack does not tell it
            try:
                found[person] = bool(address) and bool(self._account_of(address))
            except AnswerError as problem:
                log.info("whether somebody has an account in Jira is not known yet", reason=problem.reason)
                break
        return found
