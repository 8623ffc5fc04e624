"""The buttons by which reporters go on about a report of their own: say it better, add to it, answer a question."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog
from slack_bolt import Ack, App

from bot.messages import answers
from bot.messages import own_report as forms
from bot.messages.form import LONGEST_INPUT, notice
from bot.modals import TOO_SLOW, Modals, SlowError
from bot.typed import typed
from bot.whisper import Whisper
from config.clock import Clock
from config.words import State
from loop.intake import EmptyReportError, TooLateError
from loop.own_report import OwnReports
from loop.rights import Refusal, Rights
from storage.database import StorageError
from storage.report import Report

log = structlog.get_logger(__name__)

Body = dict[str, Any]
Change = Callable[..., None]


class OwnReportButtons:
    """Opens the forms and takes them in. Whose report it is, is asked both times."""

    def __init__(self, reports: OwnReports, modals: Modals, rights: Rights, whisper: Whisper, clock: Clock) -> None:
        self._reports = reports
        self._modals = modals
        self._rights = rights
        self._whisper = whisper
        self._clock = clock

    def register(self, app: App) -> None:
        """Tell Bolt what goes where."""
        app.action(forms.EDIT)(self._opener(_edit_view))
        app.action(forms.ADD)(self._opener(_add_view))
        app.view(forms.EDIT_FORM)(self._submitter(self._reports.edit, forms.BEING_FILED))
        app.view(forms.ADD_FORM)(self._submitter(self._reports.add, forms.ENDED))

    def _opener(self, view_of: Callable[[Report, str], Body]) -> Callable[..., None]:
        def opener(ack: Ack, body: Body, action: Body) -> None:
            reference = str(action.get("value") or "")
            try:
                report = self._reports.find(reference, body["user"]["id"])
                self._modals.open(body, reference, lambda token: view_of(report, token))
            except LookupError:
                self._rights.note_refused(body["user"]["id"], "own report", Refusal.NOT_YOURS)
                self._whisper(body, answers.NOT_YOURS)
            except SlowError:
                self._whisper(body, TOO_SLOW)
            ack()

        return opener

    def _submitter(self, change: Change, too_late: str) -> Callable[..., None]:
        def submitted(ack: Ack, body: Body, view: Body) -> None:
            person, reference = body["user"]["id"], self._modals.about(body, view)
            words = typed(view["state"]["values"], "what")
            try:
                change(reference, person, words, key=f"view:{view['id']}", now=self._clock.now())
            except EmptyReportError:
                ack(response_action="errors", errors={"what": forms.NOTHING_IN_IT})
            except TooLateError:
                ack(response_action="update", view=notice(too_late))
            except LookupError:
                self._rights.note_refused(person, "own report", Refusal.NOT_YOURS)
                ack(response_action="update", view=notice(answers.NOT_YOURS))
            except StorageError:
                log.exception("a change of a report could not be saved")
                ack(response_action="errors", errors={"what": answers.NOT_SAVED})
            else:
                ack()

        return submitted


def _edit_view(report: Report, token: str) -> Body:
    if report.state is not State.RECEIVED:
        return notice(forms.BEING_FILED)
    if len(report.what) > LONGEST_INPUT:
        return notice(forms.TOO_LONG)
    return forms.edit_form(token, report.reference, report.what)


def _add_view(report: Report, token: str) -> Body:
    return forms.add_form(token, report.reference, report.title) if report.is_open else notice(forms.ENDED)
