"""The digest: for Slack within its limits, and as plain text for the terminal."""

from __future__ import annotations

from bot.messages.digest.excerpt import in_no_track, only_part
from bot.messages.digest.executive import executive_message, executive_text
from bot.messages.digest.message import digest_message
from bot.messages.digest.plain import digest_text, scorecard_text
from bot.messages.digest.queue import queue_message, queue_text

__all__ = [
    "digest_message",
    "digest_text",
    "executive_message",
    "executive_text",
    "in_no_track",
    "only_part",
    "queue_message",
    "queue_text",
    "scorecard_text",
]
