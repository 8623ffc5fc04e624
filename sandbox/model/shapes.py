"""The two ways in which providers are asked and answer: a forced call of the one tool that the question offers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Protocol

Json = dict[str, Any]
VERSION = "sandbox-model-2026-01"


class Shape(Protocol):
    """One provider's way."""

    def text_of(self, asked: Json) -> str:
        """What the user's message says."""

    def answer(self, asked: Json, words: str, *, prose: bool) -> Json:
        """Answer with these words as the arguments of the tool, or, as prose, beside it."""


class ChatCompletions:
    """OpenAI's, and most local servers'."""

    def text_of(self, asked: Json) -> str:
        """The last message of the user."""
        return str(next(m["content"] for m in reversed(asked["messages"]) if m["role"] == "user"))

    def answer(self, asked: Json, words: str, *, prose: bool) -> Json:
        """A completion."""
        message: Json = {"role": "assistant", "content": words if prose else None}
        if not prose:
            name = asked["tools"][0]["function"]["name"]
            call = {"id": "call-1", "type": "function", "function": {"name": name, "arguments": words}}
            message["tool_calls"] = [call]
        choice = {"index": 0, "finish_reason": "stop" if prose else "tool_calls", "message": message}
        usage = {"prompt_tokens": 700, "completion_tokens": 90, "total_tokens": 790}
        head = {"id": "chat-1", "object": "chat.completion", "created": 1_767_225_600, "model": VERSION}
        return {**head, "choices": [choice], "usage": usage}


class Messages:
    """Anthropic's."""

    def text_of(self, asked: Json) -> str:
        """The last message of the user."""
        content = next(m["content"] for m in reversed(asked["messages"]) if m["role"] == "user")
        return content if isinstance(content, str) else "\n".join(part.get("text", "") for part in content)

    def answer(self, asked: Json, words: str, *, prose: bool) -> Json:
        """A message."""
        content: Json = {"type": "text", "text": words}
        if not prose:
            name = asked["tools"][0]["name"]
            content = {"type": "tool_use", "id": "call-1", "name": name, "input": _object(words)}
        usage = {"input_tokens": 700, "output_tokens": 90}
        head = {"id": "message-1", "type": "message", "role": "assistant", "model": VERSION}
        return {**head, "content": [content], "stop_reason": "tool_use", "stop_sequence": None, "usage": usage}


def _object(words: str) -> Any:
    try:
        return json.loads(words)
    except ValueError:
        return {"title": [words]}


SHAPES: Mapping[str, Shape] = {"/v1/chat/completions": ChatCompletions(), "/v1/messages": Messages()}
