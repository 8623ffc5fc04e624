"""What single values of the catalogue must look like; each refusal says how to write it right."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from config.outcomes import overlaps
from config.words import FREQUENCIES, Feasibility, Outcome, Severity

_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_PROJECT = re.compile(r"[A-Z][A-Z0-9_]{1,9}")
_USER = re.compile(r"[UW][A-Z0-9]{1,20}")
_MEMBER = re.compile(r"[UWS][A-Z0-9]{1,20}")
_CHANNEL = re.compile(r"[CG][A-Z0-9]{1,20}")
_LONGEST_LABEL = 255
_EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")
_ISSUE_KEY = re.compile(r"[A-Z][A-Z0-9_]{1,9}-[0-9]{1,9}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_JIRA_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
# Written by the loop itself, from the report; a fixed value would overwrite what people said.
_OWN_FIELDS = {"project", "issuetype", "summary", "description", "labels", "components"}


# The weights of `[priority]` where the catalogue gives none.
TIMES = {"once": 0.5, "monthly": 3.0, "weekly": 10.0, "daily": 21.0, "hourly": 100.0}
SEVERITIES = {Severity.ANNOYS.value: 1.0, Severity.SLOWS.value: 1.5, Severity.BLOCKS.value: 3.0}
FEASIBILITIES = {Feasibility.EASY.value: 1.5, Feasibility.NORMAL.value: 1.0, Feasibility.HARD.value: 0.5}
_HIGHEST_SCORE = 100
# What sounds like a matter of security where the catalogue gives no words of its own.
SECURITY_WORDS = (
    *("security hole", "security issue", "security problem", "security incident", "security flaw", "security bug"),
    *("security breach", "vulnerability", "vulnerabilities", "exploit", "exploits", "exploited", "CVE"),
    *("phishing", "phished", "malware", "ransomware", "virus", "trojan", "hacked", "hacker"),
    *("data breach", "data leak", "data leaks", "leaked", "credentials are exposed", "compromised account"),
    *("SQL injection", "XSS", "cross-site scripting", "remote code execution", "privilege escalation"),
    *("account takeover", "unauthorized access", "unauthorised access", "without logging in"),
    *("stolen password", "stolen laptop", "laptop was stolen", "phone was stolen"),
    *("see other people's", "see other peoples", "see everyone's", "see somebody else's", "see someone else's"),
)


_LEAST_WEIGHT, _MOST_WEIGHT = 1e-6, 1e12


def key(value: str) -> str:
    """A short name for programs and people's fingers, fit for a Jira label."""
    if not _KEY.fullmatch(value):
        raise ValueError(
            f'is "{value}"; use up to 40 lower-case letters, digits, - and _, such as "vpn" or "hr-portal"'
        )
    return value


def word(value: str) -> str:
    """An alias: what people type before the colon of `/friction PRODUCT: TEXT`."""
    if not value or ":" in value:
        raise ValueError(f'holds "{value}"; an alias is a word or two without a colon')
    return value


def person(value: str) -> str:
    """A Slack user id or an e-mail address."""
    if not (_USER.fullmatch(value) or _EMAIL.fullmatch(value)):
        raise ValueError(f'is "{value}"; give a Slack user id (U…, from the profile\'s menu) or an e-mail address')
    return value


def slack_user(value: str) -> str:
    """A Slack user id: of somebody who is written to."""
    if not _USER.fullmatch(value):
        raise ValueError(f'is "{value}"; give a Slack user id (U…, from the profile\'s menu)')
    return value


def channel(value: str) -> str:
    """A Slack channel id; names change and cannot be looked up without more rights."""
    if not _CHANNEL.fullmatch(value):
        raise ValueError(f"is \"{value}\"; give the channel's id (C…), shown at the end of the channel's details")
    return value


def role_member(value: str) -> str:
    """A Slack user or group id."""
    if not _MEMBER.fullmatch(value):
        raise ValueError(f'holds "{value}"; give Slack user ids (U…) or user group ids (S…)')
    return value


def project(value: str) -> str:
    """A Jira project key; it reaches JQL, so nothing else passes."""
    if not _PROJECT.fullmatch(value):
        raise ValueError(f'is "{value}"; give the project\'s key, such as "NET": 2 to 10 capitals and digits')
    return value


def currency(value: str) -> str:
    """The code of a currency."""
    if not _CURRENCY.fullmatch(value):
        raise ValueError(f'is "{value}"; give the three capitals of a currency, such as "EUR"')
    return value


