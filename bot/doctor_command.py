"""`friction doctor`: everything that can be checked before the first report fails, line by line, with cures."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict

from bot.compose.parts import make_slack, make_wire
from bot.doctor_slack import SlackCheckup
from bot.messages.text import counted
from bot.opening import StartRefusedError, check_database
from config.catalogue import Catalogue, load_catalogue
from config.errors import ConfigurationError
from config.models import chosen_model, missing_packages
from config.settings import Settings
from loop.checkup import Check, Finding, Verdict
from loop.jira_checkup import JiraCheckup
from loop.ownership import findings
from loop.tracker.site import Site
from loop.triage.model_asking import is_installed
from storage.database import Database

_PATIENCE = 10


def check_up(settings: Settings, *, as_json: bool) -> bool:
    """Print what every check finds, as soon as it is found; True if nothing failed."""
    found = []
    for check in _checks(settings):
        for finding in check.findings():
            found.append(finding)
            if not as_json:
                print(_line(finding), flush=True)  # noqa: T201  (it is the command's output)
    sound = all(finding.verdict is not Verdict.FAILED for finding in found)
    if as_json:
        print(json.dumps({"ok": sound, "findings": [asdict(f) for f in found]}))  # noqa: T201  (likewise)
    return sound


def _checks(settings: Settings) -> Iterator[Check]:
    """The checks, each only when what it needs is configured: what is missing was said by then."""
    catalogue, complaints = _catalogue(settings)
    yield Check("catalogue", lambda: complaints)
    yield Check("database", lambda: [_database(settings)])
    yield Check("model", lambda: _model(settings))
    if catalogue is not None:
        yield Check("owners", lambda: findings(catalogue.products))
        yield Check("security", lambda: _security(catalogue))
    missing = [*_missing("Slack settings", lambda: settings.require_slack("socket_or_http"))]
    yield Check("Slack settings", lambda: missing)
    if settings.slack_bot_token:
        app_token = settings.slack_app_token.get_secret_value() if settings.slack_app_token else None
        yield Check("Slack token", SlackCheckup(make_slack(settings, _PATIENCE), app_token, catalogue).look)
    lacking = [*_missing("Jira settings", settings.require_jira)]
    yield Check("Jira settings", lambda: lacking)
    if not lacking and catalogue is not None:
        yield Check("Jira", JiraCheckup(Site(make_wire(settings)), catalogue).look)


def _catalogue(settings: Settings) -> tuple[Catalogue | None, list[Finding]]:
    try:
        catalogue = load_catalogue(settings.friction_catalogue)
    except ConfigurationError as error:
        return None, [Finding(Verdict.FAILED, "catalogue", problem) for problem in error.problems]
    products, tracks = len(catalogue.products), len(catalogue.tracks)
    words = f"{counted(products, 'product', 'products')} in {counted(tracks, 'track', 'tracks')}"
    return catalogue, [Finding(Verdict.OK, "catalogue", words)]


def _security(catalogue: Catalogue) -> Iterator[Finding]:
    """Whether what looks like a matter of security has places that only few read."""
    if catalogue.security is None:
        words = "no place is named; what looks like a matter of security waits for a person at its product's desk"
        yield Finding(Verdict.OFF, "security", words, "Set a private channel under [security] in the catalogue.")
    elif not catalogue.files_restricted:
        words = "nothing of it reaches Jira, for no project or level is named"
        yield Finding(Verdict.OFF, "security", words, "Set project or level under [security] in the catalogue.")


def _missing(subject: str, require: Callable[[], None]) -> Iterator[Finding]:
    try:
        require()
    except ConfigurationError as error:
        yield from (Finding(Verdict.FAILED, subject, problem) for problem in error.problems)


def _model(settings: Settings) -> Iterator[Finding]:
    """Nobody who has no model needs to read of one. It is not asked here: a question costs."""
    choice = chosen_model(settings)
    if choice is None:
        return
    if is_installed():
        words = f"{choice.name} proposes on cards that wait, for {settings.friction_ai_budget:,} tokens a day at most"
        yield Finding(Verdict.OK, "model", words)
    else:
        yield from (Finding(Verdict.FAILED, "model", problem) for problem in missing_packages().problems)


def _database(settings: Settings) -> Finding:
    database = Database(settings.database_url)
    try:
        check_database(database, settings, migrating=False)
    except StartRefusedError as refused:
        return Finding(Verdict.FAILED, "database", str(refused))
    finally:
        database.close()
    return Finding(Verdict.OK, "database", f"{settings.database_url_masked} is at the newest schema")


def _line(finding: Finding) -> str:
    line = f"{finding.verdict.value:<9} {finding.subject}: {finding.words}"
    return f"{line}\n{'':<9} → {finding.cure}" if finding.cure else line
