"""Workers: what carries out the writes that are owed to Jira, to Slack and to a model."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import httpx

from bot.capturing import Capturing
from bot.card_delivery import CardDelivery
from bot.card_faces import CardFaces
from bot.compose.parts import Parts
from bot.compose.services import make_digests, make_doubles, make_intake, make_reconciler, make_rights
from bot.delivery import SlackTarget
from bot.digest_delivery import DigestDelivery
from bot.faces import Faces
from bot.files import SlackFiles
from bot.gate_delivery import GateDelivery
from bot.homes import Homes
from bot.known_answers import FollowUpDelivery
from bot.money_delivery import MoneyDelivery
from bot.page import Pages
from bot.people import email_of
from bot.posting import Poster
from bot.questions import Questions
from bot.sharing import Shares
from bot.summaries import Summaries
from bot.talk_delivery import TalkDelivery
from config.models import chosen_model
from config.settings import Settings
from loop.accounts import Accounts
from loop.alerts import Alerts
from loop.attaching import Attaching
from loop.filing import Filing
from loop.holding import HoldingBack
from loop.jira_target import JiraTarget
from loop.mirroring import Mirroring
from loop.news import News
from loop.outbox import Target, Timing, Worker
from loop.quiet import Quiet
from loop.running import WorkerThreads
from loop.triage.advice import Adviser
from loop.triage.model_asking import ModelAsker
from loop.triage.model_target import ModelTarget

# Seconds for each step of fetching a file; FILE_SECONDS bounds them all.
_FILE_TIMEOUT = 10.0
# Seconds between two writes on one issue: Jira Cloud limits those on each by itself (jira-per-issue-on-write).
_ISSUE_SPACING = 0.25


def make_workers(parts: Parts) -> WorkerThreads:
    """Build the workers of both targets."""
    settings = parts.settings
    accounts = Accounts(parts.tracker, partial(email_of, parts.slack))
    filing = Filing(
        parts.work,
        parts.tracker,
        parts.catalogue,
        parts.clock,
        make_doubles(parts),
        accounts,
        settings.friction_instance,
    )
    jira = JiraTarget(
        parts.work,
        parts.tracker,
        parts.catalogue,
        filing,
        Attaching(parts.work, parts.tracker, _slack_files(settings)),
        Mirroring(parts.work, parts.tracker, parts.catalogue, settings.personal_data),
        accounts,
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


def make_slack_workers(parts: Parts) -> WorkerThreads:
    """Build the workers of Slack alone, for a command that posts."""
    return _workers(parts, _slack_target(parts))


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


def _slack_target(parts: Parts) -> SlackTarget:
    settings = parts.settings
    adviser = Adviser(parts.similar, parts.routing, parts.judging, parts.catalogue)
    card_faces = CardFaces(parts.tracker, parts.catalogue, adviser, parts.clock)
    poster, faces = Poster(parts.slack, settings.ambiguous_notice), Faces(parts.tracker, parts.catalogue)
    news = News(parts.clock.now(), timedelta(hours=settings.stale_news_hours))
    rights = make_rights(parts)
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
            make_intake(parts, parts.work),
            parts.routing,
            parts.catalogue,
            parts.clock,
            settings.outcome_debounce_seconds,
        ),
        MoneyDelivery(parts.work, poster, parts.tracker, parts.clock),
        GateDelivery(parts.work, poster, parts.catalogue, parts.clock),
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


def _timing(settings: Settings, grace: float, spacing: float = 0.0) -> Timing:
    return Timing(settings.outbox_lease_seconds, grace, settings.parked_retry_seconds, spacing)
