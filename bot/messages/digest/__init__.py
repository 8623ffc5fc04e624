"""The digest: for Slack within its limits, and as plain text for the terminal."""

from __future__ import annotations

from bot.messages.digest.message import digest_message
from bot.messages.digest.plain import digest_text, scorecard_text

__all__ = ["digest_message", "digest_text", "scorecard_text"]
