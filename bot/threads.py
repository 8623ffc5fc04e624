"""Threads of ours in Slack: what is written there, and what is changed of it."""

from __future__ import annotations

from typing import Any

from bot.commands import as_typed
from bot.files import sent_files
from config.clock import Clock
from loop.replies import Replies, Reply
from storage.note import Spot

Event = dict[str, Any]
# The last is a reply that its author sent to the whole channel as well.
_SPOKEN = (None, "file_share", "thread_broadcast")
_CHANGED = "message_changed"


class Threads:
    """Knows which messages of Slack stand in a thread of ours, and hands them on."""

    def __init__(self, replies: Replies, clock: Clock) -> None:
        self._replies = replies
        self._clock = clock

    def is_ours(self, event: Event) -> bool:
        """Whether somebody wrote in a thread of ours, or changed what they wrote there."""
        said = _said(event)
        thread = said.get("thread_ts")
        if not thread or thread == said.get("ts") or not said.get("user") or said.get("bot_id"):
            return False
        return self._replies.is_ours(Spot(event["channel"], said["ts"]), thread, said["user"])

    def heard(self, event: Event, bot: str | None) -> None:
        """Take in what was written, or changed; without the name of the bot, which may be called in it."""
        said = _said(event)
        spot = Spot(event["channel"], said["ts"])
        text = as_typed((said.get("text") or "").replace(f"<@{bot}>", " ")).strip()
        if event.get("subtype") == _CHANGED:
            changed_at = str((said.get("edited") or {}).get("ts") or event.get("ts"))
            self._replies.change(spot, said["user"], text, key=f"change:{spot.channel}:{spot.ts}:{changed_at}")
        else:
            files = sent_files(said.get("files"))
            self._replies.take(Reply(said["user"], spot, said["thread_ts"], text, self._clock.now(), files))


def _said(event: Event) -> Event:
    """The message that an event is about; nothing where it is of another kind."""
    if event.get("subtype") == _CHANGED:
        return event.get("message") or {}
    return event if event.get("subtype") in _SPOKEN else {}
