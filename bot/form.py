"""Opening the form inside the life of a trigger, and reading what comes back from it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.models.blocks import Option

from bot.accounts import Accounts
from bot.details import NO_ACCOUNT, read_details, unseen
from bot.faces import Faces
from bot.files import sent_files
from bot.messages.answers import ASKS_MORE
from bot.messages.details import block_of, detail_options, details_in
from bot.messages.form import HIDE_NAME, WHO_ELSE, FormFill, notice, report_form
from bot.messages.known import offered_in
from bot.messages.proposal import proposed
from bot.slack_failures import speaking
from bot.typed import entry, minutes, ticked, typed
from config.catalogue import CatalogueFile, Product
from config.clock import Clock
from config.words import FREQUENCIES, Kind
from loop.answers import AnswerError, RejectedError
from loop.cleaning import clean, says_something
from loop.details import Detail, details_asked
from loop.intake import Submission
from loop.known_answers import KnownAnswers
from loop.masking import mask
from loop.tracker.screen import FieldAsked
from loop.triage.offering import Offering
from loop.triage.routing import Routing
from storage.attachment import SentFile
from storage.database import Database, StorageError
from storage.message import amend_draft, draft_of, save_draft
from storage.similar import Known

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Context:
    """Where a form was opened from: kept with the draft, never in the form itself. message_ts, thread: of the message
    that it was opened on, and of the first one of the thread that it stands in.
    """

    source: str
    permalink: str = ""
    channel: str = ""
    message_ts: str = ""
    thread: str = ""
    files: tuple[SentFile, ...] = ()


@dataclass(frozen=True)
class Filled:
    """A form as it was submitted: a submission, or the mistakes by the field they belong to, or the form once more,
    with what it did not ask yet.
    """

    submission: Submission | None = None
    errors: dict[str, str] = field(default_factory=dict)
    again: dict[str, Any] | None = None


class Form:
    """Opens and reads the report form. `client` has a short time-out: a person is waiting."""

    def __init__(
        self,
        database: Database,
        client: WebClient,
        faces: Faces,
        routing: Routing,
        offering: Offering,
        known: KnownAnswers,
        catalogue: CatalogueFile,
        clock: Clock,
        file_kinds: Callable[[], Collection[str]],
        accounts: Accounts,
    ) -> None:
        """file_kinds: the kinds of files that may come along just now; none where the app may not read files."""
        self._database = database
        self._client = client
        self._faces = faces
        self._routing = routing
        self._offering = offering
        self._known = known
        self._catalogue = catalogue
        self._clock = clock
        self._file_kinds = file_kinds
        self._accounts = accounts

    def draft(self, person: str, context: Context, *, product: str = "", what: str = "", sentence: str = "") -> str:
        """Keep what a form is about to open with, without its secrets; returns the token that finds it again."""
        safe = mask(clean(what))
        fields = {"product": product, "what": safe.text, "masked": safe.kinds, "sentence": sentence, **asdict(context)}
        if not product:
            fields |= self._proposed(safe.text, person, context.channel)
        with self._database.transaction() as session:
            return save_draft(session, person, fields, self._clock.now())

    def open(self, trigger_id: str, person: str, token: str) -> bool:
        """Open the form with a draft. False if the trigger had expired, or Slack did not answer: the draft stays."""
        with self._database.reading() as session:
            draft = draft_of(session, token, person)
        known = self._offering.like(draft.get("what", ""), person)
        view = self._rendered(token, draft, known, self._product(draft.get("product", "")))
        try:
            with speaking(writing=False):
                self._client.views_open(trigger_id=trigger_id, view=view)
        except RejectedError as problem:
            # A repeated delivery finds the trigger used up: its first delivery has opened the form.
            return problem.fields.get("error") == "exchanged_trigger_id"
        except AnswerError as problem:
            log.warning("the form could not be opened", reason=problem.reason)
            return False
        self._note_shown(known, person)
        return True

    def offer_known(self, view: dict[str, Any], person: str) -> None:
        """Show in an open form what is known of the text in it. It may fail: the next letter comes."""
        known = self._offering.like(typed(view["state"]["values"], "what"), person)
        if [issue.jira_id for issue in known] == offered_in(view["blocks"]):
            return
        self._show_again(view, person, known)
        self._note_shown(known, person)

    def ask_details(self, view: dict[str, Any], person: str) -> None:
        """Show in an open form what Jira requires for the product that was just chosen."""
        values = view["state"]["values"]
        product = self._product(typed(values, "product"))
        wanted = [block_of(product.key, field) for field in self.asked(product)] if product else []
        if details_in(view["blocks"]) != wanted:
            self._show_again(view, person, self._offering.like(typed(values, "what"), person))

    def ask_by_kind(self, view: dict[str, Any], person: str) -> None:
        """Ask in an open form what the sort of trouble that was just chosen leaves open."""
        self._show_again(view, person, self._offering.like(typed(view["state"]["values"], "what"), person))

    def look_up(self, view: dict[str, Any], person: str, chosen: Collection[str]) -> None:
        """Look up whether Jira knows the people that were just chosen in a form, and keep it until that is sent."""
        found = self._accounts.known(chosen)
        token = view.get("private_metadata") or ""
        with self._database.transaction() as session:
            known = draft_of(session, token, person).get("accounts", {})
            amend_draft(session, token, person, accounts=known | found)

    def asked(self, product: Product) -> list[FieldAsked]:
        """What Jira requires of a product's reports, and only their reporters can say."""
        with self._database.reading() as session:
            return details_asked(session, product)

    def detail_options(self, block_id: str, words: str) -> list[Option]:
        """The values of the field that a block asks for which contain what was typed."""
        _, _, rest = block_id.partition(":")
        product = self._product(rest.partition(":")[0])
        found = [field for field in self.asked(product) if block_of(product.key, field) == block_id] if product else []
        return detail_options(found[0], words) if found else []

    def _show_again(self, view: dict[str, Any], person: str, known: Sequence[Known]) -> None:
        token = view.get("private_metadata") or ""
        with self._database.reading() as session:
            draft = draft_of(session, token, person)
        values = view["state"]["values"]
        product = self._product(typed(values, "product"))
        self._show(view, self._rendered(token, draft, known, product, kind_in(values)))

    def keep(self, view: dict[str, Any], person: str) -> str:
        """Keep what was typed in a form that will not be sent; returns the token of its draft."""
        token, values = view.get("private_metadata") or "", view["state"]["values"]
        safe = mask(clean(typed(values, "what")))
        kept = {"what": safe.text, "masked": safe.kinds}
        if product := typed(values, "product"):
            kept |= {"product": product}
        with self._database.transaction() as session:
            amend_draft(session, token, person, **kept)
        return token

    def close_with(self, view: dict[str, Any], sentence: str) -> None:
        """Replace an open form by a sentence."""
        self._show(view, notice(sentence))

    def _note_shown(self, known: Sequence[Known], person: str) -> None:
        """Count the answers among what is offered. The form matters more: it stands open already."""
        try:
            self._known.shown([issue.jira_id for issue in known if issue.answers], person, self._clock.now())
        except StorageError:
            log.warning("an answer that was shown is not counted", exc_info=True)

    def _show(self, view: dict[str, Any], content: dict[str, Any]) -> None:
        try:
            with speaking(writing=False):
                self._client.views_update(view_id=view["id"], hash=view["hash"], view=content)
        except AnswerError as problem:
            log.info("an open form could not be changed", reason=problem.reason)

    def _proposed(self, text: str, person: str, channel: str) -> dict[str, Any]:
        """The product that the text, the place or the person's habit point to, and why, as fields of a draft."""
        catalogue = self._catalogue.current()
        proposal = self._routing.propose(text, catalogue, reporter=person, channel=channel, over=self._database)
        if proposal is None:
            return {}
        sentence = proposed(proposal, catalogue.product(proposal.value).name)
        return {"product": proposal.value, "why": sentence, "proposal": proposal.as_record()}

    def _rendered(
        self,
        token: str,
        draft: dict[str, Any],
        known: Sequence[Known],
        chosen: Product | None,
        kind: Kind | None = None,
    ) -> dict[str, Any]:
        """The form with a draft. chosen: the product whose details it asks for."""
        catalogue = self._catalogue.current()
        fill = FormFill(
            token=token,
            product=catalogue.find_product(draft.get("product", "")),
            what=draft.get("what", ""),
            sentence=draft.get("sentence", ""),
            why=draft.get("why", ""),
            offers=self._faces.offers(known),
            asks_for=chosen.key if chosen else "",
            details=self.asked(chosen) if chosen else (),
            file_kinds=sorted(self._file_kinds()),
            kind=kind,
        )
        return report_form(catalogue.products, fill)

    def read(self, view: dict[str, Any], person: str, name: str) -> Filled:
        """Read a submitted form. What it was opened from is loaded by token and person, never taken from the form."""
        values = view["state"]["values"]
        what = typed(values, "what")
        product = self._product(typed(values, "product"))
        lost, wrong_minutes = minutes(typed(values, "minutes"))
        asked = self.asked(product) if product else []
        details, errors = read_details(product.key, asked, values, self._accounts.name) if product else ([], {})
        with self._database.reading() as session:
            draft = draft_of(session, view.get("private_metadata") or "", person)
        if product is not None:
            errors |= self._without_account(product, asked, details, draft.get("accounts", {}))
        else:
            errors["product"] = "This tool is no longer in the list; please choose another one."
        if not says_something(what):
            errors["what"] = "Please describe in a few words what happens."
        if wrong_minutes:
            errors["minutes"] = wrong_minutes
        if product is None or errors:
            return Filled(errors=errors)
        if unseen(product.key, asked, values):
            token = self.keep(view, person)
            more = draft | {"product": product.key, "what": what, "sentence": ASKS_MORE}
            return Filled(again=self._rendered(token, more, (), product, kind_in(values)))
        hidden = HIDE_NAME in ticked(values, "privacy")
        # A word in its thread would tell those who read there that one of them reported it.
        message = {} if hidden or not draft.get("message_ts") else draft
        return Filled(
            Submission(
                product=product,
                reporter=person,
                reporter_name=name,
                what=what,
                expected=typed(values, "expected"),
                frequency=FREQUENCIES.get(typed(values, "frequency"), ""),
                minutes=lost,
                who_else=WHO_ELSE.get(typed(values, "who_else"), ""),
                source=draft.get("source", "modal"),
                permalink=draft.get("permalink", ""),
                masked=tuple(draft.get("masked", ())),
                name_hidden=hidden,
                channel=message.get("channel", ""),
                message_ts=message.get("message_ts", ""),
                thread=message.get("thread", ""),
                proposal=draft.get("proposal"),
                kind=kind_in(values),
                files=(*map(SentFile.read, draft.get("files", ())), *sent_files(entry(values, "files").get("files"))),
                details=tuple(details),
            )
        )

    def _without_account(
        self, product: Product, asked: Sequence[FieldAsked], details: Sequence[Detail], known: dict[str, bool]
    ) -> dict[str, str]:
        """What is wrong with people who were chosen, by block: Jira was asked, and knows nobody by their address."""
        errors, people = {}, {detail.field_id: detail.members for detail in details if detail.who}
        for each in asked:
            nobody = [person for person in people.get(each.field_id, ()) if known.get(person) is False]
            if nobody:
                names = ", ".join(self._accounts.name(person) or person for person in nobody)
                errors[block_of(product.key, each)] = NO_ACCOUNT.format(names)
        return errors

    def _product(self, key: str) -> Product | None:
        return self._catalogue.current().find_product(key) if key else None


def kind_in(values: dict[str, Any]) -> Kind | None:
    """The sort of trouble that was chosen in a form, if one was."""
    chosen = typed(values, "kind")
    return Kind(chosen) if chosen in set(Kind) else None
