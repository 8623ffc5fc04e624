"""The one composition root: everything is built here, from settings, and handed to whoever needs it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import httpx
import structlog
from slack_bolt import App
from slack_sdk import WebClient

from bot.admin_commands import AdminCommands
from bot.answer_notes import AnswerNotes
from bot.app import make_app
from bot.capturing import Capturing
from bot.card_delivery import CardDelivery
from bot.card_faces import CardFaces
from bot.commands import Commands
from bot.deadman import DeadMan
from bot.delivery import SlackTarget
from bot.digest_buttons import DigestButtons
from bot.digest_delivery import DigestDelivery
from bot.door import Door
from bot.faces import Faces
from bot.files import SlackFiles
from bot.form import Form
from bot.gate_delivery import GateDelivery
from bot.home_tab import HomeTab
from bot.homes import Homes
from bot.known_answers import FollowUpDelivery, KnownAnswerButtons
from bot.listeners import Listeners
from bot.me_too import MeTooButtons
from bot.metrics import Metrics
from bot.modals import Modals
from bot.money_buttons import MoneyButtons
from bot.money_delivery import MoneyDelivery
from bot.own_reports import OwnReportButtons
from bot.page import Pages
from bot.people import People, email_of
from bot.posting import Poster
from bot.questions import Questions
from bot.removal import Removal
from bot.sharing import Shares, Sharing
from bot.skew import SkewWatch
from bot.summaries import Summaries
from bot.summary_answers import SummaryAnswers
from bot.talk_delivery import TalkDelivery
from bot.threads import Threads
from bot.triage_cards import TriageCards
from bot.ways_in import WaysIn
from bot.web import Pages as HealthPages
from bot.whisper import Whisper
from config.catalogue import CatalogueFile
from config.clock import Clock, make_clock
from config.crash import Crashes
from config.credentials import PersonalToken, basic_pair
from config.models import chosen_model, missing_packages
from config.settings import Settings
from loop.alerts import Alerts
from loop.attaching import Attaching
from loop.correcting import Correcting
from loop.digest import Digests
from loop.doubles import Doubles
from loop.filing import Filing
from loop.gates import GateReviews
from loop.holding import HoldingBack
from loop.intake import Intake
from loop.jira_target import JiraTarget
from loop.known_answers import FollowUps, KnownAnswers
from loop.me_too import MeToo
from loop.meters import Meters
from loop.mirroring import Mirroring
from loop.money.books import Books
from loop.money.returns import Returns
from loop.news import News
from loop.noting_answers import NotingAnswers
from loop.outbox import Target, Timing, Worker
from loop.own_report import OwnReports
from loop.pacing import Pace
from loop.polling import Poller
from loop.quiet import Quiet
from loop.reconciling import Reconciler
from loop.reminding import CardReminders, Reminders
from loop.replaying import Replaying
from loop.replies import Replies
from loop.retention import Kept, Retention
from loop.rights import Rights
from loop.running import Clockwork, WorkerThreads
from loop.schedule import Schedule
from loop.screens import Screens
from loop.tracker.client import JiraTracker
from loop.tracker.connection import Connection, Wire
from loop.triage.advice import Adviser
from loop.triage.model_asking import ModelAsker, is_installed
from loop.triage.model_target import ModelTarget
from loop.triage.offering import Offering
from loop.triage.routing import Routing
from loop.triage.similar import Similar
from loop.triage_desk import Desk
from loop.turns import JiraTurns
from loop.upkeep import Upkeep
from loop.verification import Verification
from loop.watching import Watching
from storage.database import Database, StorageError
from storage.engine import FOR_SLACK, FOR_WORK

log = structlog.get_logger(__name__)

# Slack waits three seconds for an answer; whatever we ask for meanwhile must come sooner or not at all.
_SLACK_TIMEOUT_INGRESS = 2
_SLACK_TIMEOUT_DOOR = 1  # the form is opened after it, in the same three seconds
_SLACK_TIMEOUT_WORK = 30
# Seconds for each step of fetching a file; FILE_SECONDS bounds them all.
_FILE_TIMEOUT = 10.0
# What was filed so long ago is offered to whoever says the same.
_SIMILAR_SECONDS = 2.0
_ROUTING_SECONDS = 3600.0
# Seconds between two writes on one issue: Jira Cloud limits those on each by itself (jira-per-issue-on-write).
_ISSUE_SPACING = 0.25
# An issue counts as removed when Jira has not shown it for as long as so many rechecks take.
_RECHECKS_MISSED = 2


@dataclass(frozen=True)
class Parts:
    """What all modes share. Building it asks nobody anything."""

    settings: Settings
    clock: Clock
    catalogue: CatalogueFile
    ingress: Database
    work: Database
    tracker: JiraTracker
    # For whoever reads much and can wait: it keeps to the pace that is set, if one is.
    reader: JiraTracker
    slack: WebClient
    crashes: Crashes
    meters: Meters
    similar: Similar
    routing: Routing

    def close(self) -> None:
        """Close the databases."""
        self.ingress.close()
        self.work.close()


def compose(settings: Settings) -> Parts:
    """Build what all modes share. Raises ConfigurationError."""
    if chosen_model(settings) is not None and not is_installed():
        raise missing_packages()
    work = Database(settings.database_url, patience=FOR_WORK, pool_size=2 * settings.outbox_workers + 6)
    tracker, reader = _trackers(settings, work)
    return Parts(
        settings=settings,
        clock=make_clock(settings),
        catalogue=CatalogueFile(settings.friction_catalogue),
        ingress=Database(settings.database_url, patience=FOR_SLACK, pool_size=8),
        work=work,
        tracker=tracker,
        reader=reader,
        slack=make_slack(settings, _SLACK_TIMEOUT_WORK),
        crashes=Crashes(settings.crash_at),
        meters=Meters(),
        similar=Similar(work),
        routing=Routing(work),
    )


def _trackers(settings: Settings, database: Database) -> tuple[JiraTracker, JiraTracker]:
    """One that never waits, and one that keeps to the pace; without one to keep to, the same."""
    most = settings.jira_requests_per_minute
    if most is None:
        tracker = JiraTracker(make_wire(settings))
        return tracker, tracker
    at_once, in_turn = (JiraTracker(make_wire(settings, Pace(database, most, waits=waits))) for waits in (False, True))
    return at_once, in_turn


def make_wire(settings: Settings, pace: Callable[[], None] = lambda: None) -> Wire:
    """Build the way to Jira; it is first asked something when something is owed or due. pace: called before each
    request. Raises ConfigurationError.
    """
    auth = settings.jira_auth
    return Wire(
        Connection(
            base=settings.jira_base,
            site=settings.jira_site,
            basic=basic_pair(auth),
            bearer=auth.token.get_secret_value() if isinstance(auth, PersonalToken) else None,
            secrets=settings.secret_values(),
            cloud={"true": True, "false": False}.get(settings.jira_cloud),
            read_timeout=settings.jira_timeout_seconds,
        ),
        pace,
    )


def make_slack_app(parts: Parts) -> App:
    """Build the surface that Slack speaks to."""
    settings = parts.settings
    client = make_slack(settings, _SLACK_TIMEOUT_INGRESS)
    faces = Faces(parts.tracker, parts.catalogue)
    intake = _intake(parts, parts.ingress)
    offering = Offering(parts.ingress, parts.similar)
    known = KnownAnswers(parts.ingress)
    people = People(make_slack(settings, _SLACK_TIMEOUT_DOOR), settings.rights_cache_seconds)

    def file_kinds() -> frozenset[str]:
        return settings.file_kinds if people.files_are_ours_to_read() else frozenset()

    form = Form(parts.ingress, client, faces, parts.routing, offering, known, parts.catalogue, parts.clock, file_kinds)
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
            TriageCards(_desk(parts, rights), modals, rights, whisper, parts.catalogue, parts.clock),
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
            MoneyButtons(_books(parts, parts.ingress, rights), modals, whisper),
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


def _intake(parts: Parts, database: Database) -> Intake:
    settings = parts.settings
    asking = settings.me_too_seconds
    return Intake(database, parts.crashes, settings.reports_per_minute, settings.personal_data, asking, parts.catalogue)


def make_learning(parts: Parts) -> Clockwork:
    """Build what keeps the process that Slack speaks to knowing what is known."""
    clockwork = Clockwork()
    clockwork.every(_SIMILAR_SECONDS, "similar issues", parts.similar.refresh)
    clockwork.every(_ROUTING_SECONDS, "routing", lambda: parts.routing.learn(parts.catalogue.current()))
    return clockwork


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


def make_workers(parts: Parts) -> WorkerThreads:
    """Build the workers of both targets."""
    settings = parts.settings
    filing = Filing(
        parts.work, parts.tracker, parts.catalogue, parts.clock, _doubles(parts), settings.friction_instance
    )
    jira = JiraTarget(
        parts.work,
        parts.tracker,
        parts.catalogue,
        filing,
        Attaching(parts.work, parts.tracker, _slack_files(settings)),
        Mirroring(parts.work, parts.tracker, parts.catalogue, settings.personal_data),
        partial(email_of, parts.slack),
        _timing(settings, settings.unknown_grace_seconds, _ISSUE_SPACING),
    )
    model = _model_target(parts)
    return _workers(
        parts,
        jira,
        _slack_target(parts),
        *([model] if model else []),
        holding=HoldingBack(parts.work, make_reconciler(parts)),
    )


def _model_target(parts: Parts) -> ModelTarget | None:
    """Build what asks a model, if there is one. Raises ConfigurationError."""
    settings = parts.settings
    choice = chosen_model(settings)
    if choice is None:
        return None
    return ModelTarget(
        parts.work,
        ModelAsker(choice, settings.friction_ai_seconds),
        choice,
        parts.similar,
        parts.catalogue,
        parts.clock,
        Alerts(parts.catalogue, parts.clock),
        _timing(settings, 0.0),
        budget=settings.friction_ai_budget,
    )


def _slack_files(settings: Settings) -> SlackFiles:
    token = settings.slack_bot_token
    return SlackFiles(
        httpx.Client(timeout=httpx.Timeout(_FILE_TIMEOUT)),
        token.get_secret_value() if token else "",
        settings.slack_api_url,
        most=int(settings.file_max_mb * 1024 * 1024),
        seconds=settings.file_seconds,
        kinds=settings.file_kinds,
    )


def make_slack_workers(parts: Parts) -> WorkerThreads:
    """Build the workers of Slack alone, for a command that posts."""
    return _workers(parts, _slack_target(parts))


def _slack_target(parts: Parts) -> SlackTarget:
    settings = parts.settings
    adviser = Adviser(parts.similar, parts.routing, parts.catalogue)
    card_faces = CardFaces(parts.tracker, parts.catalogue, adviser, parts.clock)
    poster, faces = Poster(parts.slack, settings.ambiguous_notice), Faces(parts.tracker, parts.catalogue)
    news = News(parts.clock.now(), timedelta(hours=settings.stale_news_hours))
    rights = _rights(parts)
    questions = Questions(parts.work, faces, rights, parts.catalogue, parts.clock, parts.tracker.url_of)
    timing = _timing(settings, settings.slack_unknown_grace_seconds)
    return SlackTarget(
        parts.work,
        parts.slack,
        poster,
        faces,
        DigestDelivery(
            parts.slack,
            poster,
            make_digests(parts),
            Pages(parts.work, parts.catalogue, parts.tracker.url_of),
            parts.clock,
        ),
        parts.clock,
        news,
        Homes(parts.work, parts.slack, faces, rights, parts.catalogue, parts.clock, parts.tracker.url_of),
        Shares(questions, poster),
        Summaries(parts.work, poster, faces, parts.clock, news, settings.summary_above),
        timing,
        CardDelivery(
            parts.work,
            poster,
            card_faces,
            parts.catalogue,
            parts.clock,
            asks_model=chosen_model(settings) is not None,
        ),
        TalkDelivery(parts.work, poster, parts.tracker, parts.catalogue, parts.clock, news, timing),
        FollowUpDelivery(parts.work, poster, parts.tracker, parts.clock),
        Capturing(
            parts.work,
            parts.slack,
            _intake(parts, parts.work),
            parts.routing,
            parts.catalogue,
            parts.clock,
            settings.outcome_debounce_seconds,
        ),
        MoneyDelivery(parts.work, poster, parts.tracker, parts.clock),
        GateDelivery(parts.work, poster, parts.catalogue, parts.clock),
    )


def _rights(parts: Parts) -> Rights:
    """Rights as workers and commands ask for them; what Slack waits for has its own, with its own pool."""
    settings = parts.settings
    people = People(make_slack(settings, _SLACK_TIMEOUT_DOOR), settings.rights_cache_seconds)
    return Rights(parts.work, people, parts.catalogue, parts.clock)


def make_correcting(parts: Parts) -> Correcting:
    """Build what corrects wrong outcomes."""
    return Correcting(
        parts.work,
        _rights(parts),
        parts.catalogue,
        parts.clock,
        parts.settings.personal_data,
        debounce=parts.settings.outcome_debounce_seconds,
    )


def make_books(parts: Parts) -> Books:
    """Build what writes claims of money and what becomes of them, for a command."""
    return _books(parts, parts.work, _rights(parts))


def _books(parts: Parts, database: Database, rights: Rights) -> Books:
    return Books(database, rights, parts.catalogue, parts.clock, parts.settings.personal_data)


def make_replaying(parts: Parts) -> Replaying:
    """Build what reads all ends so far once more."""
    debounce = parts.settings.outcome_debounce_seconds
    return Replaying(parts.work, parts.catalogue, parts.clock, make_poller(parts).reread, debounce=debounce)


def _workers(parts: Parts, *targets: Target, holding: HoldingBack | None = None) -> WorkerThreads:
    alerts = Alerts(parts.catalogue, parts.clock)
    quiet = Quiet(parts.catalogue, parts.clock)

    def held_back() -> frozenset[str]:
        return quiet.kinds() | holding.kinds() if holding else quiet.kinds()

    workers = [
        Worker(parts.work, target, alerts, parts.crashes, held_back, parts.meters)
        for target in targets
        for _ in range(parts.settings.outbox_workers)
    ]
    first = holding.end_it if holding else None
    return WorkerThreads(parts.work, workers, parts.settings.outbox_lease_seconds, first)


def make_clockwork(parts: Parts) -> Clockwork:
    """Build what wakes polling, schedules and upkeep."""
    poller = make_poller(parts)
    reconciler = make_reconciler(parts)
    schedule = Schedule(parts.work, parts.catalogue, parts.clock, parts.crashes)
    upkeep = Upkeep(parts.work, parts.catalogue, parts.clock, Alerts(parts.catalogue, parts.clock))
    settings = parts.settings
    clockwork = Clockwork()
    clockwork.every(min(1.0, settings.poll_interval_seconds / 2), "poll", poller.poll_if_due)
    clockwork.every(min(1.0, settings.recheck_minutes * 60 / 8), "recheck", poller.recheck_if_due)
    clockwork.every(min(30.0, settings.reconcile_minutes * 60 / 8), "reconcile", reconciler.reconcile_if_due)
    clockwork.every(1.0, "schedule", lambda: schedule.tick(parts.clock.now()))
    screens = Screens(parts.work, parts.tracker.site, parts.catalogue, _turns(parts))
    clockwork.every(1.0, "create screens", screens.read_if_due)
    clockwork.every(1.0, "reviews", GateReviews(parts.work, parts.catalogue, parts.clock).hand_out)
    clockwork.every(1.0, "database clock", upkeep.follow_database_clock)
    clockwork.every(1.0, "catalogue", upkeep.notice_catalogue)
    deadman = DeadMan(parts.work, parts.slack, parts.catalogue, parts.clock, settings.deadman_hours)
    if settings.deadman_hours:
        clockwork.every(5.0, "deadman", deadman.put_off_if_due)
    if settings.reminder_days:
        reminders = Reminders(parts.work, parts.clock, timedelta(days=settings.reminder_days))
        clockwork.every(1.0, "reminders", reminders.remind)
    if settings.card_reminder_days:
        cards = CardReminders(parts.work, parts.catalogue, parts.clock, settings.card_reminder_days)
        clockwork.every(5.0, "card reminders", cards.remind)
    if settings.follow_up_hours:
        follow_ups = FollowUps(parts.work, parts.clock, timedelta(hours=settings.follow_up_hours))
        clockwork.every(1.0, "follow-ups", follow_ups.ask)
    returns = Returns(parts.work, parts.catalogue, parts.clock)
    clockwork.every(min(60.0, settings.recheck_minutes * 60 / 2), "money", returns.claim)
    clockwork.every(min(60.0, settings.upkeep_minutes * 60 / 2), "retention", make_retention(parts).forget_if_due)
    return clockwork


def make_retention(parts: Parts) -> Retention:
    """Build what forgets."""
    settings = parts.settings
    kept = Kept(
        done=timedelta(days=settings.retention_done_days),
        dead=timedelta(days=settings.retention_dead_days),
        deliveries=timedelta(days=settings.retention_delivery_days),
        drafts=timedelta(days=settings.retention_draft_days),
        texts=timedelta(days=settings.retention_text_days) if settings.retention_text_days else None,
        removed=timedelta(days=settings.retention_removed_days) if settings.retention_removed_days else None,
    )
    return Retention(parts.work, parts.clock, kept, settings.upkeep_minutes * 60)


def make_poller(parts: Parts) -> Poller:
    """Build what reads Jira."""
    settings = parts.settings
    watching = Watching(
        parts.work,
        parts.reader,
        parts.catalogue,
        parts.clock,
        alerts=Alerts(parts.catalogue, parts.clock),
        crashes=parts.crashes,
        instance=settings.friction_instance,
        removed_after=_RECHECKS_MISSED * settings.recheck_minutes * 60,
        debounce=settings.outcome_debounce_seconds,
    )
    return Poller(
        parts.work,
        parts.reader,
        watching,
        parts.catalogue,
        parts.clock,
        _turns(parts),
        interval=settings.poll_interval_seconds,
        recheck_seconds=settings.recheck_minutes * 60,
    )


def make_reconciler(parts: Parts) -> Reconciler:
    """Build what compares Jira with the database."""
    settings = parts.settings
    return Reconciler(
        parts.work,
        parts.tracker,
        parts.catalogue,
        parts.clock,
        _turns(parts),
        _doubles(parts),
        Alerts(parts.catalogue, parts.clock),
        instance=settings.friction_instance,
        interval=settings.reconcile_minutes * 60,
    )


def _turns(parts: Parts) -> JiraTurns:
    lease = parts.settings.outbox_lease_seconds
    return JiraTurns(parts.work, parts.clock, Alerts(parts.catalogue, parts.clock), parts.meters, lease=lease)


def _doubles(parts: Parts) -> Doubles:
    return Doubles(parts.clock, Alerts(parts.catalogue, parts.clock))


def make_digests(parts: Parts) -> Digests:
    """Build what writes digests."""
    return Digests(parts.work, parts.catalogue, parts.tracker.url_of)


def _timing(settings: Settings, grace: float, spacing: float = 0.0) -> Timing:
    return Timing(settings.outbox_lease_seconds, grace, settings.parked_retry_seconds, spacing)


def make_slack(settings: Settings, timeout: int) -> WebClient:
    """Build the way to Slack's Web API; timeout in seconds."""
    token = settings.slack_bot_token
    # retry_handlers=[]: the library would send a post again whose answer was lost. The outbox alone tries again.
    return WebClient(
        token=token.get_secret_value() if token else None,
        base_url=settings.slack_api_url,
        timeout=timeout,
        retry_handlers=[],
    )
