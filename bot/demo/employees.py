"""What employees do in Slack: report in three ways, take a report back, say whether something is fixed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.demo.controls import Control
from bot.demo.people import Person
from bot.demo.scenery import TALK
from bot.demo.script import Planned, Way
from bot.demo.trouble import NotTakenError
from config.catalogue import Catalogue
from storage.database import Database
from storage.report import reports_of

_REFERENCE = re.compile(r"FR-[0-9A-Z]+")
# Slack's form takes so many characters; what is longer is typed behind the slash command.
_LONGEST_IN_FORM = 3000


@dataclass(frozen=True)
class Reported:
    """A report that the product has taken: its reference, and what Slack answered at once (nothing to a form)."""

    reference: str
    answer: str


class Employees:
    """Acts in Slack through the sandbox's control API. `database` is read to learn the reference of a form's report."""

    def __init__(self, slack: Control, database: Database, catalogue: Catalogue) -> None:
        self._slack = slack
        self._database = database
        self._catalogue = catalogue

    def report(self, planned: Planned) -> Reported:
        """Report as the script says. Raises NotTakenError."""
        too_long = len(planned.sample.text) > _LONGEST_IN_FORM
        ways: dict[Way, Callable[[Planned], Reported]] = {Way.MODAL: self._modal, Way.SHORTCUT: self._shortcut}
        return self._slash(planned) if too_long else ways.get(planned.way, self._slash)(planned)

    def withdraw(self, person: Person, reference: str) -> bool:
        """Press Withdraw under a receipt; False while the receipt is not there, or has no such button any more."""
        for message in self._slack.see("messages", channel=person.id)["messages"]:
            if reference in message["text"] and "withdraw" in str(message.get("blocks")):
                return bool(self._press(person, message, "withdraw")["acked"])
        return False

    def answer(self, person: Person, message: dict[str, Any], action: str) -> None:
        """Press a button under the news of an end. Raises NotTakenError."""
        told = self._press(person, message, action)
        if not told["acked"]:
            raise NotTakenError(f"{person.real_name} pressed a button, and the product did not answer: {told['error']}")

    def _press(self, person: Person, message: dict[str, Any], action: str) -> dict[str, Any]:
        return self._slack.tell(
            "click", user=person.id, channel=message["channel"], message_ts=message["ts"], action_id=action
        )

    def _slash(self, planned: Planned) -> Reported:
        words = self._catalogue.product(planned.sample.product).words
        word = words[planned.number % len(words)]  # its key, its name, an alias: people use them all
        told = self._command(planned.person, f"{word}: {planned.sample.text}")
        said = told["response"]
        answer = said if isinstance(said, str) else str((said or {}).get("text") or "")
        found = _REFERENCE.search(answer)
        if not told["acked"] or found is None:
            raise NotTakenError(f"{planned.person.real_name}'s /friction was not taken: {told['error'] or answer}")
        return Reported(found[0], answer)

    def _modal(self, planned: Planned) -> Reported:
        self._command(planned.person, "")
        return self._submit(planned, {"what": planned.sample.text})

    def _shortcut(self, planned: Planned) -> Reported:
        """Press the shortcut on what a colleague wrote: the form opens with the message in it."""
        colleague = planned.said_by or planned.person
        said = self._slack.tell("message", user=colleague.id, channel=TALK, text=planned.sample.text)
        self._slack.tell(
            "shortcut",
            user=planned.person.id,
            type="message",
            callback_id="friction_message",
            channel=TALK,
            message_ts=said["ts"],
        )
        return self._submit(planned, {})

    def _submit(self, planned: Planned, typed: dict[str, str]) -> Reported:
        sample = planned.sample
        more = {"expected": sample.expected, "frequency": sample.frequency, "who_else": sample.who_else}
        minutes = {} if sample.minutes is None else {"minutes": str(sample.minutes)}
        values = {"product": sample.product, **typed, **{name: text for name, text in more.items() if text}, **minutes}
        told = self._slack.tell("submit", user=planned.person.id, values=values)
        if not told["acked"] or told["errors"] or told["error"]:
            raise NotTakenError(f"{planned.person.real_name}'s form was not taken: {told['errors'] or told['error']}")
        with self._database.reading() as session:
            return Reported(reports_of(session, planned.person.id, limit=1)[0].reference, "")

    def _command(self, person: Person, text: str) -> dict[str, Any]:
        return self._slack.tell("command", user=person.id, channel=TALK, command="/friction", text=text)
