"""The surface that Slack speaks to, and what belongs to the process that has it."""

from __future__ import annotations

import structlog
from slack_bolt import App

from bot.accounts import Accounts
from bot.admin_commands import AdminCommands
from bot.answer_notes import AnswerNotes
from bot.app import make_app
from bot.commands import Commands
from bot.compose.parts import Parts, make_slack, make_tracker
from bot.compose.services import make_books_over, make_intake, make_people
from bot.digest_buttons import DigestButtons
from bot.door import Door
from bot.faces import Faces
from bot.form import Form
from bot.home_tab import HomeTab
from bot.known_answers import KnownAnswerButtons
from bot.listeners import Listeners
from bot.me_too import MeTooButtons
from bot.metrics import Metrics
from bot.modals import Modals
from bot.money_buttons import MoneyButtons
from bot.own_reports import OwnReportButtons
from bot.questions import Questions
from bot.removal import Removal
from bot.sharing import Sharing
from bot.skew import SkewWatch
from bot.summary_answers import SummaryAnswers
from bot.threads import Threads
from bot.triage_cards import TriageCards
from bot.ways_in import WaysIn
from bot.web import HealthPages
from bot.whisper import Whisper
from loop.alerts import Alerts
from loop.known_answers import KnownAnswers
from loop.me_too import MeToo
from loop.noting_answers import NotingAnswers
from loop.own_report import OwnReports
from loop.replies import Replies
from loop.rights import Rights
from loop.triage.offering import Offering
from loop.triage_desk import Desk
from loop.verification import Verification
from storage.database import StorageError

log = structlog.get_logger(__name__)

# Slack waits three seconds for an answer; whatever we ask for meanwhile must come sooner or not at all.
_SLACK_TIMEOUT_INGRESS = 2
_JIRA_TIMEOUT_INGRESS = 1.0


def make_slack_app(parts: Parts) -> App:
    """Build the surface that Slack speaks to."""
    settings = parts.settings
    client = make_slack(settings, _SLACK_TIMEOUT_INGRESS)
    faces = Faces(parts.tracker, parts.catalogue)
    intake = make_intake(parts, parts.ingress)
    offering = Offering(parts.ingress, parts.similar, parts.catalogue)
    known = KnownAnswers(parts.ingress)
    people = make_people(settings)

    def file_kinds() -> frozenset[str]:
        return settings.file_kinds if people.files_are_ours_to_read() else frozenset()

    form = Form(
        parts.ingress,
        client,
        faces,
        parts.routing,
        offering,
        known,
        parts.catalogue,
        parts.clock,
        file_kinds,
        Accounts(people, make_tracker(settings, parts.ingress, _JIRA_TIMEOUT_INGRESS).account_of),
    )
    rights = Rights(parts.ingress, people, parts.catalogue, parts.clock)
    whisper = Whisper(client)
    admin = AdminCommands(parts.ingress, rights, parts.clock)
    questions = Questions(parts.ingress, faces, rights, parts.catalogue, parts.clock, parts.tracker.url_of)
    noting = NotingAnswers(parts.ingress, rights, parts.catalogue, parts.clock, settings.personal_data)
    notes = AnswerNotes(noting)
    commands = Commands(
        parts.ingress, intake, form, faces, offering, questions, admin, notes, parts.catalogue, parts.clock
    )
    verification = Verification(parts.ingress)
    modals = Modals(parts.ingress, client, parts.clock)
    own_reports = OwnReports(parts.ingress, parts.crashes, settings.personal_data, parts.catalogue)
    listeners = Listeners(
        parts.ingress,
        client,
        commands,
        form,
        intake,
        verification,
        rights,
        whisper,
        parts.catalogue,
        parts.clock,
    )
    door = Door(client, people, rights, whisper, parts.catalogue)
    summary_answers = SummaryAnswers(parts.ingress, client, faces, verification, rights, whisper, parts.clock)
    secret = settings.slack_signing_secret if settings.slack_mode == "http" else None
    return make_app(
        client,
        parts.meters,
        secret.get_secret_value() if secret else None,
        door,
        [
            listeners,
            TriageCards(_desk(parts, rights), modals, rights, whisper, parts.catalogue, parts.clock, people.name),
            OwnReportButtons(own_reports, modals, rights, whisper, parts.clock),
            summary_answers,
            Sharing(parts.ingress),
            Removal(parts.ingress, parts.clock),
            HomeTab(parts.ingress, parts.clock),
            MeTooButtons(
                parts.ingress,
                MeToo(parts.ingress, settings.outcome_debounce_seconds),
                form,
                rights,
                whisper,
                parts.clock,
            ),
            KnownAnswerButtons(
                parts.ingress, known, form, rights, whisper, parts.clock, asks=bool(settings.follow_up_hours)
            ),
            DigestButtons(parts.ingress, questions, modals, rights, whisper, parts.catalogue, parts.clock),
            WaysIn(parts.ingress, form, _threads(parts, own_reports, rights), parts.catalogue, settings.capture_emoji),
            MoneyButtons(make_books_over(parts, parts.ingress, rights), modals, whisper),
        ],
        settings.web_threads,
    )


def _threads(parts: Parts, own_reports: OwnReports, rights: Rights) -> Threads:
    policy = parts.settings.personal_data
    replies = Replies(parts.ingress, own_reports, rights, parts.catalogue, parts.crashes, policy)
    return Threads(replies, parts.clock)


def _desk(parts: Parts, rights: Rights) -> Desk:
    settings = parts.settings
    return Desk(
        parts.ingress,
        rights,
        parts.catalogue,
        parts.crashes,
        settings.personal_data,
        instance=settings.friction_instance,
        debounce=settings.outcome_debounce_seconds,
    )


def make_pages(parts: Parts) -> HealthPages:
    """Build the pages for supervisors."""
    return HealthPages(parts.ingress, parts.clock, Metrics(parts.meters, parts.ingress, parts.clock))


def make_skew_watch(parts: Parts) -> SkewWatch | None:
    """Build what notices that our clock and Slack's differ; None in Socket Mode, where nothing is signed."""
    secret = parts.settings.slack_signing_secret
    if parts.settings.slack_mode != "http" or secret is None:
        return None
    alerts = Alerts(parts.catalogue, parts.clock)

    def notice(ahead: float) -> None:
        try:
            with parts.ingress.transaction() as session:
                alerts.clocks_differ(session, ahead)
        except StorageError:
            log.exception("an alert could not be kept")

    return SkewWatch(secret.get_secret_value(), notice)
