"""The buttons of triage cards, and the forms behind them. Whether somebody may is asked at each click."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog
from slack_bolt import Ack, App

from bot.details import product_in, read_details
from bot.messages import triage_forms as forms
from bot.messages.card import ASK, DECLINE, EDIT, FILE, HAND_OVER, MERGE
from bot.messages.form import notice
from bot.messages.model import USE
from bot.modals import TOO_SLOW, Modals, SlowError
from bot.typed import typed
from bot.whisper import Whisper
from config.catalogue import CatalogueFile, Product
from config.clock import Clock
from config.words import Feasibility, Kind, Severity
from loop.cleaning import says_something
from loop.rights import Refusal, Rights
from loop.triage_desk import Asked, DecidedError, Desk, NoSuchIssueError, NotTriagerError, NowhereToFileError
from storage.database import StorageError
from storage.report import Estimate, Report

log = structlog.get_logger(__name__)

Body = dict[str, Any]
View = dict[str, Any]
Errors = dict[str, str]
Opens = Callable[[Report, str], View]
Reads = Callable[[Asked, Body], Errors]


class TriageCards:
    """Every way in which somebody decides."""

    def __init__(
        self,
        desk: Desk,
        modals: Modals,
        rights: Rights,
        whisper: Whisper,
        catalogue: CatalogueFile,
        clock: Clock,
        name_of: Callable[[str], str],
    ) -> None:
        """name_of: what somebody in Slack is called; empty while Slack does not say."""
        self._desk = desk
        self._modals = modals
        self._rights = rights
        self._whisper = whisper
        self._catalogue = catalogue
        self._clock = clock
        self._name_of = name_of

    def register(self, app: App) -> None:
        """Tell Bolt what goes where."""
        app.action(FILE)(self.file)
        app.action(MERGE)(self.merge)
        app.action(USE)(self.use)
        for action_id, opens in (
            (EDIT, self._edit_view),
            (DECLINE, self._decline_view),
            (HAND_OVER, self._hand_over_view),
            (ASK, self._ask_view),
        ):
            app.action(action_id)(self._opener(opens))
        for callback, read in (
            (forms.EDIT_FORM, self._edit),
            (forms.MERGE_FORM, self._merge),
            (forms.DECLINE_FORM, self._decline),
            (forms.HAND_OVER_FORM, self._hand_over),
            (forms.ASK_FORM, self._ask),
        ):
            app.view(callback)(self._submitter(read))

    def file(self, ack: Ack, body: Body, action: Body) -> None:
        """File a report as it is."""
        asked = self._clicked(body, action, str(action.get("value") or ""))
        self._say(body, self._trying(asked, lambda: self._desk.accept(asked)))
        ack()

    def merge(self, ack: Ack, body: Body, action: Body) -> None:
        """Merge into the issue that the button names; one that names none asks for it."""
        reference, _, key = str(action.get("value") or "").partition(" ")
        asked = self._clicked(body, action, reference)
        if key:
            self._say(body, self._trying(asked, lambda: self._desk.merge(asked, key)))
        else:
            self._say(body, self._trying(asked, lambda: self._open(body, asked, self._merge_view)))
        ack()

    def use(self, ack: Ack, body: Body, action: Body) -> None:
        """Take over what a model proposes."""
        asked = self._clicked(body, action, str(action.get("value") or ""))
        self._say(body, self._trying(asked, lambda: self._desk.use_proposal(asked)))
        ack()

    def _opener(self, opens: Opens) -> Callable[..., None]:
        def opener(ack: Ack, body: Body, action: Body) -> None:
            asked = self._clicked(body, action, str(action.get("value") or ""))
            self._say(body, self._trying(asked, lambda: self._open(body, asked, opens)))
            ack()

        return opener

    def _submitter(self, read: Reads) -> Callable[..., None]:
        def submitted(ack: Ack, body: Body, view: View) -> None:
            key = f"view:{view['id']}"
            asked = Asked(self._modals.about(body, view), body["user"]["id"], key, self._clock.now())
            errors: Errors = {}
            sentence = self._trying(asked, lambda: errors.update(read(asked, view["state"]["values"])))
            if sentence:
                ack(response_action="update", view=notice(sentence))
            elif errors:
                ack(response_action="errors", errors=errors)
            else:
                ack()

        return submitted

    def _trying(self, asked: Asked, act: Callable[[], None]) -> str:
        """Do it; returns the sentence that says why not, empty if it is done."""
        try:
            act()
        except LookupError:
            return forms.NOT_FOUND
        except NotTriagerError:
            self._rights.note_refused(asked.person, "triage", Refusal.NOT_TRIAGER, report=asked.reference)
            return forms.NOT_TRIAGER
        except DecidedError as decided:
            return forms.too_late(decided.ruling)
        except NoSuchIssueError:
            return forms.NO_SUCH_ISSUE
        except NowhereToFileError:
            return forms.NOWHERE_TO_FILE
        except SlowError:
            return TOO_SLOW
        except StorageError:
            log.exception("a decision could not be saved")
            return forms.NOT_SAVED
        return ""

    def _clicked(self, body: Body, action: Body, reference: str) -> Asked:
        person = body["user"]["id"]
        return Asked(reference, person, f"click:{person}:{action.get('action_ts')}", self._clock.now())

    def _say(self, body: Body, sentence: str) -> None:
        if sentence:
            self._whisper(body, sentence)

    # The forms: opened with what the report says now, read when they come back.

    def _open(self, body: Body, asked: Asked, opens: Opens) -> None:
        report = self._desk.waiting(asked.reference, asked.person)
        self._modals.open(body, report.reference, lambda token: opens(report, token))

    def _edit_view(self, report: Report, token: str) -> View:
        catalogue = self._catalogue.current()
        chosen = catalogue.find_product(report.product)
        asked = self._desk.asked(chosen) if chosen else []
        given = {detail["field_id"]: detail["value"] for detail in report.details}
        return forms.edit_view(token, report, chosen, catalogue.products, asked, given)

    def _merge_view(self, report: Report, token: str) -> View:
        return forms.merge_view(token, _about(report))

    def _decline_view(self, report: Report, token: str) -> View:
        return forms.decline_view(token, _about(report))

    def _hand_over_view(self, report: Report, token: str) -> View:
        return forms.hand_over_view(token, _about(report), self._catalogue.current().products)

    def _ask_view(self, report: Report, token: str) -> View:
        return forms.ask_view(token, _about(report))

    def _edit(self, asked: Asked, values: Body) -> Errors:
        product = self._product(values)
        if product is None:
            return {"product": forms.NOT_IN_CATALOGUE}
        title = typed(values, "title")
        if not says_something(title):
            return {"title": forms.NOTHING_IN_IT}
        before = self._catalogue.current().find_product(product_in(values))
        fields = self._desk.asked(before) if before else []
        read = read_details(before.key, fields, values, self._name_of, optional=True) if before else None
        details, errors = read or (None, {})
        if not errors:
            self._desk.edit(asked, product, title, typed(values, "what"), _estimate(values), details)
        return errors

    def _merge(self, asked: Asked, values: Body) -> Errors:
        try:
            self._desk.merge(asked, typed(values, "issue"))
        except NoSuchIssueError:
            return {"issue": forms.NO_SUCH_ISSUE}
        return {}

    def _decline(self, asked: Asked, values: Body) -> Errors:
        return _with_words(values, lambda reason: self._desk.decline(asked, reason))

    def _hand_over(self, asked: Asked, values: Body) -> Errors:
        product = self._product(values)
        if product is None:
            return {"product": forms.NOT_IN_CATALOGUE}
        report = self._desk.waiting(asked.reference, asked.person)
        if product.key == report.product and not report.restricted:
            return {"product": forms.SAME_PRODUCT}
        self._desk.hand_over(asked, product)
        return {}

    def _ask(self, asked: Asked, values: Body) -> Errors:
        return _with_words(values, lambda question: self._desk.ask(asked, question))

    def _product(self, values: Body) -> Product | None:
        key = typed(values, "product")
        return self._catalogue.current().find_product(key) if key else None


def _with_words(values: Body, act: Callable[[str], None]) -> Errors:
    words = typed(values, "what")
    if not says_something(words):
        return {"what": forms.NOTHING_IN_IT}
    act(words)
    return {}


def _estimate(values: Body) -> Estimate | None:
    try:
        return Estimate(
            Kind(typed(values, "kind")), Severity(typed(values, "severity")), Feasibility(typed(values, "feasibility"))
        )
    except ValueError:  # a form of another version of ours
        return None


def _about(report: Report) -> str:
    return f"{report.reference}: {report.title}"
