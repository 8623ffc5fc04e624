"""Asking a model, through the one library that makes providers interchangeable. Nothing else imports it.

It is imported when the first question is put: that takes two seconds and a hundred megabytes, which neither an
installation without a model nor the start of any process should pay; and it need not be installed.
"""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Protocol

from config.models import ModelChoice, Provider
from loop.answers import RefusedError, Scope, TryLaterError
from loop.triage.model_answer import Written

if TYPE_CHECKING:
    from pydantic_ai.models import Model
    from pydantic_ai.usage import RunUsage

MOST_TOKENS_OUT = 1_000
# No question costs so much; a server that says so is not believed.
_MOST_COUNTED = 10_000_000
_NEEDS_PERSON = (401, 402, 403, 404)
_BUSY = 429
_SERVER = 500
_TIMED_OUT = 408


@dataclass(frozen=True)
class Answer:
    """What a model answered; written is None where that is no filled-in form. version: as the provider calls it."""

    written: Written | None
    version: str
    tokens_in: int
    tokens_out: int
    problem: str = ""


class Asker(Protocol):
    """Somebody who can be asked. Raises TryLaterError or RefusedError where there is no answer."""

    name: str

    def ask(self, instructions: str, text: str) -> Answer:
        """Put a question."""


def is_installed() -> bool:
    """Whether the packages for models are there; they are an extra of the installation."""
    return all(find_spec(name) is not None for name in ("pydantic_ai", "openai", "anthropic"))


class ModelAsker:
    """Asks one model of one provider. Nothing is tried twice here: the outbox decides about that.

    seconds: longest wait for an answer. model: another one of the library's, for its own test model.
    """

    def __init__(self, choice: ModelChoice, seconds: float, *, model: Model | None = None) -> None:
        self.name = choice.name
        self._choice = choice
        self._seconds = seconds
        self._model = model

    def ask(self, instructions: str, text: str) -> Answer:
        """Put a question, and wait for the answer."""
        return asyncio.run(self._ask(instructions, text))

    async def _ask(self, instructions: str, text: str) -> Answer:
        from pydantic_ai import Agent, ToolOutput
        from pydantic_ai.exceptions import ModelAPIError, UnexpectedModelBehavior
        from pydantic_ai.settings import ModelSettings
        from pydantic_ai.usage import RunUsage

        connections, model = self._make_model()  # it imports much: before the clock runs
        agent = Agent(
            model,
            output_type=ToolOutput(Written, name="propose", description="Propose how to triage the report."),
            instructions=instructions,
            retries=0,
            model_settings=ModelSettings(max_tokens=MOST_TOKENS_OUT, timeout=self._seconds),
        )
        usage = RunUsage()
        try:
            async with asyncio.timeout(self._seconds), connections:
                result = await agent.run(text, usage=usage)
        except UnexpectedModelBehavior as strange:
            return _unusable(usage, f"it filled in no form ({type(strange).__name__})")
        except TimeoutError:
            raise TryLaterError(f"no answer within {self._seconds:g} seconds", scope=Scope.WHOLE) from None
        except ModelAPIError as error:
            return _judged(error, usage)
        except Exception as strange:  # noqa: BLE001  (on an answer that is none of its provider's it fails in any way)
            return _unusable(usage, f"its answer has not the shape of one ({type(strange).__name__})")
        version = result.response.model_name or ""
        return _answer(result.output, usage, version=version[:128])

    def _make_model(self) -> tuple[AbstractAsyncContextManager[Any], Model]:
        """The model, and its connections, which end with the question: each has an event loop of its own."""
        if self._model is not None:
            return nullcontext(), self._model
        if self._choice.provider is Provider.ANTHROPIC:
            from anthropic import AsyncAnthropic
            from pydantic_ai.models.anthropic import AnthropicModel
            from pydantic_ai.providers.anthropic import AnthropicProvider

            anthropic = AsyncAnthropic(**self._client_options())
            provider = AnthropicProvider(anthropic_client=anthropic)
            return anthropic, AnthropicModel(self._choice.model, provider=provider)
        from openai import AsyncOpenAI
        from pydantic_ai.models.openai import OpenAIChatModel
        from pydantic_ai.providers.openai import OpenAIProvider

        openai = AsyncOpenAI(**self._client_options())
        return openai, OpenAIChatModel(self._choice.model, provider=OpenAIProvider(openai_client=openai))

    def _client_options(self) -> dict[str, Any]:
        # The libraries insist on a key; a server of one's own often wants none.
        key = self._choice.key.get_secret_value() if self._choice.key else "none"
        return {"api_key": key, "base_url": self._choice.url, "max_retries": 0, "timeout": self._seconds}


def _judged(error: Exception, usage: RunUsage) -> Answer:
    """What a failure means: nobody there, a person must mend something, or this one question cannot be answered."""
    status = getattr(error, "status_code", None)
    if status is None or status in (_BUSY, _TIMED_OUT) or status >= _SERVER:
        said = f"status {status}" if status else "nobody there"
        raise TryLaterError(f"the model does not answer ({said})", scope=Scope.WHOLE) from None
    if status in _NEEDS_PERSON:
        raise RefusedError(
            f"the model's provider refuses us (status {status}): check FRICTION_AI_MODEL, FRICTION_AI_KEY and "
            "FRICTION_AI_URL"
        ) from None
    return _unusable(usage, f"it does not take the question (status {status})")


def _unusable(usage: RunUsage, problem: str) -> Answer:
    return _answer(None, usage, problem=problem)


def _answer(written: Written | None, usage: RunUsage, *, version: str = "", problem: str = "") -> Answer:
    tokens_in, tokens_out = (min(max(0, count), _MOST_COUNTED) for count in (usage.input_tokens, usage.output_tokens))
    return Answer(written, version, tokens_in, tokens_out, problem)
