"""Telling whoever pressed a button, and nobody else, that nothing came of it."""

from __future__ import annotations

from typing import Any

import structlog
from slack_sdk import WebClient

from bot.slack_failures import speaking
from loop.answers import AnswerError

log = structlog.get_logger(__name__)


class Whisper:
    """Posts a sentence that one person sees, where they pressed. It may fail: nothing rests on it."""

    def __init__(self, client: WebClient) -> None:
        self._client = client

    def __call__(self, body: dict[str, Any], sentence: str) -> None:
        """Say it. `body` is the payload of the click; a click in a view has no channel, and nothing is said."""
        channel = (body.get("channel") or {}).get("id")
        if not channel:
            return
        try:
            with speaking(writing=False):
                self._client.chat_postEphemeral(channel=channel, user=body["user"]["id"], text=sentence)
        except AnswerError as problem:
            log.info("a refusal could not be shown", reason=problem.reason)
