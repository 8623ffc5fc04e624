"""What Slack says about the people who speak to us, and about our own app: asked once, remembered for a while."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import structlog
from slack_sdk import WebClient

from bot.slack_failures import speaking
from loop.answers import AnswerError, RejectedError, UndeliverableError
from loop.cleaning import clean

log = structlog.get_logger(__name__)

Standing = Literal["member", "guest", "stranger", "bot", "deactivated", "unknown"]

# While Slack does not tell, it is asked rarely: each question holds up somebody who waits for an answer.
_NOT_TOLD = 15.0
_MOST_REMEMBERED = 20_000


@dataclass(frozen=True)
class _Known:
    standing: Standing
    until: float
    address: str = ""
    name: str = ""


class People:
    """Tells who somebody is. Safe to share between threads. `client` must time out well before Slack does."""

    def __init__(self, client: WebClient, fresh_seconds: float) -> None:
        self._client = client
        # Who becomes a guest, or leaves a group, has done so for us this much later.
        self._fresh_seconds = fresh_seconds
        self._groups: dict[str, tuple[float, frozenset[str]]] = {}
        self._known: dict[str, _Known] = {}
        self._app: str | None = None
        self._app_asked_again_at = 0.0
        self._scopes: frozenset[str] = frozenset()
        self._lock = threading.Lock()

    def standing(self, person: str) -> Standing:
        """Who somebody is to this workspace; `unknown` while Slack does not say."""
        return self._known_of(person).standing

    def address(self, person: str) -> str:
        """A person's e-mail address. Slack tells it only to apps with users:read.email; empty without."""
        return self._known_of(person).address

    def name(self, person: str) -> str:
        """What a person is called; empty while Slack does not say."""
        return self._known_of(person).name

    def files_are_ours_to_read(self) -> bool:
        """Whether Slack said, when it told of somebody, that our app may read files."""
        return "files:read" in self._scopes

    def members(self, group: str) -> frozenset[str]:
        """Who is in a user group; needs usergroups:read. Raises AnswerError."""
        now = time.monotonic()
        until, members = self._groups.get(group, (now, frozenset()))
        if until <= now:
            with speaking(writing=False):
                members = frozenset(self._client.usergroups_users_list(usergroup=group)["users"])
            self._groups[group] = (now + self._fresh_seconds, members)
        return members

    def app(self, bot: str | None) -> str | None:
        """The id of our own app; None while Slack does not say."""
        if self._app is None and bot and self._app_asked_again_at <= time.monotonic():
            self._app_asked_again_at = time.monotonic() + _NOT_TOLD
            try:
                with speaking(writing=False):
                    self._app = (self._client.bots_info(bot=bot).get("bot") or {}).get("app_id")
            except AnswerError as problem:
                log.warning("Slack does not say which app this is", reason=problem.reason)
        return self._app

    def _known_of(self, person: str) -> _Known:
        now = time.monotonic()
        known = self._known.get(person)
        if known is None or known.until <= now:
            user = self._ask(person)
            standing = "unknown" if user is None else _standing_of(user)
            fresh = _NOT_TOLD if user is None else self._fresh_seconds
            profile = (user or {}).get("profile") or {}
            name = clean(str(profile.get("real_name") or (user or {}).get("name") or ""))
            known = _Known(standing, now + fresh, str(profile.get("email") or ""), name)
            with self._lock:
                if len(self._known) >= _MOST_REMEMBERED:
                    self._known.clear()
                self._known[person] = known
        return known

    def _ask(self, person: str) -> dict[str, Any] | None:
        """What Slack says of a person; None while it does not."""
        try:
            with speaking(writing=False):
                answer = self._client.users_info(user=person)
            self._scopes = granted(answer.headers) or self._scopes
            return answer.get("user") or {}
        except RejectedError as problem:
            self._scopes = frozenset()  # the app has fewer than it may have had
            log.warning("guests and strangers cannot be told from members", reason=problem.reason)
        except AnswerError as problem:
            log.warning("Slack does not say who somebody is; let in", person=person, reason=problem.reason)
        return None


def _standing_of(user: dict[str, Any]) -> Standing:
    if user.get("deleted"):
        return "deactivated"
    if user.get("is_bot"):
        return "bot"
    if user.get("is_stranger"):
        return "stranger"
    return "guest" if user.get("is_restricted") or user.get("is_ultra_restricted") else "member"


def granted(headers: Mapping[str, str] | None) -> frozenset[str]:
    """The scopes that our app has, as Slack says in the headers of each answer; none where it does not."""
    named = {str(name).lower(): value for name, value in (headers or {}).items()}
    return frozenset(filter(None, map(str.strip, str(named.get("x-oauth-scopes") or "").split(","))))


def email_of(client: WebClient, person: str) -> str:
    """Somebody's e-mail address; empty where there is none, or Slack may not tell. Raises AnswerError."""
    try:
        with speaking(writing=False):
            profile = (client.users_info(user=person).get("user") or {}).get("profile") or {}
    except (RejectedError, UndeliverableError) as problem:
        log.warning("Slack does not tell an e-mail address", person=person, reason=problem.reason)
        return ""
    return str(profile.get("email") or "")
