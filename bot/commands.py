"""`/friction`: the form, a report in one go, or a question. Everything is committed before Slack is answered."""

from __future__ import annotations

import re
from typing import Any

import structlog

from bot.admin_commands import AdminCommands, is_for_administrators
from bot.answer_notes import AnswerNotes
from bot.faces import Faces
from bot.form import Context, Form
from bot.messages import answers
from bot.messages.form import form_offer
from bot.messages.known import HELD, offer_blocks
from bot.messages.text import Message, plain, section
from bot.questions import Questions
from config.catalogue import CatalogueFile
from config.clock import Clock
from loop.cleaning import clean
from loop.intake import EmptyReportError, Intake, Submission, Taken, TooManyError
from loop.triage.offering import Offering
from storage.database import Database, StorageError

log = structlog.get_logger(__name__)

_PRODUCT_AND_TEXT = re.compile(r"\s*([^:\n]{1,80}?)\s*:(?!//)\s*(.*)", re.DOTALL)

Answer = str | Message | None


class Commands:
    """Answers the slash command. `None` means that a form is open and there is nothing to say."""

    def __init__(
        self,
        database: Database,
        intake: Intake,
        form: Form,
        faces: Faces,
        offering: Offering,
        questions: Questions,
        admin: AdminCommands,
        notes: AnswerNotes,
        catalogue: CatalogueFile,
        clock: Clock,
    ) -> None:
        self._database = database
        self._intake = intake
        self._form = form
        self._faces = faces
        self._offering = offering
        self._questions = questions
        self._admin = admin
        self._notes = notes
        self._catalogue = catalogue
        self._clock = clock

    def answer(self, command: dict[str, Any]) -> Answer:
        """Answer one slash command."""
        text = clean(as_typed(command.get("text") or ""))
        word, _, rest = text.partition(" ")
        try:
            match word.casefold(), rest.strip():
                case "admin", what if is_for_administrators(what):
                    return self._admin.answer(command["user_id"], what)
                case "answer", what if (noted := self._notes.answer(command["user_id"], what)) is not None:
                    return noted
                case _:
                    asked = self._questions.answer(command["user_id"], text, command.get("channel_id") or "")
                    return self._report(command, text) if asked is None else asked
        except StorageError:
            log.exception("a command could not be saved")
            return answers.NOT_SAVED

    def _report(self, command: dict[str, Any], text: str) -> Answer:
        named = _PRODUCT_AND_TEXT.match(text)
        if named is None:
            return self._open(command, what=text)
        word, what = named.groups()
        catalogue = self._catalogue.current()
        product = catalogue.find_product(word)
        if product is None:
            sentence = answers.unknown_product(word, [known.name for known in catalogue.products])
            return self._open(command, what=text, sentence=sentence)
        if not what.strip():
            return self._open(command, product=product.key)
        if self._form.asked(product):
            return self._open(command, product=product.key, what=what, sentence=answers.ASKS_MORE)
        submission = Submission(
            product=product,
            reporter=command["user_id"],
            reporter_name=command.get("user_name", ""),
            what=what,
            source="slash",
            alike=tuple(issue.jira_id for issue in self._offering.like(what, command["user_id"]) if not issue.shipped),
        )
        try:
            taken = self._intake.take(submission, key=f"command:{command['trigger_id']}", now=self._clock.now())
        except EmptyReportError:
            return answers.NOTHING_IN_IT
        except TooManyError:
            return answers.TOO_MANY
        return self._taken(taken)

    def _taken(self, taken: Taken) -> Answer:
        """The answer; with what it may be, where something is known."""
        told = answers.taken(taken)
        known = [issue for issue in self._offering.again(taken.alike) if not issue.shipped]
        if not known:
            return told
        return Message(plain(told), [section(told), *offer_blocks(self._faces.offers(known, taken.reference), HELD)])

    def _open(self, command: dict[str, Any], *, product: str = "", what: str = "", sentence: str = "") -> Answer:
        person = command["user_id"]
        context = Context("modal", channel=command["channel_id"])
        token = self._form.draft(person, context, product=product, what=what, sentence=sentence)
        if self._form.open(command["trigger_id"], person, token):
            return None
        return form_offer(token, answers.FORM_LATE)


def as_typed(text: str) -> str:
    """Undo the escaping that Slack does to the text of a command, once: what is stored is what was typed."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
