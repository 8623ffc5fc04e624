"""What all modes share: settings, databases, the ways to Jira and Slack, and what one process has learnt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from slack_sdk import WebClient

from config.catalogue import CatalogueFile
from config.clock import Clock, make_clock
from config.crash import Crashes
from config.credentials import PersonalToken, basic_pair
from config.models import chosen_model, missing_packages
from config.settings import Settings
from loop.meters import Meters
from loop.pacing import Pace
from loop.tracker.client import JiraTracker
from loop.tracker.connection import CONNECT_TIMEOUT, Connection, Wire
from loop.triage.judging import Judging
from loop.triage.model_asking import is_installed
from loop.triage.routing import Routing
from loop.triage.similar import Similar
from storage.database import Database
from storage.engine import FOR_SLACK, FOR_WORK

_SLACK_TIMEOUT_WORK = 30


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
    judging: Judging

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
        ingress=Database(settings.database_url, patience=FOR_SLACK, pool_size=settings.web_threads),
        work=work,
        tracker=tracker,
        reader=reader,
        slack=make_slack(settings, _SLACK_TIMEOUT_WORK),
        crashes=Crashes(settings.crash_at),
        meters=Meters(),
        similar=Similar(work),
        routing=Routing(work),
        judging=Judging(work),
    )


def _trackers(settings: Settings, database: Database) -> tuple[JiraTracker, JiraTracker]:
    """One that never waits, and one that keeps to the pace; without one to keep to, the same."""
    at_once, most = make_tracker(settings, database), settings.jira_requests_per_minute
    return at_once, JiraTracker(make_wire(settings, Pace(database, most, waits=True))) if most else at_once


def make_tracker(settings: Settings, database: Database, timeout: float | None = None) -> JiraTracker:
    """Build one that is counted and never waits for its turn. timeout: seconds for each answer; None: as configured."""
    most = settings.jira_requests_per_minute
    count = Pace(database, most, waits=False) if most else lambda: None
    return JiraTracker(make_wire(settings, count, timeout))


def make_wire(settings: Settings, pace: Callable[[], None] = lambda: None, timeout: float | None = None) -> Wire:
    """Build the way to Jira; it is first asked something when something is owed or due. pace: called before each
    request. timeout: seconds for each answer; None: as configured. Raises ConfigurationError.
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
            connect_timeout=timeout or CONNECT_TIMEOUT,
            read_timeout=timeout or settings.jira_timeout_seconds,
        ),
        pace,
    )


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
