"""What the app listens to. A listener commits, then acks; nothing that can fail stands after an ack."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog
from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.commands import Commands, as_typed
from bot.files import sent_files
from bot.form import Context, Form
from bot.messages import answers
from bot.messages.details import DETAIL
from bot.messages.ends import VERIFY_BROKEN, VERIFY_FIXED, VERIFY_UNSURE
from bot.messages.form import CALLBACK, OPEN_FORM, product_options
from bot.messages.receipt import WITHDRAW
from bot.messages.text import Message
from bot.places import note_place
from bot.slack_failures import speaking
from bot.whisper import Whisper
from config.catalogue import CatalogueFile
from config.clock import Clock
from loop import owing
from loop.answers import AnswerError
from loop.intake import EmptyReportError, Intake, TooLateError, TooManyError
from loop.rights import Refusal, Rights
from loop.verification import Answer, NotYoursError, Verification
from storage.database import Database, StorageError
from storage.message import amend_draft

log = structlog.get_logger(__name__)

_VERIFICATIONS: dict[str, Answer] = {
    VERIFY_FIXED: "fixed",
    VERIFY_BROKEN: "still_broken",
    VERIFY_UNSURE: "unsure",
}


class Listeners:
    """Every way in which Slack speaks to us."""

    def __init__(
        self,
        database: Database,
        client: WebClient,
        commands: Commands,
        form: Form,
        intake: Intake,
        verification: Verification,
        rights: Rights,
        whisper: Whisper,
        catalogue: CatalogueFile,
        clock: Clock,
    ) -> None:
        self._database = database
        self._client = client
        self._commands = commands
        self._form = form
        self._intake = intake
        self._verification = verification
        self._rights = rights
        self._whisper = whisper
        self._catalogue = catalogue
        self._clock = clock

    def register(self, app: App) -> None:
        """Tell Bolt what goes where."""
        app.command("/friction")(self.command)
        app.shortcut("friction_new")(self.global_shortcut)
        app.shortcut("friction_message")(self.message_shortcut)
        app.view(CALLBACK)(self.submitted)
        app.options("product")(self.suggest)
        app.options(DETAIL)(self.suggest_detail)
        app.action("product")(self.product_chosen)
        app.action("kind")(self.kind_chosen)
        app.action(DETAIL)(self.people_chosen)
        app.action(WITHDRAW)(self.withdraw)
        app.action(OPEN_FORM)(self.open_form)
        for action_id, answer in _VERIFICATIONS.items():
            app.action(action_id)(self._verifier(answer))

    def command(self, ack: Ack, command: dict[str, Any]) -> None:
        """Answer `/friction …`."""
        answer = self._commands.answer(command)
        if answer is None:
            ack()
        elif isinstance(answer, Message):
            ack(response_type="ephemeral", **answer.arguments())
        else:
            ack(response_type="ephemeral", text=answer)

    def global_shortcut(self, ack: Ack, body: dict[str, Any]) -> None:
        """Open an empty form."""
        self._open_or_offer(body["trigger_id"], body["user"]["id"], Context("shortcut"))
        ack()

    def message_shortcut(self, ack: Ack, body: dict[str, Any]) -> None:
        """Open the form filled in with a message, then look up the way back to it while the form is being read."""
        person, message = body["user"]["id"], body["message"]
        context = Context(
            "message",
            channel=body["channel"]["id"],
            message_ts=message["ts"],
            thread=message.get("thread_ts") or message["ts"],
            files=sent_files(message.get("files")),
        )
        token = self._open_or_offer(body["trigger_id"], person, context, what=as_typed(message.get("text") or ""))
        permalink = self._permalink(body)
        with self._database.transaction() as session:
            amend_draft(session, token, person, permalink=permalink)
        ack()

    def submitted(self, ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        """Take in a form, or say at which field something is missing."""
        user = body["user"]
        try:
            filled = self._form.read(view, user["id"], user.get("name") or user.get("username") or "")
            if filled.submission is not None:
                self._intake.take(filled.submission, key=f"view:{view['id']}", now=self._clock.now())
        except EmptyReportError:
            ack(response_action="errors", errors={"what": "Please describe in a few words what happens."})
        except TooManyError:
            ack(response_action="errors", errors={"what": answers.TOO_MANY})
        except StorageError:
            log.exception("a form could not be saved")
            ack(response_action="errors", errors={"what": answers.NOT_SAVED})
        else:
            if filled.errors:
                ack(response_action="errors", errors=filled.errors)
            elif filled.again:
                ack(response_action="update", view=filled.again)
            else:
                ack()

    def suggest(self, ack: Ack, payload: dict[str, Any]) -> None:
        """Offer products while somebody types."""
        options = product_options(self._catalogue.current().products, payload.get("value") or "")
        ack(options=[option.to_dict() for option in options])

    def product_chosen(self, ack: Ack, body: dict[str, Any]) -> None:
        """Ask what Jira requires of reports about this product."""
        self._form.ask_details(body["view"], body["user"]["id"])
        ack()

    def kind_chosen(self, ack: Ack, body: dict[str, Any]) -> None:
        """Ask what this sort of trouble leaves open."""
        self._form.ask_by_kind(body["view"], body["user"]["id"])
        ack()

    def people_chosen(self, ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        """Ask Jira about the people that one of its own fields is to name."""
        chosen = action.get("selected_users") or filter(None, [action.get("selected_user")])
        self._form.look_up(body["view"], body["user"]["id"], list(chosen))
        ack()

    def suggest_detail(self, ack: Ack, payload: dict[str, Any]) -> None:
        """Offer the values of a field that has more of them than a menu holds."""
        options = self._form.detail_options(payload.get("block_id") or "", payload.get("value") or "")
        ack(options=[option.to_dict() for option in options])

    def withdraw(self, ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        """Withdraw one's own report while that is possible. Otherwise its receipt is about to say that it is filed."""
        note_place(self._database, owing.receipt_key_of(action.get("value") or ""), body)
        try:
            self._intake.withdraw(action.get("value") or "", body["user"]["id"], self._clock.now())
        except LookupError:
            self._refuse(body, "withdraw")
        except TooLateError:
            log.info("not withdrawn: it is being filed, or has ended")
        ack()

    def open_form(self, ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        """Open the form with a draft that is waiting."""
        self._form.open(body["trigger_id"], body["user"]["id"], action.get("value") or "")
        ack()

    def _verifier(self, answer: Answer) -> Callable[..., None]:
        def verify(ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
            jira_id, _, end = (action.get("value") or "").partition(":")
            told = owing.end_key(jira_id, int(end) if end.isdecimal() else 0, body["user"]["id"])
            note_place(self._database, told, body)
            try:
                self._verification.answer(jira_id, int(end or 0), body["user"]["id"], answer, self._clock.now())
            except (NotYoursError, ValueError):
                self._refuse(body, "verify")
            ack()

        return verify

    def _refuse(self, body: dict[str, Any], what: str) -> None:
        """Note that somebody reached for what is not theirs, and tell them so, the same whether it exists or not."""
        self._rights.note_refused(body["user"]["id"], what, Refusal.NOT_YOURS)
        self._whisper(body, answers.NOT_YOURS)

    def _open_or_offer(self, trigger_id: str, person: str, context: Context, *, what: str = "") -> str:
        token = self._form.draft(person, context, what=what)
        if not self._form.open(trigger_id, person, token):
            with self._database.transaction() as session:
                owing.owe_form(session, person, token, answers.FORM_LATE)
        return token

    def _permalink(self, body: dict[str, Any]) -> str:
        channel, ts = body["channel"]["id"], body["message"]["ts"]
        try:
            with speaking(writing=False):
                return str(self._client.chat_getPermalink(channel=channel, message_ts=ts)["permalink"])
        except AnswerError:
            domain = body.get("team", {}).get("domain", "")
            return f"https://{domain}.slack.com/archives/{channel}/p{ts.replace('.', '')}" if domain else ""
