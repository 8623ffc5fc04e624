"""Settings: what the program asks of its environment, checked once at the start.

Fields carry the names of their variables in lower case (`config/variables.py`). Empty variables count as unset.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from dotenv import dotenv_values
from pydantic import ValidationError, model_validator
from pydantic_settings import EnvSettingsSource

from config import credentials
from config.addresses import is_loopback, masked
from config.errors import ConfigurationError
from config.models import model_problems
from config.settings_checks import problems
from config.settings_errors import sentences
from config.variables import Variables

if TYPE_CHECKING:
    from collections.abc import Mapping

ATLASSIAN_GATEWAY = "https://api.atlassian.com/"
DEFAULT_PORT = 3000
DOTENV = Path(".env")

Surface = Literal["socket_or_http", "http", "api_only"]


class Settings(Variables):
    """The environment, typed and holding together. Build it with `load_settings`."""

    @model_validator(mode="after")
    def _holds_together(self) -> Settings:
        found = [*credentials.problems(self), *problems(self), *model_problems(self)]
        if found:
            raise ConfigurationError(*found)
        return self

    @property
    def slack_mode(self) -> Literal["socket", "http"]:
        """How Slack reaches us: over a socket when there is an app token, else by HTTP requests."""
        if self.slack_app_token:
            return "socket"
        if self.slack_signing_secret:
            return "http"
        raise ConfigurationError(
            "Slack cannot reach the bot: set SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP mode)."
        )

    @property
    def file_kinds(self) -> frozenset[str]:
        """The endings of files that may go along to Jira."""
        return frozenset(kind.strip().lower() for kind in self.file_types.split(",") if kind.strip()) - {"none"}

    def require_slack(self, surface: Surface) -> None:
        """Raise ConfigurationError unless this surface can start: listening at all, by HTTP alone, or only sending."""
        missing = []
        if not self.slack_bot_token:
            missing.append(
                "SLACK_BOT_TOKEN is missing: copy it from the Slack app's page OAuth & Permissions (xoxb-…)."
            )
        if surface == "http" and not self.slack_signing_secret:
            missing.append("SLACK_SIGNING_SECRET is missing: copy it from the Slack app's page Basic Information.")
        if surface == "socket_or_http" and not (self.slack_app_token or self.slack_signing_secret):
            missing.append(
                "SLACK_APP_TOKEN is missing, and SLACK_SIGNING_SECRET too: "
                "set the first for Socket Mode or the second for HTTP mode."
            )
        if missing:
            raise ConfigurationError(*missing)

    def require_jira(self) -> None:
        """Raise ConfigurationError, naming all that is missing, unless Jira has an address and a credential."""
        missing: list[str] = []
        for ask in (lambda: self.jira_base, lambda: self.jira_auth, lambda: self.jira_site):
            try:
                ask()
            except ConfigurationError as error:
                missing.extend(problem for problem in error.problems if problem not in missing)
        if missing:
            raise ConfigurationError(*missing)

    @property
    def jira_auth(self) -> credentials.JiraAuth:
        """The credential for Jira; raises ConfigurationError when none is set."""
        return credentials.chosen(self)

    @property
    def jira_base(self) -> str:
        """Where Jira's REST API lives, without a trailing slash; raises ConfigurationError when unset."""
        if not self.jira_url:
            raise ConfigurationError(
                "JIRA_URL is missing: set it to Jira's address, such as https://company.atlassian.net."
            )
        return self.jira_url

    @property
    def jira_site(self) -> str:
        """The address that people's links start with, without a trailing slash: `{jira_site}/browse/KEY-1`."""
        if not self.jira_site_url and self.jira_base.startswith(ATLASSIAN_GATEWAY):
            raise ConfigurationError(
                "JIRA_SITE_URL is missing: JIRA_URL is Atlassian's API gateway, which people cannot open. "
                "Set it to the site's own address, such as https://company.atlassian.net."
            )
        return self.jira_site_url or self.jira_base

    @property
    def database_url_masked(self) -> str:
        """The database's address as it may be shown."""
        return masked(self.database_url)

    @property
    def on_loopback(self) -> bool:
        """Whether both Slack and Jira are on this machine: a demo or a test, never a company."""
        return is_loopback(self.slack_api_url) and bool(self.jira_url) and is_loopback(self.jira_base)

    def listen(self, command: Literal["run", "web"]) -> tuple[str, int]:
        """Interface and port to serve HTTP on. `web` stands behind a load balancer, `run` on somebody's machine."""
        default = "127.0.0.1" if command == "run" else "0.0.0.0"  # noqa: S104 - a container's door, by decision
        return self.host or default, DEFAULT_PORT if self.port is None else self.port

    def secret_values(self) -> tuple[str, ...]:
        """Every secret in clear text, for one purpose: to be scrubbed from the logs."""
        return credentials.secret_values(self)


def load_settings(env: Mapping[str, str] | None = None, env_file: Path | None = None) -> Settings:
    """The settings of this process, or of `env` alone where one is given; a file's variables fill the gaps.

    Without `env`, the file is `.env` of the working directory, if there is one. Raises ConfigurationError with a
    sentence for every variable that is wrong.
    """
    file = env_file or (DOTENV if env is None else None)
    variables = _lower(_read(file) if file else {}) | _lower(os.environ if env is None else env)
    source = EnvSettingsSource(Settings)
    source.env_vars = variables
    try:
        return Settings(_build_sources=((source,), {}))  # type: ignore[call-arg]  # mypy takes only fields for parameters
    except ValidationError as error:
        raise ConfigurationError(*sentences(error, variables)) from None  # the cause holds the values


def settings_table() -> str:
    """All settings as a Markdown table, for the documentation."""
    rows = ["| Variable | Default | Meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else f"`{field.default}`"
        rows.append(f"| `{name.upper()}` | {default} | {field.description} |")
    return "\n".join(rows) + "\n"


def _read(file: Path) -> Mapping[str, str | None]:
    try:
        # Without interpolation: a password may hold `${`.
        return dotenv_values(file, interpolate=False, encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{file} cannot be read ({type(error).__name__}); mend it or take it away.") from None


def _lower(variables: Mapping[str, str | None]) -> dict[str, str | None]:
    """Names in lower case, values without the blanks of copy and paste, empty ones left out."""
    return {name.lower(): value.strip() for name, value in variables.items() if value and value.strip()}
