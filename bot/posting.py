"""Posting to Slack, once: look for a lost post before sending it again (PROMISES, "Slack chat.postMessage").

Slack knows no idempotency key. Every post carries a token in its metadata, by which history finds it again.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import structlog
from slack_sdk import WebClient

from bot.messages.text import Message
from bot.slack_failures import MissingScopeError, UnreadableError, speaking
from loop.answers import RefusedError, Scope, UnclearError, UndeliverableError
from loop.outbox import Task
from storage.database import Session
from storage.message import remember_message

log = structlog.get_logger(__name__)

METADATA = "friction_notice"
_NAMESPACE = uuid.UUID("6f2a0c3e-6f0a-5d8b-9c55-0f6b1f1d7a11")
# A lost post must be absent from history twice, a grace apart, before it is sent again.
_ABSENCES = 2
_PAGE = 200


@dataclass(frozen=True)
class Posted:
    """Where a message stands. `ts` is empty if it was sent but cannot be found again.

    found: it is the post of an earlier try, and shows what was true then.
    """

    channel: str
    ts: str
    found: bool = False


def remember(
    session: Session,
    task: Task,
    posted: Posted,
    at: datetime,
    *,
    person: str = "",
    report_id: int | None = None,
    issue_id: int | None = None,
    end: int | None = None,
) -> None:
    """Note where an owed message stands, since when, and whom and what it is about."""
    remember_message(
        session,
        key=task.claim.key,
        kind=task.claim.kind,
        channel=posted.channel,
        ts=posted.ts,
        person=person,
        report_id=report_id,
        issue_id=issue_id,
        end=end,
        posted_at=at,
    )


class Poster:
    """Posts messages that must be there exactly once."""

    def __init__(self, client: WebClient, ambiguous_notice: Literal["once", "at_least_once"]) -> None:
        self._client = client
        self._ambiguous_notice = ambiguous_notice
        # conversations.open always gives the same channel for a person.
        self._direct: dict[str, str] = {}

    def direct_channel(self, person: str) -> str:
        """The channel of direct messages with a person, whom the catalogue may name by e-mail address."""
        if person not in self._direct:
            with self._blaming_the_right_one(), speaking(writing=False, limit=Scope.WHOLE):
                user = self._client.users_lookupByEmail(email=person)["user"]["id"] if "@" in person else person
                answer = self._client.conversations_open(users=user)
            self._direct[person] = answer["channel"]["id"]
        return self._direct[person]

    def post(
        self,
        task: Task,
        channel: str,
        message: Message,
        *,
        thread_ts: str = "",
        may_stand: bool = False,
        tokens: Sequence[str] = (),
    ) -> Posted:
        """Post a message, or find the post of an earlier try whose answer was lost. may_stand: it may have been posted
        in a time that the database has forgotten; look for it first, where Slack lets us. tokens: by which else it can
        be found, because it tells what might have been posted alone.
        """
        token = token_of(task.claim.key)
        if task.must_look_up:
            found = self._settle_lost(task, channel, token, thread_ts)
            if found is not None:
                if found.ts:
                    self.update(found, message)  # it says what was true when it was sent
                return found
        elif may_stand and (ts := self._find_if_allowed(channel, token, thread_ts)):
            stands = Posted(channel, ts, found=True)
            self.update(stands, message)
            return stands
        elif may_stand and self.find_told(channel, [token]):
            return Posted(channel, "", found=True)  # in a message that tells of others too, and stays as it is
        task.intend(channel=channel, token=token)
        try:
            posted = self._send(channel, message, token, thread_ts, tokens)
        except UnreadableError as problem:
            log.warning("Slack does not take a message as it is; sent plain and short", reason=problem.reason)
            posted = self._send(channel, message.short(), token, thread_ts, tokens)
        task.sent()
        return posted

    def update(self, posted: Posted, message: Message) -> None:
        """Give a message its new face. Doing it twice changes nothing."""
        try:
            self._change(posted, message)
        except UnreadableError as problem:
            log.warning("Slack does not take a message as it is; shown plain and short", reason=problem.reason)
            self._change(posted, message.short())

    def _send(self, channel: str, message: Message, token: str, thread_ts: str, tokens: Sequence[str]) -> Posted:
        tells = {"tells": list(tokens)} if tokens else {}
        with self._blaming_the_right_one(), speaking(writing=True):
            answer = self._client.chat_postMessage(
                channel=channel,
                thread_ts=thread_ts or None,
                metadata={"event_type": METADATA, "event_payload": {"k": token, **tells}},
                client_msg_id=token,  # Slack does not document what it does with it; nothing here relies on it
                unfurl_links=False,
                unfurl_media=False,
                **message.arguments(),
            )
        return Posted(answer["channel"], answer["ts"])

    def find_lost(self, task: Task, channel: str, token: str) -> str:
        """Where the post with this token stands, empty if there is none. One that may still appear is waited for."""
        if not task.must_look_up:
            task.intend(channel=channel, token=token)
        try:
            ts = self._find(channel, token, "")
        except MissingScopeError as missing:
            log.warning("a message whose answer was lost cannot be looked up", reason=missing.reason)
            return ""
        if not ts and task.note_absence(enough=_ABSENCES) < _ABSENCES:
            raise UnclearError("not found in the channel's history; looking once more after a while")
        return ts

    def find_told(self, channel: str, tokens: Sequence[str]) -> set[str]:
        """Which of these tokens stand in a channel's history; none where no scope lets us look."""
        try:
            told = [token for message in self._history(channel, "") for token in _tokens_of(message)]
        except MissingScopeError:
            return set()  # telling twice is better than not at all
        return set(tokens).intersection(told)

    def _change(self, posted: Posted, message: Message) -> None:
        with speaking(writing=False, limit=Scope.KIND):
            # Slack keeps the old layout where it is told of none.
            self._client.chat_update(channel=posted.channel, ts=posted.ts, **{"blocks": [], **message.arguments()})

    @contextmanager
    def _blaming_the_right_one(self) -> Iterator[None]:
        """Slack says `account_inactive` both of the bot and of the person written to; only the first is a refusal."""
        try:
            yield
        except RefusedError as refused:
            with speaking(writing=False):
                self._client.auth_test()
            raise UndeliverableError(f"the token is good, so the person has left: {refused.reason}") from refused

    def _settle_lost(self, task: Task, channel: str, token: str, thread_ts: str) -> Posted | None:
        """Find the lost post; None means it is certain enough that there is none."""
        try:
            ts = self._find(channel, token, thread_ts)
        except MissingScopeError:
            # No history scope, so nobody can say. The setting decides between a missed and a doubled message.
            once = self._ambiguous_notice == "once"
            log.warning("a message whose answer was lost cannot be looked up", sent_again=not once)
            return Posted(channel, "") if once else None
        if ts:
            return Posted(channel, ts, found=True)
        if task.note_absence(enough=_ABSENCES) < _ABSENCES:
            raise UnclearError("not found in the channel's history; looking once more after a while")
        return None

    def _find_if_allowed(self, channel: str, token: str, thread_ts: str) -> str:
        try:
            return self._find(channel, token, thread_ts)
        except MissingScopeError:
            return ""  # no history scope: telling twice is better than not at all

    def _find(self, channel: str, token: str, thread_ts: str) -> str:
        messages = self._history(channel, thread_ts)
        return next((str(message["ts"]) for message in messages if token in _tokens_of(message)[:1]), "")

    def _history(self, channel: str, thread_ts: str) -> list[dict[str, Any]]:
        with speaking(writing=False, limit=Scope.WHOLE):
            if thread_ts:
                answer = self._client.conversations_replies(
                    channel=channel, ts=thread_ts, limit=_PAGE, include_all_metadata=True
                )
            else:
                answer = self._client.conversations_history(channel=channel, limit=_PAGE, include_all_metadata=True)
        messages: list[dict[str, Any]] = answer.get("messages", [])
        return messages


def token_of(key: str) -> str:
    """The token by which the post that is owed under a key is found again."""
    return str(uuid.uuid5(_NAMESPACE, key))


def _tokens_of(message: dict[str, Any]) -> list[str]:
    """Its own token first, then those of what it tells along."""
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != METADATA:
        return []
    payload = metadata.get("event_payload") or {}
    return [str(payload.get("k") or ""), *map(str, payload.get("tells") or [])]
