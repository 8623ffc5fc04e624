"""Opening the form inside the life of a trigger, and reading what comes back from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import structlog
from slack_sdk import WebClient

from bot.faces import Faces
from bot.messages.form import HIDE_NAME, MOST_MINUTES, WHO_ELSE, FormFill, notice, report_form
from bot.messages.known import offered_in
from bot.messages.proposal import proposed
from bot.slack_failures import speaking
from config.catalogue import CatalogueFile, Product
from config.clock import Clock
from config.words import FREQUENCIES
from loop.answers import AnswerError, RejectedError
from loop.cleaning import clean, says_something
from loop.intake import Submission
from loop.known_answers import KnownAnswers
from loop.masking import mask
from loop.triage.offering import Offering
from loop.triage.routing import Routing
from storage.attachment import SentFile
from storage.database import Database, StorageError
from storage.message import amend_draft, draft_of, save_draft
from storage.similar import Known

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Context:
    """Where a form was opened from: kept with the draft, never in the form itself."""

    source: str
    permalink: str = ""
    channel: str = ""
    files: tuple[SentFile, ...] = ()


@dataclass(frozen=True)
class Filled:
    """A form as it was submitted: a submission, or the mistakes by the field they belong to."""

    submission: Submission | None = None
    errors: dict[str, str] = field(default_factory=dict)


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
    ) -> None:
        self._database = database
        self._client = client
        self._faces = faces
        self._routing = routing
        self._offering = offering
        self._known = known
        self._catalogue = catalogue
        self._clock = clock

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
        view = self._rendered(token, draft, known)
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
        token = view.get("private_metadata") or ""
        known = self._offering.like(typed(view["state"]["values"], "what"), person)
        if [issue.jira_id for issue in known] == offered_in(view["blocks"]):
            return
        with self._database.reading() as session:
            draft = draft_of(session, token, person)
        self._show(view, self._rendered(token, draft, known))
        self._note_shown(known, person)

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
            self._known.shown([issue.jira_id for issue in known if issue.shipped], person, self._clock.now())
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

    def _rendered(self, token: str, draft: dict[str, Any], known: Sequence[Known]) -> dict[str, Any]:
        catalogue = self._catalogue.current()
        fill = FormFill(
            token=token,
            product=catalogue.find_product(draft.get("product", "")),
            what=draft.get("what", ""),
            sentence=draft.get("sentence", ""),
            why=draft.get("why", ""),
            offers=self._faces.offers(known),
        )
        return report_form(catalogue.products, fill)

    def read(self, view: dict[str, Any], person: str, name: str) -> Filled:
        """Read a submitted form. What it was opened from is loaded by token and person, never taken from the form."""
        values = view["state"]["values"]
        what = typed(values, "what")
        product = self._product(typed(values, "product"))
        minutes, wrong_minutes = _minutes(typed(values, "minutes"))
        errors = {}
        if product is None:
            errors["product"] = "This tool is no longer in the list; please choose another one."
        if not says_something(what):
            errors["what"] = "Please describe in a few words what happens."
        if wrong_minutes:
            errors["minutes"] = wrong_minutes
        if product is None or errors:
            return Filled(errors=errors)
        with self._database.reading() as session:
            draft = draft_of(session, view.get("private_metadata") or "", person)
        return Filled(
            Submission(
                product=product,
                reporter=person,
                reporter_name=name,
                what=what,
                expected=typed(values, "expected"),
                frequency=FREQUENCIES.get(typed(values, "frequency"), ""),
                minutes=minutes,
                who_else=WHO_ELSE.get(typed(values, "who_else"), ""),
                source=draft.get("source", "modal"),
                permalink=draft.get("permalink", ""),
                masked=tuple(draft.get("masked", ())),
                name_hidden=HIDE_NAME in _ticked(values, "privacy"),
                proposal=draft.get("proposal"),
                files=tuple(map(SentFile.read, draft.get("files", ()))),
            )
        )

    def _product(self, key: str) -> Product | None:
        return self._catalogue.current().find_product(key) if key else None


def typed(values: dict[str, Any], block_id: str) -> str:
    """The value of the one element in a block: what was typed, or the value of what was chosen."""
    for state in values.get(block_id, {}).values():
        chosen = state.get("selected_option")
        return (
            str((chosen or {}).get("value") or "") if chosen or "selected_option" in state else state.get("value") or ""
        )
    return ""


def _ticked(values: dict[str, Any], block_id: str) -> list[str]:
    """The values of the boxes that were ticked in a block."""
    states = values.get(block_id, {}).values()
    return [str(option.get("value")) for state in states for option in state.get("selected_options") or []]


def _minutes(typed: str) -> tuple[int | None, str]:
    if not typed.strip():
        return None, ""
    try:
        minutes = round(float(typed))
    except (ValueError, OverflowError):
        minutes = -1
    if not 0 <= minutes <= MOST_MINUTES:
        return None, f"Please give a whole number of minutes between 0 and {MOST_MINUTES:,}."
    return minutes, ""
