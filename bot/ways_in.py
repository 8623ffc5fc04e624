"""Ways in besides the command: a mention, a reaction, a message in a feedback channel, a direct message.

Slack delivers an event up to four times, and none of them opens a form. So a listener only commits what is to be
captured; a worker reads the rest from Slack (`bot.capturing`) and takes it in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from slack_bolt import Ack, App, BoltContext, BoltResponse

from bot.commands import as_typed
from bot.files import sent_files
from bot.form import Context, Form
from bot.messages import answers
from bot.threads import Threads
from config.catalogue import Capture, CatalogueFile
from loop import owing
from loop.cleaning import clean
from loop.masking import mask
from storage import delivery
from storage.database import Database

# A direct message shorter than this is talk: the button is offered, and the form opens empty.
_SHORTEST = 12
_SPOKEN = (None, "file_share")

Event = dict[str, Any]


class WaysIn:
    """Listens for what is said. emoji: the name of the reaction that turns a message into a report."""

    def __init__(self, database: Database, form: Form, threads: Threads, catalogue: CatalogueFile, emoji: str) -> None:
        self._database = database
        self._form = form
        self._threads = threads
        self._catalogue = catalogue
        self._emoji = emoji

    def register(self, app: App) -> None:
        """Tell Bolt what goes where."""
        app.use(self.sift)
        app.event("app_mention")(self.mentioned)
        app.event("reaction_added")(self.reacted)
        app.event("message")(self.said)

    def sift(self, body: dict[str, Any], ack: Ack, next_: Callable[[], BoltResponse]) -> BoltResponse:
        """Let talk that is none of our business go no further: nobody is even asked who said it."""
        event = body.get("event") or {}
        ours = {"message": self._is_for_us, "reaction_added": self._is_our_reaction, "app_mention": _is_spoken}
        wanted = ours.get(str(event.get("type")), lambda _event: True)
        return next_() if wanted(event) else ack()

    def mentioned(self, ack: Ack, body: dict[str, Any], event: Event, context: BoltContext) -> None:
        """Capture what somebody tells the bot in a channel, with the thread it stands in. Where mentions are off, it is
        answered like a direct message, unless the channel is listened to anyway. In a thread of ours it is a reply,
        which may arrive as its message, too.
        """
        channel, text = event["channel"], _without_name(event, context)
        if self._threads.is_ours(event):
            self._threads.heard(event, context.bot_user_id)
        elif self._captures(channel, "mention") or not self._catalogue.current().channel_rules(channel):
            self._capture(body, event, "mention", channel, event["ts"], text)
        elif event.get("thread_ts") or not self._captures(channel, "message"):
            self._offer(body, event, text)
        ack()

    def reacted(self, ack: Ack, body: dict[str, Any], event: Event) -> None:
        """Capture the message that somebody put the emoji on."""
        self._capture(body, event, "emoji", event["item"]["channel"], event["item"]["ts"], "")
        ack()

    def said(self, ack: Ack, body: dict[str, Any], event: Event, context: BoltContext) -> None:
        """Capture a message of a feedback channel; answer a direct one with a button. A thread of ours is no way in."""
        text = _without_name(event, context)
        if self._threads.is_ours(event):
            self._threads.heard(event, context.bot_user_id)
        elif event.get("channel_type") == "im":
            self._offer(body, event, text)
        else:
            self._capture(body, event, "message", event["channel"], event["ts"], text)
        ack()

    def _capture(self, body: dict[str, Any], event: Event, way: Capture, channel: str, ts: str, text: str) -> None:
        safe = mask(clean(as_typed(text)))
        thread = str(event.get("thread_ts") or "")
        what = {
            "way": way,
            "channel": channel,
            "ts": ts,
            "thread": thread,
            "text": safe.text,
            "masked": safe.kinds,
            "files": [asdict(file) for file in sent_files(event.get("files"))],
        }
        with self._database.transaction() as session:
            if delivery.first_time(session, f"event:{body['event_id']}"):
                owing.owe_capture(session, event["user"], what)

    def _offer(self, body: dict[str, Any], event: Event, text: str) -> None:
        """A direct message is never a report by itself."""
        typed = as_typed(text)
        talk = len(clean(typed)) < _SHORTEST
        token = self._form.draft(
            event["user"], Context("direct", files=sent_files(event.get("files"))), what="" if talk else typed
        )
        with self._database.transaction() as session:
            if delivery.first_time(session, f"event:{body['event_id']}"):
                sentence = answers.DIRECT_TALK if talk else answers.DIRECT
                owing.owe_form(session, event["user"], token, sentence)

    def _is_for_us(self, event: Event) -> bool:
        """A direct message, or one at the top of a feedback channel, but no edit nor what a bot says; and whatever is
        said in a thread of ours.
        """
        if self._threads.is_ours(event):
            return True
        if not _is_spoken(event) or event.get("thread_ts"):
            return False
        return event.get("channel_type") == "im" or self._captures(event["channel"], "message")

    def _is_our_reaction(self, event: Event) -> bool:
        item = event.get("item") or {}
        named = event.get("reaction") == self._emoji and item.get("type") == "message"
        return named and self._captures(item["channel"], "emoji")

    def _captures(self, channel: str, way: Capture) -> bool:
        return any(way in rule.capture for rule in self._catalogue.current().channel_rules(channel))


def _without_name(event: Event, context: BoltContext) -> str:
    """What was said, without the mention of the bot."""
    return (event.get("text") or "").replace(f"<@{context.bot_user_id}>", " ")


def _is_spoken(event: Event) -> bool:
    return bool(event.get("user")) and not event.get("bot_id") and event.get("subtype") in _SPOKEN
