"""Which of Jira's three ways of signing in is configured; half of one is refused by the name of the other half."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import SecretStr

from config.addresses import passwords
from config.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from config.settings import Settings


@dataclass(frozen=True)
class CloudToken:
    """Jira Cloud: the e-mail address of an account and its API token, sent as basic authentication."""

    email: str
    token: SecretStr


@dataclass(frozen=True)
class PersonalToken:
    """Jira Data Center: a personal access token, sent as a bearer token."""

    token: SecretStr


@dataclass(frozen=True)
class Basic:
    """Jira Data Center: a user and a password, where personal tokens are switched off."""

    user: str
    password: SecretStr


JiraAuth = CloudToken | PersonalToken | Basic


def chosen(settings: Settings) -> JiraAuth:
    """The one complete credential; raises ConfigurationError when there is none."""
    ways = complete(settings)
    if not ways:
        raise ConfigurationError(
            "Jira has no credentials: set JIRA_EMAIL and JIRA_API_TOKEN for Jira Cloud, "
            "or JIRA_PAT (or JIRA_USER and JIRA_PASSWORD) for Jira Data Center."
        )
    return ways[0]


def complete(settings: Settings) -> list[JiraAuth]:
    """Every credential of which all parts are set; a sound configuration has at most one."""
    ways: list[JiraAuth] = []
    if settings.jira_email and settings.jira_api_token:
        ways.append(CloudToken(settings.jira_email, settings.jira_api_token))
    if settings.jira_pat:
        ways.append(PersonalToken(settings.jira_pat))
    if settings.jira_user and settings.jira_password:
        ways.append(Basic(settings.jira_user, settings.jira_password))
    return ways


def problems(settings: Settings) -> Iterator[str]:
    """A sentence for each half-set pair, and one when several ways are set at once."""
    for first, second in (("jira_email", "jira_api_token"), ("jira_user", "jira_password")):
        present, absent = (first, second) if getattr(settings, first) else (second, first)
        if getattr(settings, present) and not getattr(settings, absent):
            yield (
                f"{absent.upper()} is missing: {present.upper()} is set, and Jira needs both. "
                f"Set it, or unset the other."
            )
    ways = complete(settings)
    if len(ways) > 1:
        names = " and ".join(_variables(way) for way in ways)
        yield f"Jira's credentials are set in more than one way ({names}); keep one and unset the rest."


def _variables(way: JiraAuth) -> str:
    match way:
        case CloudToken():
            return "JIRA_EMAIL with JIRA_API_TOKEN"
        case PersonalToken():
            return "JIRA_PAT"
        case Basic():
            return "JIRA_USER with JIRA_PASSWORD"


def secret_values(settings: Settings) -> tuple[str, ...]:
    """Every secret of the environment in clear text, derived forms included."""
    found = [value.get_secret_value() for _, value in settings if isinstance(value, SecretStr)]
    for way in complete(settings):
        if isinstance(way, CloudToken):
            found.append(_basic(way.email, way.token))
        if isinstance(way, Basic):
            found.append(_basic(way.user, way.password))
    found.extend(passwords(settings.database_url))
    return tuple(dict.fromkeys(found))


def _basic(user: str, secret: SecretStr) -> str:
    return base64.b64encode(f"{user}:{secret.get_secret_value()}".encode()).decode()


def basic_pair(auth: JiraAuth) -> tuple[str, str] | None:
    """User and secret in clear text where the credential is sent as basic authentication, else None."""
    match auth:
        case CloudToken(email, token):
            return email, token.get_secret_value()
        case Basic(user, password):
            return user, password.get_secret_value()
        case PersonalToken():
            return None
