"""The dead man's message: silence speaks. A message waits in Slack, some hours ahead; each good reading of Jira puts
it off again. When nothing puts it off any more, Slack posts it by itself, whatever has become of us.

Nothing is remembered here: Slack lists what is scheduled, so that a crash between two steps leaves nothing behind.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import structlog
from slack_sdk import WebClient

from bot.messages.admin import SILENCE, silence
from bot.slack_failures import speaking
from config.catalogue import CatalogueFile
from config.clock import Clock
from loop.answers import AnswerError
from loop.polling import POLL
from storage.database import Database
from storage.turn import end_turn, last_ok, take_turn

log = structlog.get_logger(__name__)

_TURN = "deadman"
_TURN_LEASE = 60.0
# Slack takes no more than 30 scheduled messages per channel in five minutes.
_SHORTEST_PACE = 10.0
_LONGEST_PACE = 900.0
_PACES_AHEAD = 12


class DeadMan:
    """Keeps exactly one message scheduled in the admin channel while Jira is being read."""

    def __init__(
        self, database: Database, client: WebClient, catalogue: CatalogueFile, clock: Clock, hours: float
    ) -> None:
        self._database = database
        self._client = client
        self._catalogue = catalogue
        self._clock = clock
        self._ahead = timedelta(hours=hours)
        self._pace = min(_LONGEST_PACE, max(_SHORTEST_PACE, self._ahead.total_seconds() / _PACES_AHEAD))
        self._put_off_after: datetime | None = None

    def put_off_if_due(self) -> None:
        """Put the message off if it is time and Jira was read since; one process does it, however many there are."""
        with self._database.transaction() as session:
            read_at = last_ok(session, POLL)
            if read_at is None or read_at == self._put_off_after or not take_turn(session, _TURN, _TURN_LEASE):
                return
        try:
            self._put_off(read_at)
        except AnswerError as problem:
            log.warning("the dead man's message could not be put off", reason=problem.reason)
        else:
            self._put_off_after = read_at
        with self._database.transaction() as session:
            end_turn(session, _TURN, again_in=self._pace)

    def _put_off(self, read_at: datetime) -> None:
        """Schedule the new message before the old ones are deleted, so that there is never none."""
        admin = self._catalogue.current().admin
        new = self._schedule(admin.channel, read_at) if admin else ""
        with speaking(writing=False):
            waiting = self._client.chat_scheduledMessages_list(limit=100)["scheduled_messages"]
        for message in waiting:
            if message["id"] != new and str(message.get("text") or "").startswith(SILENCE):
                self._delete(message["channel_id"], message["id"])

    def _schedule(self, channel: str, read_at: datetime) -> str:
        said = silence(read_at, self._ahead)
        with speaking(writing=False):
            answer = self._client.chat_scheduleMessage(
                channel=channel,
                # Slack judges it by real time, and so does a dead process.
                post_at=int(time.time() + self._ahead.total_seconds()),
                text=said.text,
                blocks=said.arguments()["blocks"],
                unfurl_links=False,
                unfurl_media=False,
            )
        return str(answer["scheduled_message_id"])

    def _delete(self, channel: str, message_id: str) -> None:
        try:
            with speaking(writing=False):
                self._client.chat_deleteScheduledMessage(channel=channel, scheduled_message_id=message_id)
        except AnswerError as problem:
            # Slack no longer gives back what is due within a minute: then it speaks, and was late by that much.
            log.info("a scheduled message could not be taken back", reason=problem.reason)
