"""Telling whoever pressed a button, and nobody else, what came of it."""

from __future__ import annotations

from typing import Any

import structlog
from slack_sdk import WebClient

from bot.messages.text import Message
from bot.slack_failures import speaking
from loop.answers import AnswerError

log = structlog.get_logger(__name__)


class Whisper:
    """Posts what one person sees, where they pressed. It may fail: nothing rests on it."""

    def __init__(self, client: WebClient) -> None:
        self._client = client

    def __call__(self, body: dict[str, Any], said: Message | str) -> None:
        """Say it. `body` is the payload of the click; a click in a view has no channel, and nothing is said."""
        channel = (body.get("channel") or {}).get("id")
        if not channel:
            return
        try:
            with speaking(writing=False):
                arguments = {"text": said} if isinstance(said, str) else said.arguments()
                self._client.chat_postEphemeral(channel=channel, user=body["user"]["id"], **arguments)
        except AnswerError as problem:
            log.info("an answer to a click could not be shown", reason=problem.reason)