def jira_label(value: str) -> str:
    """A label that Jira accepts."""
    if not value or len(value) > _LONGEST_LABEL or re.search(r"\s", value):
        raise ValueError(f'holds "{value}"; a Jira label has no spaces and at most {_LONGEST_LABEL} characters')
    return value


def jira_fields(value: dict[str, Any]) -> dict[str, Any]:
    """Fixed values for fields of the create screen, as Jira's REST API takes them; dates in ISO form."""
    taken = sorted(_OWN_FIELDS & {name.casefold() for name in value})
    if taken:
        raise ValueError(
            f"sets {', '.join(taken)}, which the loop writes itself; use project, component or labels beside it"
        )
    return {name: _json(content) for name, content in value.items()}


def _json(value: Any) -> Any:
    match value:
        case date() | time():
            return value.isoformat()
        case dict():
            return {name: _json(content) for name, content in value.items()}
        case list():
            return [_json(content) for content in value]
        case _:
            return value


def jira_field(value: str) -> str:
    """The id of a field of Jira."""
    if not _JIRA_FIELD.fullmatch(value):
        raise ValueError(f'is "{value}"; give the field\'s id, such as "customfield_10231"')
    return value


def issue_key(value: str) -> str:
    """The key of an issue."""
    if not _ISSUE_KEY.fullmatch(value):
        raise ValueError(f'is "{value}"; give the key of an issue, such as "NET-12"')
    return value


def priorities(value: dict[str, str]) -> dict[str, str]:
    """Jira's priority for how often something happens, or for a score from a number on."""
    strange = sorted(word for word in set(value) - set(FREQUENCIES) if not _is_score(word))
    if strange:
        raise ValueError(
            f"has {', '.join(strange)}; give the score from which a priority holds (0 to {_HIGHEST_SCORE}), "
            f"or one of the words {', '.join(FREQUENCIES)}"
        )
    return value


def _is_score(word: str) -> bool:
    return re.fullmatch(r"[0-9]{1,3}", word) is not None and int(word) <= _HIGHEST_SCORE


def weight(value: float) -> float:
    """What something is multiplied by, or an amount of money: a number that can be reckoned with."""
    if not _LEAST_WEIGHT <= value <= _MOST_WEIGHT:  # nor is "nan" or "inf", which TOML knows
        raise ValueError("must be more than 0, and a trillion at most")
    return value


def weights(usual: dict[str, float]) -> Callable[[dict[str, float]], dict[str, float]]:
    """A check of weights: those that are not given are as usual."""

    def checked(value: dict[str, float]) -> dict[str, float]:
        strange = sorted(set(value) - set(usual))
        if strange:
            raise ValueError(f"has {', '.join(strange)}; the words are {', '.join(usual)}")
        return usual | value

    return checked


def outcome_table(value: dict[Outcome, tuple[str, ...]]) -> dict[Outcome, tuple[str, ...]]:
    """Jira names per outcome, each name under one of them."""
    found = overlaps(value)
    if Outcome.REMOVED in value:
        found.append(
            "lists names for removed, which means that the issue was deleted; no status or resolution says that"
        )
    if found:
        raise ValueError("; ".join(found))
    return value


def one_or_more(value: Any) -> Any:
    """A single word where a list is meant."""
    return [value] if isinstance(value, str) else value


def zone(value: str) -> str:
    """A time zone of the IANA list."""
    if value not in available_timezones():
        near = difflib.get_close_matches(value, available_timezones(), n=1)
        raise ValueError(
            f'is "{value}", an unknown time zone; use a name such as "{near[0] if near else "Europe/Berlin"}"'
        )
    return value


def cron(value: str) -> str:
    """Five fields, weekdays by name: 1 is Monday to cron and Tuesday to APScheduler, so a digest would come late."""
    from apscheduler.triggers.cron import CronTrigger

    fields = value.lower().split()
    if len(fields) != 5:  # noqa: PLR2004 - minute, hour, day, month, weekday
        raise ValueError(f'is "{value}"; give five fields, minute hour day month weekday, such as "0 9 * * mon"')
    if re.search(r"\d", fields[4]):
        raise ValueError(
            f'is "{value}": weekdays go by name (mon, tue, … sun), because programs differ on which day a number means'
        )
    try:
        trigger = CronTrigger.from_crontab(" ".join(fields), timezone=ZoneInfo("UTC"))
    except ValueError as error:
        raise ValueError(f'is "{value}", which is no schedule ({error}); for example "0 9 * * mon"') from None
    if trigger.get_next_fire_time(None, datetime(2024, 1, 1, tzinfo=UTC)) is None:
        raise ValueError(f'is "{value}", a day that never comes; for example "0 9 * * mon"')
    return " ".join(fields)
